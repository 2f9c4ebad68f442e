import { RunletError } from "../errors/error.ts";
import { addressOf } from "../providers/address.ts";
import { unreachable, type HttpRequest } from "../providers/http.ts";
import { checkKey } from "../providers/key.ts";
import { serverOf } from "../providers/ollama/endpoint.ts";
import { hasModel, listsOf, SERVERS, type Asking, type Listed } from "./servers.ts";
import type { Opening, ServiceName } from "./services.ts";

/** How long a server that was named is waited for, in milliseconds: it may be far away. */
const PATIENCE_MS = 5000;

/** A way to ask what is at an address. */
interface Way {
  readonly service: ServiceName;
  readonly baseURL: string;
  readonly list: string;
}

/**
 * Asks the server at an address, or where one of that service listens, for its models: as OpenAI lists them, and as Ollama does.
 * Gives the first one that chats, and whose interface it is asked by.
 *
 * @throws RunletError `connection` where nobody answers, `auth` where the key is refused, `config` where no model is listed
 */
export async function serverAt(
  service: ServiceName,
  { baseURL = usualPlace(service), apiKey }: Opening,
  {
    fetch = globalThis.fetch,
    patienceMs = PATIENCE_MS,
  }: { readonly [K in "fetch" | "patienceMs"]?: Asking[K] | undefined },
): Promise<Way & { readonly model: string }> {
  if (baseURL === undefined) throw wrong("config", `Say where ${service} is: give its address as baseURL.`);
  const headers: HttpRequest["headers"] =
    apiKey === undefined ? {} : { authorization: `Bearer ${checkKey(apiKey, "Give one as apiKey.")}` };
  const ways = waysTo(service, baseURL);
  const lists = await listsOf(ways, { fetch, patienceMs, headers });
  const at = lists.findIndex(hasModel);
  if (at < 0) throw nothingAt(ways[0]!, headers, lists);
  return { ...ways[at]!, model: lists[at]!.models[0]! };
}

/** Several programs speak as OpenAI does; each of the others has one place. */
function usualPlace(name: ServiceName): string | undefined {
  return name === "openai-compatible" ? undefined : SERVERS.find(({ service }) => service === name)?.baseURL;
}

function waysTo(service: ServiceName, address: string): readonly Way[] {
  if (service === "ollama") return [{ service, baseURL: serverOf(address), list: "/api/tags" }];
  const baseURL = address.replace(/\/chat\/completions\/*(?=$|[?#])/, "");
  const given: Way = { service, baseURL, list: "/models" };
  if (/\/v\d/.test(baseURL)) return [given];
  const versioned: Way = { service, baseURL: addressOf(baseURL, "/v1"), list: "/models" };
  if (service !== "openai-compatible") return [given, versioned];
  return [given, { service: "ollama", baseURL, list: "/api/tags" }, versioned];
}

function nothingAt({ baseURL, list }: Way, headers: HttpRequest["headers"], lists: readonly Listed[]): RunletError {
  const answered = lists.find(({ status }) => status !== undefined);
  if (!answered) return unreachable({ url: addressOf(baseURL, list), headers, body: {} }, lists[0]!.error);
  const { origin, pathname } = new URL(addressOf(baseURL, ""));
  const there = `${origin}${pathname.replace(/\/$/, "")}`;
  const refused = lists.find(({ status }) => status === 401 || status === 403);
  if (refused) {
    const who = "authorization" in headers ? "does not take the key" : "shows its models to nobody without a key";
    return wrong("auth", `${there} ${who} (HTTP ${refused.status}).`);
  }
  return wrong(
    "config",
    `No model is named, and ${there} lists none that chats (HTTP ${answered.status}): give its name as model.`,
  );
}

function wrong(code: "auth" | "config", message: string): RunletError {
  return new RunletError(code, message, { phase: "config" });
}
