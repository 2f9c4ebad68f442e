import { RunletError } from "../errors/error.ts";
import { environment, type Environment } from "../providers/environment.ts";
import type { ConfigFile } from "./config-file.ts";
import { PATIENCE_MS, probe, SERVERS, type Server } from "./servers.ts";
import { serverAt } from "./server-at.ts";
import { ALL, isService, SERVICES, type Opening, type Service, type ServiceName } from "./services.ts";

export interface Choosing extends Opening {
  /** Settings of a file: what is given beside it goes before them. */
  readonly file?: ConfigFile | undefined;
  /** The path of a GGUF file, for where there is nothing else. */
  readonly gguf?: string | undefined;
  readonly env: Environment;
  /** The servers to look for on this machine; none, where it is not to be looked. */
  readonly servers?: readonly Server[] | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long servers are waited for, in milliseconds. Default: 300; where an address or a server was named, 5,000. */
  readonly patienceMs?: number | undefined;
}

/** Which model is asked, and why that one. */
export interface Choice {
  readonly service: ServiceName;
  readonly opening: Opening;
  /** As in "OPENAI_API_KEY is set". */
  readonly why: string;
}

/**
 * Chooses a model: the one that was named; else the one whose key was given or is in the environment; else one that a
 * server on this machine has; else the GGUF file that was given. Undefined where there is none of these.
 *
 * @throws RunletError `config`, `auth` or `connection` where what was named cannot be had: nothing else is taken in its place
 */
export async function choose(given: Choosing): Promise<Choice | undefined> {
  const { file = {}, env } = given;
  const named = given.model ?? file.model;
  const opening: Opening = {
    model: named,
    apiKey: given.apiKey ?? file.api_key,
    baseURL: given.baseURL ?? file.base_url,
    temperature: given.temperature ?? file.temperature,
  };
  const who = given.model === undefined ? "the config file names it" : "it was named";
  const [service, model] = named === undefined ? [undefined, undefined] : serviceOf(named);
  // What an address leads to may call its models by their files.
  if (service && (service !== "gguf" || opening.baseURL === undefined))
    return withModel(found(service, { ...opening, model }, env, who), given);
  const byKey = opening.apiKey === undefined ? undefined : ownerOf(opening.apiKey);
  if (byKey) return found(byKey, opening, env, "the key that was given is of that form");
  // Whoever is there is shown no key that is somebody else's.
  if (opening.baseURL !== undefined)
    return withModel({ service: "openai-compatible", opening, why: "an address was given" }, given);
  if (opening.apiKey !== undefined)
    throw wrong("Whose the API key is cannot be told by its form: name the model, as in openai:gpt-5-mini.");
  // The name of a model that no service is known by is looked for on this machine.
  if (named === undefined) {
    const known = withKey(opening, env);
    if (known) return known;
  }
  return (await onThisMachine(given, opening)) ?? inFile(given.gguf ?? file.gguf, opening);
}

/** The same with a model, where none was named and the service has none by default: the first one that the server has. */
async function withModel(choice: Choice, asking: Choosing): Promise<Choice> {
  const { service, opening, why } = choice;
  const { lists, keys }: Service = SERVICES[service];
  if (!lists || opening.model !== undefined) return choice;
  // Ollama's is for its own service, and a list is no secret there.
  const apiKey = opening.apiKey ?? (service === "ollama" ? undefined : environment(asking.env, ...keys));
  const { model, baseURL, service: speaking } = await serverAt(service, { ...opening, apiKey }, asking);
  const found = { ...opening, model, baseURL };
  return { service: speaking, opening: found, why: `${why}; this is the first model there` };
}

function inFile(gguf: string | undefined, opening: Opening): Choice | undefined {
  if (gguf === undefined) return undefined;
  return {
    service: "gguf",
    opening: { ...opening, model: gguf },
    why: "a GGUF file was given, and nothing else was found",
  };
}

/** What stands behind the name of a model that is kept on a machine: "7b", "latest". */
const TAG = /^(latest|\d+(\.\d+)?[bm])\b/i;

/** The service that the name of a model says, and the name without that. */
function serviceOf(named: string): [ServiceName | undefined, string | undefined] {
  const colon = named.indexOf(":");
  const word = colon < 0 ? named : named.slice(0, colon);
  const rest = colon < 0 ? undefined : named.slice(colon + 1);
  if (isService(word) && !(rest && TAG.test(rest))) return [word, rest || undefined];
  // A name with a tag, as in `gpt-oss:20b`, is one that a server on this machine has.
  if (colon >= 0) return [undefined, named];
  const owner = ALL.find(([, { models }]) => models?.test(named));
  return [owner?.[0], named];
}

function ownerOf(apiKey: string): ServiceName | undefined {
  return ALL.find(([, { key }]) => key?.test(apiKey))?.[0];
}

/** The service of a name, with its key. */
function found(service: ServiceName, opening: Opening, env: Environment, why: string): Choice {
  const { keys, bases = [], open }: Service = SERVICES[service];
  const baseURL = opening.baseURL ?? environment(env, ...bases);
  // Who needs no key sees one of the environment where it is meant: the model knows.
  const apiKey = opening.apiKey ?? (open ? undefined : environment(env, ...keys));
  if (apiKey === undefined && !open) {
    const message = `There is no key for ${service}: set ${keys.join(" or ")}.`;
    throw new RunletError("auth", message, { phase: "config" });
  }
  return { service, opening: { ...opening, apiKey, baseURL }, why };
}

/** The first service whose key is in the environment. */
function withKey(opening: Opening, env: Environment): Choice | undefined {
  for (const [service, { keys, open }] of ALL) {
    const name = open ? undefined : keys.find((key) => env[key]);
    if (name !== undefined) return found(service, opening, env, `${name} is set`);
  }
  return undefined;
}

async function onThisMachine(given: Choosing, opening: Opening): Promise<Choice | undefined> {
  const { servers = SERVERS, fetch = globalThis.fetch, patienceMs = PATIENCE_MS } = given;
  const running = await probe(servers, fetch, patienceMs);
  const { model } = opening;
  for (const { name, service, baseURL, models } of running) {
    const one = model === undefined ? models[0] : models.find((has) => has === model || has === `${model}:latest`);
    if (one !== undefined)
      return { service, opening: { ...opening, model: one, baseURL }, why: `${name} is running on this machine` };
  }
  if (model === undefined) return undefined;
  const seen = running.length > 0 ? ` (asked: ${running.map(({ name }) => name).join(", ")})` : "";
  throw wrong(
    `Nobody is known who has the model "${model}"${seen}: say who, as in openai:${model} or ollama:${model}.`,
  );
}

function wrong(message: string): RunletError {
  return new RunletError("config", message, { phase: "config" });
}
