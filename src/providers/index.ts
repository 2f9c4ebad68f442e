export { HttpChatModel, type HttpChatModelOptions } from "./http-chat-model.ts";
export { HttpLLM } from "./http-llm.ts";
export type { Call, HttpCallOptions, HttpLLMOptions, HttpModelOptions, Refusal } from "./http-call.ts";
export type { Format, HttpRequest } from "./http.ts";
export { DONE, type ServerSentEvent } from "./sse.ts";
