export { ChatOpenAIResponses } from "./chat-model.ts";
export type {
  ChatOpenAIResponsesOptions,
  OpenAIResponsesCallOptions,
  OpenAIResponsesConfig,
  ResponsesReasoning,
} from "./options.ts";
