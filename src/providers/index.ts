export { HttpChatModel, type Call, type Refusal } from "./http-chat-model.ts";
export type { HttpRequest } from "./http.ts";
export { DONE, type ServerSentEvent } from "./sse.ts";
