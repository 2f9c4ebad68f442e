export { ChatAnthropic } from "./chat-model.ts";
export type { AnthropicCallOptions, AnthropicConfig, AnthropicThinking, ChatAnthropicOptions } from "./options.ts";
