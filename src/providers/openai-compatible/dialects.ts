import { RunletError } from "../../errors/error.ts";
import { strictSchema } from "../../schema/strict.ts";
import type { Dialect } from "./dialect.ts";
import { shortId } from "./short-id.ts";

// Names of the environment are those of the services' own SDKs and pages. Models are those that each page begins with.

export const OPENAI = {
  name: "OpenAI",
  baseURL: "https://api.openai.com/v1",
  model: "gpt-5-mini",
  keyNames: ["OPENAI_API_KEY"],
  baseNames: ["OPENAI_BASE_URL"],
  needsKey: true,
  maxTokens: "max_completion_tokens",
  maxStops: 4,
  thoughts: "none",
  strictSchema,
  structured: "jsonSchema",
} as const satisfies Dialect;

/** The key goes into a header of its own; the address is that of a resource. */
export const AZURE = {
  name: "Azure OpenAI",
  keyNames: ["AZURE_OPENAI_API_KEY"],
  needsKey: true,
  showKey: (key) => ({ "api-key": key }),
  maxTokens: "max_completion_tokens",
  maxStops: 4,
  thoughts: "none",
  strictSchema,
  structured: "jsonSchema",
} as const satisfies Dialect;

export const DEEPSEEK = {
  name: "DeepSeek",
  baseURL: "https://api.deepseek.com",
  model: "deepseek-chat",
  keyNames: ["DEEPSEEK_API_KEY"],
  baseNames: ["DEEPSEEK_BASE_URL"],
  needsKey: true,
  maxStops: 16,
  lacks: ["json_schema", "parallelToolCalls"],
} as const satisfies Dialect;

export const GROQ = {
  name: "Groq",
  baseURL: "https://api.groq.com/openai/v1",
  model: "openai/gpt-oss-20b",
  keyNames: ["GROQ_API_KEY"],
  needsKey: true,
  maxTokens: "max_completion_tokens",
  maxStops: 4,
} as const satisfies Dialect;

export const OPENROUTER = {
  name: "OpenRouter",
  baseURL: "https://openrouter.ai/api/v1",
  model: "openrouter/auto",
  keyNames: ["OPENROUTER_API_KEY"],
  needsKey: true,
  videoPart: "video_url",
  filePart: "file",
  toolParts: true,
} as const satisfies Dialect;

export const XAI = {
  name: "xAI",
  baseURL: "https://api.x.ai/v1",
  model: "grok-4-fast",
  keyNames: ["XAI_API_KEY"],
  needsKey: true,
  structured: "jsonSchema",
} as const satisfies Dialect;

export const MISTRAL = {
  name: "Mistral",
  baseURL: "https://api.mistral.ai/v1",
  model: "mistral-small-latest",
  keyNames: ["MISTRAL_API_KEY"],
  needsKey: true,
  seed: "random_seed",
  anyTool: "any",
  asksUsage: false,
  thoughts: "thinking",
  names: false,
  filePart: "document_url",
  toolParts: true,
  callId: shortId,
} as const satisfies Dialect;

export const TOGETHER = {
  name: "Together AI",
  baseURL: "https://api.together.xyz/v1",
  model: "openai/gpt-oss-20b",
  keyNames: ["TOGETHER_AI_API_KEY", "TOGETHER_API_KEY"],
  needsKey: true,
  videoPart: "video_url",
} as const satisfies Dialect;

export const VLLM = {
  name: "vLLM",
  baseURL: "http://127.0.0.1:8000/v1",
  keyNames: ["VLLM_API_KEY"],
  videoPart: "video_url",
  structured: "jsonSchema",
} as const satisfies Dialect;

/** It answers with the model that it has loaded, whatever name is asked for. */
export const LLAMA_CPP = {
  name: "llama.cpp",
  baseURL: "http://127.0.0.1:8080/v1",
  model: "default",
  keyNames: ["LLAMA_API_KEY"],
  structured: "jsonSchema",
} as const satisfies Dialect;

export const LM_STUDIO = {
  name: "LM Studio",
  baseURL: "http://127.0.0.1:1234/v1",
  structured: "jsonSchema",
} as const satisfies Dialect;

export const OLLAMA = {
  name: "Ollama",
  baseURL: "http://127.0.0.1:11434/v1",
  lacks: ["toolChoice"],
  structured: "jsonSchema",
} as const satisfies Dialect;

/** The dialects that are known, by the names that `ChatOpenAICompatible` takes. */
export const DIALECTS = {
  openai: OPENAI,
  azure: AZURE,
  deepseek: DEEPSEEK,
  groq: GROQ,
  openrouter: OPENROUTER,
  xai: XAI,
  mistral: MISTRAL,
  together: TOGETHER,
  vllm: VLLM,
  "llama.cpp": LLAMA_CPP,
  "lm-studio": LM_STUDIO,
  ollama: OLLAMA,
} as const satisfies Readonly<Record<string, Dialect>>;

export type DialectName = keyof typeof DIALECTS;

/** A dialect by its name, or as it is said. What errors call a service that has no name is where it is. */
export function dialectOf(dialect: DialectName | Partial<Dialect> = {}, baseURL?: string): Dialect {
  if (typeof dialect === "string") return known(dialect);
  return { name: hostOf(baseURL ?? dialect.baseURL) ?? "The service", ...dialect };
}

function hostOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address) ? new URL(address).host || undefined : undefined;
}

function known(name: DialectName): Dialect {
  if (Object.hasOwn(DIALECTS, name)) return DIALECTS[name];
  const names = Object.keys(DIALECTS).join(", ");
  throw new RunletError("config", `There is no dialect "${name}": there are ${names}.`, { phase: "config" });
}
