import type { ChatModelCallOptions } from "../../models/call-options.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import type { HttpCallOptions } from "../http-call.ts";
import { CHAT_OPTIONS, type HttpChatModelOptions } from "../http-chat-model.ts";
import type { Known } from "../../models/known-options.ts";

/**
 * What may be set for a model that speaks chat completions, and for one call of it. What a service does not know it refuses,
 * and says so; fields that are not here go into `extraBody`. See https://platform.openai.com/docs/api-reference/chat/create.
 */
export interface ChatCompletionsCallOptions extends ChatModelCallOptions, HttpCallOptions {
  /** From -2 to 2: makes words less likely the more often they have come. */
  readonly frequencyPenalty?: number | undefined;
  /** From -2 to 2: makes words less likely that have come. */
  readonly presencePenalty?: number | undefined;
  /** How much the model is to think: "none", "minimal", "low", "medium", "high", … */
  readonly reasoningEffort?: string | undefined;
  /** How much it is to say: "low", "medium", "high". */
  readonly verbosity?: string | undefined;
  /** How fast, at what price: "auto", "default", "flex", "priority", … */
  readonly serviceTier?: string | undefined;
  /** Your name for requests that begin alike, so that they share a cache. */
  readonly promptCacheKey?: string | undefined;
  /** Your name for the end user. */
  readonly user?: string | undefined;
  /** Whether to ask for the tokens used. Default: true, where the service has to be asked. */
  readonly streamUsage?: boolean | undefined;
}

/** The config of one call. */
export interface ChatCompletionsConfig extends RunnableConfig, ChatCompletionsCallOptions {}

/** What a model is made with. */
export interface ChatCompletionsOptions extends ChatCompletionsCallOptions, HttpChatModelOptions {
  /** Default: a variable of the environment, when a call is made; which one, the model's page says. */
  readonly apiKey?: string | undefined;
  /** The service's address, with or without `/chat/completions`. */
  readonly baseURL?: string | undefined;
}

export const OPTIONS: Known<ChatCompletionsOptions> = {
  ...CHAT_OPTIONS,
  frequencyPenalty: 1,
  presencePenalty: 1,
  reasoningEffort: 1,
  verbosity: 1,
  serviceTier: 1,
  promptCacheKey: 1,
  user: 1,
  streamUsage: 1,
};
