import type { ChatModelCallOptions } from "../../models/call-options.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import type { HttpCallOptions } from "../http-call.ts";
import { CHAT_OPTIONS, type HttpChatModelOptions } from "../http-chat-model.ts";
import type { Known } from "../../models/known-options.ts";
import type { GeminiSafetySetting, GeminiThinkingConfig, GeminiToolConfig } from "./wire.ts";

/**
 * What may be set for the model, and for one call of it (in the config of `invoke` and `stream`, or by `withConfig`). What
 * each means is at https://ai.google.dev/api/generate-content.
 *
 * The service's own tools are given by their names there: `{ type: "googleSearch" }`, `{ type: "codeExecution" }`. It has no
 * form for `parallelToolCalls: false`, nor for tools that are `strict`.
 */
export interface GoogleCallOptions extends HttpCallOptions, ChatModelCallOptions {
  /** Default: "gemini-flash-latest". Or a path, such as "tunedModels/mine". */
  readonly model?: string | undefined;
  /** Only as many of the likeliest tokens are chosen from. */
  readonly topK?: number | undefined;
  /** How much the model thinks, and whether the answer shows it: `{ includeThoughts: true, thinkingLevel: "low" }`. */
  readonly thinkingConfig?: GeminiThinkingConfig | undefined;
  readonly safetySettings?: readonly GeminiSafetySetting[] | undefined;
  /** How the tools are used, beside `toolChoice`. */
  readonly toolConfig?: GeminiToolConfig | undefined;
  /** The name of a beginning of the conversation that the service keeps: "cachedContents/…". */
  readonly cachedContent?: string | undefined;
  /**
   * Further fields of the request's `generationConfig`, as the service names them: `{ responseModalities: ["IMAGE"] }`. They go
   * over those that other options set.
   */
  readonly generationConfig?: Readonly<Record<string, unknown>> | undefined;
}

/** The config of one call of `ChatGoogle`. */
export interface GoogleConfig extends RunnableConfig, GoogleCallOptions {}

export interface ChatGoogleOptions extends GoogleCallOptions, HttpChatModelOptions {
  /** Default: the environment's `GOOGLE_API_KEY`, else `GEMINI_API_KEY`, when a call is made. */
  readonly apiKey?: string | undefined;
  /** A token in the place of a key, as Vertex AI wants it, or what gives one: it is asked at each call. */
  readonly accessToken?: string | (() => string | PromiseLike<string>) | undefined;
  /**
   * Default: `https://generativelanguage.googleapis.com/v1beta`. Of Vertex AI, all before the model:
   * `https://europe-west1-aiplatform.googleapis.com/v1/projects/mine/locations/europe-west1/publishers/google`.
   */
  readonly baseURL?: string | undefined;
}

export const OPTIONS: Known<ChatGoogleOptions> = {
  ...CHAT_OPTIONS,
  accessToken: 1,
  topK: 1,
  thinkingConfig: 1,
  safetySettings: 1,
  toolConfig: 1,
  cachedContent: 1,
  generationConfig: 1,
};
