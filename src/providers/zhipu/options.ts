import type { ChatModelCallOptions, ToolChoice } from "../../models/call-options.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import type { HttpCallOptions } from "../http-call.ts";
import { CHAT_OPTIONS, type HttpChatModelOptions } from "../http-chat-model.ts";
import type { Known } from "../../models/known-options.ts";
import type { AuthScheme } from "./auth.ts";
import type { GlmRequest } from "./wire.ts";

/**
 * What may be set for the model, and for one call of it (in the config of `invoke` and `stream`, or by `withConfig`). The model
 * is "glm-4-plus" by default; see https://docs.bigmodel.cn for the names, of which a key may not have all. A temperature, from
 * 0 to 1, is sent as the service's own SDK sends it: 0 as 0.01 with `do_sample: false`. One word may end the answer. Its own
 * tools stand beside others: `{ type: "web_search", web_search: { … } }`.
 */
export interface ZhipuCallOptions extends Omit<ChatModelCallOptions, "toolChoice">, HttpCallOptions {
  readonly toolChoice?: ToolChoice | GlmRequest["tool_choice"] | undefined;
  /** From glm-4.5 on, where it is on unless switched off. */
  readonly thinking?: GlmRequest["thinking"] | undefined;
  /** From glm-4.6 on: the arguments of a tool call come in pieces, instead of whole after a long silence. */
  readonly toolStream?: boolean | undefined;
  /** Your own name for the request; the service refuses one that was used before. */
  readonly requestId?: string | undefined;
  /** Your name for the end user: 6 to 128 characters. */
  readonly userId?: string | undefined;
}

/** The config of one call of `ChatZhipuAI`. */
export interface ZhipuConfig extends RunnableConfig, ZhipuCallOptions {}

export interface ChatZhipuAIOptions extends ZhipuCallOptions, HttpChatModelOptions {
  /** Of the form `<id>.<secret>`. Default: the environment's `ZHIPUAI_API_KEY`, when a call is made. */
  readonly apiKey?: string | undefined;
  /**
   * With or without `/chat/completions`. Default: the environment's `ZHIPUAI_API_BASE`, else
   * `https://open.bigmodel.cn/api/paas/v4`; the international service is `https://api.z.ai/api/paas/v4`, and the two do
   * not take each other's keys.
   */
  readonly baseURL?: string | undefined;
  /** How the key is shown: as it is (the default), or as a token signed with it, as older deployments want it. */
  readonly auth?: AuthScheme | undefined;
}

export const OPTIONS: Known<ChatZhipuAIOptions> = {
  ...CHAT_OPTIONS,
  auth: 1,
  thinking: 1,
  toolStream: 1,
  requestId: 1,
  userId: 1,
};
