export { ChatOllama } from "./chat-model.ts";
export type { ChatOllamaOptions, OllamaCallOptions, OllamaConfig, OllamaServer } from "./options.ts";
export type { OllamaThink } from "./wire.ts";
