import { addressOf } from "../providers/address.ts";
import type { ServiceName } from "./services.ts";

/** A program on this machine that serves models, where it listens unless told otherwise. */
export interface Server {
  /** What people call it. */
  readonly name: string;
  readonly service: ServiceName;
  readonly baseURL: string;
  /** What lists its models: read only, and never a prompt. */
  readonly list: string;
}

const HOST = "http://127.0.0.1";

/** In the order in which they are taken, where several run. */
export const SERVERS: readonly Server[] = [
  { name: "Ollama", service: "ollama", baseURL: `${HOST}:11434`, list: "/api/tags" },
  { name: "LM Studio", service: "lm-studio", baseURL: `${HOST}:1234/v1`, list: "/models" },
  { name: "llama.cpp", service: "llama.cpp", baseURL: `${HOST}:8080/v1`, list: "/models" },
  { name: "vLLM", service: "vllm", baseURL: `${HOST}:8000/v1`, list: "/models" },
  { name: "Jan", service: "openai-compatible", baseURL: `${HOST}:1337/v1`, list: "/models" },
  { name: "Docker Model Runner", service: "openai-compatible", baseURL: `${HOST}:12434/engines/v1`, list: "/models" },
];

/** A server that runs, and its models that chat. */
export interface Found extends Server {
  readonly models: readonly string[];
}

/** How long all of them together are waited for, in milliseconds. */
export const PATIENCE_MS = 300;

/** Asks all servers at once which models they have. Gives those that answered in time and have one. */
export async function probe(
  servers: readonly Server[],
  fetch: typeof globalThis.fetch,
  patienceMs: number,
): Promise<readonly Found[]> {
  const lists = await listsOf(servers, { fetch, patienceMs });
  return servers.map((server, at) => ({ ...server, models: lists[at]!.models })).filter(hasModel);
}

export function hasModel({ models }: { readonly models: readonly string[] }): boolean {
  return models.length > 0;
}

/** How servers are asked. */
export interface Asking {
  readonly fetch: typeof globalThis.fetch;
  readonly patienceMs: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came of asking a server for its models. */
export interface Listed {
  readonly models: readonly string[];
  /** Of the answer, where there was one. */
  readonly status?: number;
  /** Why there was none. */
  readonly error?: unknown;
}

/** Asks all of them at once for their models: who is silent for too long, no model server or not there has none. */
export async function listsOf(
  servers: readonly Pick<Server, "baseURL" | "list">[],
  { fetch, patienceMs, headers = {} }: Asking,
): Promise<readonly Listed[]> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error("no answer in time")), patienceMs);
  const init: RequestInit = { signal: controller.signal, redirect: "error", headers };
  try {
    return await Promise.all(servers.map((server) => listOf(addressOf(server.baseURL, server.list), fetch, init)));
  } finally {
    clearTimeout(timer);
    // Whatever of it is still under way.
    controller.abort();
  }
}

async function listOf(url: string, fetch: typeof globalThis.fetch, init: RequestInit): Promise<Listed> {
  let status: number | undefined;
  try {
    const response = await fetch(url, init);
    status = response.status;
    if (response.ok) return { models: namesIn(await response.json()), status };
    await response.body?.cancel();
    return { models: [], status };
  } catch (error) {
    return status === undefined ? { models: [], error } : { models: [], status };
  }
}

/** The names in `{ data: [{ id }] }`, as OpenAI lists models, or `{ models: [{ name }] }`, as Ollama does. */
function namesIn(json: unknown): string[] {
  const { data, models } = (json ?? {}) as { data?: unknown; models?: unknown };
  const list: unknown = Array.isArray(data) ? data : models;
  if (!Array.isArray(list)) return [];
  return list
    .map((item: { id?: unknown; name?: unknown } | null) => item?.id ?? item?.name)
    .filter((name): name is string => typeof name === "string" && name !== "" && !/embed|rerank/i.test(name));
}
