export { ChatZhipuAI } from "./chat-model.ts";
export type { AuthScheme } from "./auth.ts";
export type { ChatZhipuAIOptions, ZhipuCallOptions, ZhipuConfig } from "./options.ts";
export type { GlmTool } from "./wire.ts";
