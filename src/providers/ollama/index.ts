export { ChatOllama } from "./chat-model.ts";
export { Ollama } from "./completion.ts";
export { OllamaEmbeddings, type OllamaEmbeddingsOptions } from "./embeddings.ts";
export type {
  ChatOllamaOptions,
  OllamaCallOptions,
  OllamaCompletionCallOptions,
  OllamaCompletionConfig,
  OllamaCompletionOptions,
  OllamaConfig,
  OllamaServer,
} from "./options.ts";
export type { OllamaThink } from "./wire.ts";
