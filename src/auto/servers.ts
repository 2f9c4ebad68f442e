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
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patienceMs);
  try {
    const models = await Promise.all(servers.map((server) => modelsOf(server, fetch, controller.signal)));
    return servers.map((server, at) => ({ ...server, models: models[at]! })).filter(({ models }) => models.length > 0);
  } finally {
    clearTimeout(timer);
    // Whatever of it is still under way.
    controller.abort();
  }
}

async function modelsOf({ baseURL, list }: Server, fetch: typeof globalThis.fetch, signal: AbortSignal) {
  try {
    const response = await fetch(baseURL + list, { signal, redirect: "error" });
    if (!response.ok) {
      await response.body?.cancel();
      return [];
    }
    return namesIn(await response.json());
  } catch {
    // Nobody is there, or somebody who is no model server.
    return [];
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
