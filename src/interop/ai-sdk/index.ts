export { fromAISDK } from "./from-ai-sdk.ts";
export { toAISDK, type Answering, type ToAISDKOptions } from "./to-ai-sdk.ts";
export type { ChatAISDK, AISDKConfig, FromAISDKOptions } from "./chat-model.ts";
export type { AISDKModelOptions } from "./asked.ts";
export type { AISDKLanguageModel, AISDKModel } from "./specification.ts";
