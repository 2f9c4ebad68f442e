export { ChatLlamaCpp } from "./chat-model.ts";
export type { ChatLlamaCppOptions, LlamaCppCallOptions, LlamaCppConfig, LlamaCppLoadOptions } from "./options.ts";
export type { LlamaGpu } from "./peer.ts";
