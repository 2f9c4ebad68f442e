import { ChatCompletionsModel } from "./chat-models.ts";
import type { Dialect } from "./dialect.ts";
import { dialectOf, type DialectName } from "./dialects.ts";
import type { ChatCompletionsOptions } from "./options.ts";

export interface ChatOpenAICompatibleOptions extends ChatCompletionsOptions {
  /** In what the service differs from most: by the name of one that is known, or said. Default: in nothing. */
  readonly dialect?: DialectName | Partial<Dialect> | undefined;
}

/**
 * Any service that speaks OpenAI's chat completions: `baseURL` is where it is, `apiKey` is sent where it is given. A dialect
 * that is known brings its address, and reads its key from the environment; those of a program on this machine are "vllm",
 * "llama.cpp", "lm-studio" and "ollama", which need no key.
 *
 * @example
 * const model = new ChatOpenAICompatible({ baseURL: "https://llm.example/v1", apiKey: "…", model: "qwen3" });
 * const local = new ChatOpenAICompatible({ dialect: "llama.cpp" }); // http://127.0.0.1:8080/v1
 */
export class ChatOpenAICompatible extends ChatCompletionsModel {
  readonly name = "ChatOpenAICompatible";

  constructor(options: ChatOpenAICompatibleOptions) {
    super(dialectOf(options.dialect, options.baseURL), options, { dialect: 1 });
  }
}
