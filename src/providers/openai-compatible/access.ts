import { RunletError } from "../../errors/error.ts";
import { addressOf } from "../address.ts";
import { environment, type Environment } from "../environment.ts";
import { headersOf } from "../headers.ts";
import { checkKey } from "../key.ts";
import type { Dialect } from "./dialect.ts";

/** What says where a service is, and who asks. */
export interface Asker {
  readonly apiKey?: string | undefined;
  readonly baseURL?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly env?: Environment | undefined;
}

/** Where a service is asked, by whom, and what shows that. */
export interface Access {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What must not be shown, besides what the headers have. */
  readonly keys: readonly string[];
}

export function modelOf({ name, model: usual }: Dialect, { model = usual }: { model?: string | undefined }): string {
  if (model !== undefined && model !== "") return model;
  throw new RunletError("config", `${name} has to be told which model is to answer: give its name as model.`, {
    phase: "config",
  });
}

/** What was found for an asker, and of what: the environment may change between two calls. */
interface Found {
  readonly dialect: Dialect;
  readonly path: string;
  readonly base: string | undefined;
  readonly key: string | undefined;
  readonly access: Access;
}

const FOUND = new WeakMap<Asker, Found>();

/**
 * @param asker whose fields nobody changes
 * @param path of what is asked for: "/chat/completions"
 */
export function accessOf(dialect: Dialect, asker: Asker, path: string): Access {
  const base = asker.baseURL ?? environment(asker.env, ...(dialect.baseNames ?? [])) ?? dialect.baseURL;
  const key = asker.apiKey ?? environment(asker.env, ...(dialect.keyNames ?? []));
  const found = FOUND.get(asker);
  if (found?.dialect === dialect && found.path === path && found.base === base && found.key === key)
    return found.access;
  const access = find(dialect, asker, path, base, key);
  FOUND.set(asker, { dialect, path, base, key, access });
  return access;
}

function find(
  dialect: Dialect,
  asker: Asker,
  path: string,
  base: string | undefined,
  given: string | undefined,
): Access {
  const { name, showKey = bearer } = dialect;
  if (base === undefined)
    throw new RunletError("config", `${name} has no address: give it as baseURL.`, { phase: "config" });
  const key = keyOf(dialect, given);
  return {
    url: addressOf(base, path, dialect.baseURL),
    headers: headersOf(dialect.headers, key === undefined ? undefined : showKey(key), asker.headers),
    // Some keys have parts, of which one is the secret.
    keys: key === undefined ? [] : [key, ...key.split(".").filter((part) => part.length >= 6)],
  };
}

function keyOf({ name, needsKey = false, keyNames = [] }: Dialect, key: string | undefined): string | undefined {
  if (key === undefined && !needsKey) return undefined;
  const set = keyNames.length > 0 ? `set ${keyNames.join(" or ")} in the environment, or ` : "";
  return checkKey(key, `No API key for ${name}: ${set}give one as apiKey.`);
}

function bearer(key: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${key}` };
}
