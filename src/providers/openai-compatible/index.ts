export { AzureChatOpenAI, type AzureChatOpenAIOptions } from "./azure.ts";
export {
  ChatDeepSeek,
  ChatGroq,
  ChatMistralAI,
  ChatOpenAI,
  ChatOpenRouter,
  ChatTogetherAI,
  ChatXAI,
  type ChatOpenAIOptions,
} from "./chat-models.ts";
export { ChatOpenAICompatible, type ChatOpenAICompatibleOptions } from "./chat-openai-compatible.ts";
export type { Dialect } from "./dialect.ts";
export type { DialectName } from "./dialects.ts";
export type { ChatCompletionsCallOptions, ChatCompletionsConfig, ChatCompletionsOptions } from "./options.ts";
export {
  OpenAI,
  OpenAICompatible,
  type CompletionCallOptions,
  type CompletionConfig,
  type CompletionOptions,
  type OpenAICompatibleOptions,
} from "./completion.ts";
export { OpenAIEmbeddings, type OpenAIEmbeddingsOptions } from "./embeddings.ts";
