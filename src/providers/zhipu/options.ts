import type { RunnableConfig } from "../../runs/config.ts";
import type { HttpCallOptions, HttpModelOptions } from "../http-call.ts";
import type { AuthScheme } from "./auth.ts";
import type { GlmRequest, GlmTool } from "./wire.ts";

/** What may be set for the model, and for one call of it (in the config of `invoke` and `stream`, or by `withConfig`). */
export interface ZhipuCallOptions extends HttpCallOptions {
  /** Default: "glm-4-plus". See https://docs.bigmodel.cn for the names; a key may not have them all. */
  readonly model?: string | undefined;
  /** From 0 (always the likeliest token) to 1. Sent as the service's own SDK sends it: 0 as 0.01 with `do_sample: false`. */
  readonly temperature?: number | undefined;
  /** From 0 to 1. */
  readonly topP?: number | undefined;
  /** The longest answer, in tokens. */
  readonly maxTokens?: number | undefined;
  /** A word that ends the answer. The service takes one. */
  readonly stop?: string | readonly string[] | undefined;
  /** From glm-4.5 on, where it is on unless switched off. */
  readonly thinking?: GlmRequest["thinking"] | undefined;
  readonly tools?: readonly GlmTool[] | undefined;
  readonly toolChoice?: GlmRequest["tool_choice"] | undefined;
  /** From glm-4.6 on: the arguments of a tool call come in pieces, instead of whole after a long silence. */
  readonly toolStream?: boolean | undefined;
  readonly responseFormat?: GlmRequest["response_format"] | undefined;
  readonly seed?: number | undefined;
  /** Your own name for the request; the service refuses one that was used before. */
  readonly requestId?: string | undefined;
  /** Your name for the end user: 6 to 128 characters. */
  readonly userId?: string | undefined;
}

/** The config of one call of `ChatZhipuAI`. */
export interface ZhipuConfig extends RunnableConfig, ZhipuCallOptions {}

export interface ChatZhipuAIOptions extends ZhipuCallOptions, HttpModelOptions {
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

/** The fields of a request's body that are set by options. */
export function bodyOptions(options: ZhipuCallOptions): Partial<GlmRequest> {
  const body: Partial<Record<keyof GlmRequest, unknown>> = {
    max_tokens: options.maxTokens,
    thinking: options.thinking,
    tools: options.tools?.length ? options.tools : undefined,
    tool_choice: options.toolChoice,
    tool_stream: options.toolStream,
    response_format: options.responseFormat,
    seed: options.seed,
    request_id: options.requestId,
    user_id: options.userId,
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
