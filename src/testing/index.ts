export { glmServer, type GlmServer, type GlmServerOptions } from "./glm-server/server.ts";
export * from "./glm-server/reply.ts";
export type { GlmRecordedRequest } from "./glm-server/listen.ts";
export {
  ScriptedChatModel,
  type ScriptedChatCall,
  type ScriptedChatOptions,
  type ScriptedChatToken,
} from "./scripted/chat-model.ts";
export { ScriptedLLM, type ScriptedLLMOptions } from "./scripted/llm.ts";
export { ScriptedRetriever, type ScriptedRetrieverOptions } from "./scripted/retriever.ts";
export type { Script, ScriptedOptions } from "./scripted/script.ts";
export { record } from "./recording/record.ts";
export { replay, type Replay, type ReplayOptions } from "./recording/replay.ts";
