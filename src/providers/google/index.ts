export { ChatGoogle } from "./chat-model.ts";
export type { ChatGoogleOptions, GoogleCallOptions, GoogleConfig } from "./options.ts";
export type { GeminiSafetySetting, GeminiThinkingConfig, GeminiToolConfig } from "./wire.ts";
