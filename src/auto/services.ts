import { RunletError } from "../errors/error.ts";
import type { ChatModelConfig } from "../models/call-options.ts";
import type { ChatModel } from "../models/chat-model.ts";
import type { Environment } from "../providers/environment.ts";

/** What a model is opened with. */
export interface Opening {
  readonly model?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly baseURL?: string | undefined;
  readonly temperature?: number | undefined;
  /** Where the model looks for what is not given. */
  readonly env?: Environment | undefined;
}

/** A service that models are asked from, and how it is known. */
export interface Service {
  /** Variables of the environment that hold its key, its address. */
  readonly keys: readonly string[];
  readonly bases?: readonly string[];
  /** It answers without a key. */
  readonly open?: true;
  /** It has no model by default: its server is asked which ones there are. */
  readonly lists?: true;
  /** Names of models that are its own. */
  readonly models?: RegExp;
  /** How its keys begin, where that says whose they are. */
  readonly key?: RegExp;
  load(options: Opening): Promise<ChatModel<ChatModelConfig>>;
}

// Only the one that is chosen is loaded. The order is that in which keys of the environment are looked for.
export const SERVICES = {
  // First, since the name of a file says what it is, whichever model is in it.
  gguf: {
    keys: [],
    open: true,
    models: /\.gguf$/i,
    load: async ({ model: modelPath = missingModel("gguf", "model.gguf"), temperature }) => {
      const { ChatLlamaCpp } = await import("../embedded/llama-cpp/chat-model.ts");
      await (await import("../embedded/llama-cpp/file.ts")).checkFile(modelPath);
      return new ChatLlamaCpp({ modelPath, temperature });
    },
  },
  zhipu: {
    keys: ["ZHIPUAI_API_KEY"],
    bases: ["ZHIPUAI_API_BASE"],
    models: /^glm-/i,
    key: /^[0-9a-f]{32}\.[A-Za-z0-9]{16}$/,
    load: async (options) => new (await import("../providers/zhipu/chat-model.ts")).ChatZhipuAI(options),
  },
  openai: {
    keys: ["OPENAI_API_KEY"],
    bases: ["OPENAI_BASE_URL"],
    models: /^(gpt-(?!oss)|chatgpt-|o\d)/i,
    load: async (options) => new (await completions()).ChatOpenAI(options),
  },
  anthropic: {
    keys: ["ANTHROPIC_API_KEY"],
    bases: ["ANTHROPIC_BASE_URL"],
    models: /^claude-/i,
    key: /^sk-ant-/,
    load: async (options) => new (await import("../providers/anthropic/chat-model.ts")).ChatAnthropic(options),
  },
  google: {
    keys: ["GOOGLE_API_KEY", "GEMINI_API_KEY"],
    models: /^(gemini-|gemma-)/i,
    key: /^AIza/,
    load: async (options) => new (await import("../providers/google/chat-model.ts")).ChatGoogle(options),
  },
  deepseek: {
    keys: ["DEEPSEEK_API_KEY"],
    bases: ["DEEPSEEK_BASE_URL"],
    models: /^deepseek-(chat|reasoner|v\d)/i,
    load: async (options) => new (await completions()).ChatDeepSeek(options),
  },
  mistral: {
    keys: ["MISTRAL_API_KEY"],
    models: /^(mi|code|magi|devs)stral-/i,
    load: async (options) => new (await completions()).ChatMistralAI(options),
  },
  xai: {
    keys: ["XAI_API_KEY"],
    models: /^grok-/i,
    key: /^xai-/,
    load: async (options) => new (await completions()).ChatXAI(options),
  },
  groq: {
    keys: ["GROQ_API_KEY"],
    key: /^gsk_/,
    load: async (options) => new (await completions()).ChatGroq(options),
  },
  together: {
    keys: ["TOGETHER_AI_API_KEY", "TOGETHER_API_KEY"],
    load: async (options) => new (await completions()).ChatTogetherAI(options),
  },
  openrouter: {
    keys: ["OPENROUTER_API_KEY"],
    key: /^sk-or-/,
    load: async (options) => new (await completions()).ChatOpenRouter(options),
  },
  ollama: {
    keys: ["OLLAMA_API_KEY"],
    bases: ["OLLAMA_HOST"],
    open: true,
    lists: true,
    load: async (options) => {
      const { model = missingModel("ollama"), ...rest } = options;
      return new (await import("../providers/ollama/chat-model.ts")).ChatOllama({ model, ...rest });
    },
  },
  "lm-studio": { keys: [], open: true, lists: true, load: (options) => compatible("lm-studio", options) },
  "llama.cpp": { keys: ["LLAMA_API_KEY"], open: true, load: (options) => compatible("llama.cpp", options) },
  vllm: { keys: ["VLLM_API_KEY"], open: true, lists: true, load: (options) => compatible("vllm", options) },
  "openai-compatible": { keys: [], open: true, lists: true, load: (options) => compatible({}, options) },
} as const satisfies Readonly<Record<string, Service>>;

export type ServiceName = keyof typeof SERVICES;

export function isService(word: string): word is ServiceName {
  return Object.hasOwn(SERVICES, word);
}

/** The services by name, each as any service is. */
export const ALL: readonly (readonly [ServiceName, Service])[] = Object.entries(SERVICES) as never;

function completions() {
  return import("../providers/openai-compatible/index.ts");
}

async function compatible(
  dialect: "lm-studio" | "llama.cpp" | "vllm" | object,
  options: Opening,
): Promise<ChatModel<ChatModelConfig>> {
  return new (await completions()).ChatOpenAICompatible({ ...options, dialect });
}

function missingModel(service: string, example = "llama3.2"): never {
  throw new RunletError("config", `Say which model of ${service}, as in ${service}:${example}.`, { phase: "config" });
}
