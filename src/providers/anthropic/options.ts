import { stopWords, type ChatModelCallOptions } from "../../models/call-options.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import type { HttpCallOptions } from "../http-call.ts";
import { CHAT_OPTIONS, type HttpChatModelOptions } from "../http-chat-model.ts";
import type { Known } from "../../models/known-options.ts";
import { toolFields } from "./tools.ts";
import { checkSupported } from "./unsupported.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Whether the model thinks before it answers, and how much: up to so many tokens, or as much as it finds right.
 * `display: "omitted"` keeps the thoughts back and sends their signature only.
 */
export type AnthropicThinking =
  | {
      readonly type: "enabled";
      readonly budgetTokens: number;
      readonly display?: "summarized" | "omitted" | undefined;
    }
  | { readonly type: "adaptive"; readonly display?: "summarized" | "omitted" | undefined }
  | { readonly type: "disabled" };

/**
 * What may be set for the model, and for one call of it (in the config of `invoke` and `stream`, or by `withConfig`). What
 * is not listed here goes into `extraBody`, as https://platform.claude.com/docs/en/api/messages names it.
 *
 * The service has no `seed`, and a `responseFormat` of JSON by a schema only. While the model thinks, it takes no
 * `toolChoice` that asks for a tool, no `temperature` but 1, no `topP` below 0.95, no `topK`, and no `maxTokens` that the
 * budget fills. Each of these is a `config` error, before anything is sent.
 */
export interface AnthropicCallOptions extends HttpCallOptions, ChatModelCallOptions {
  /** Default: "claude-sonnet-5". See https://platform.claude.com/docs/en/about-claude/models for the names. */
  readonly model?: string | undefined;
  /** The longest answer, in tokens, thoughts included. Default: 16384, and what `thinking` has as its budget on top. */
  readonly maxTokens?: number | undefined;
  /** Only the so many likeliest tokens. */
  readonly topK?: number | undefined;
  readonly thinking?: AnthropicThinking | undefined;
  /** How much the answer may cost: "low", "medium", "high", and what newer models have beside these. */
  readonly effort?: string | undefined;
  /** Features that are not general yet, by their names: the header `anthropic-beta`. */
  readonly betas?: readonly string[] | undefined;
  /** Caches the request up to its last block: `{ type: "ephemeral" }`. A block may have a `cache_control` of its own. */
  readonly cacheControl?: Fields | undefined;
  /** Where code runs that the model writes: the id of a container that an earlier answer has named, or skills for it. */
  readonly container?: string | Fields | undefined;
  /** What is to be taken out of a long conversation, and when: `{ edits: [{ type: "clear_tool_uses_20250919" }] }`. */
  readonly contextManagement?: Fields | undefined;
  /** Servers whose tools the service itself calls: `{ type: "url", url, name, authorization_token }`. */
  readonly mcpServers?: readonly Fields[] | undefined;
  /** "auto" or "standard_only". */
  readonly serviceTier?: string | undefined;
  /** Your name for the end user, by which nobody can tell who that is. */
  readonly userId?: string | undefined;
}

/** The config of one call of `ChatAnthropic`. */
export interface AnthropicConfig extends RunnableConfig, AnthropicCallOptions {}

export interface ChatAnthropicOptions extends AnthropicCallOptions, HttpChatModelOptions {
  /** Default: the environment's `ANTHROPIC_API_KEY`, when a call is made. */
  readonly apiKey?: string | undefined;
  /**
   * A token that is sent as `Authorization: Bearer` in the place of a key, as gateways want it. Default: the environment's
   * `ANTHROPIC_AUTH_TOKEN`, where there is no key.
   */
  readonly authToken?: string | undefined;
  /** With or without `/v1`. Default: the environment's `ANTHROPIC_BASE_URL`, else `https://api.anthropic.com`. */
  readonly baseURL?: string | undefined;
}

export const OPTIONS: Known<ChatAnthropicOptions> = {
  ...CHAT_OPTIONS,
  authToken: 1,
  topK: 1,
  thinking: 1,
  effort: 1,
  betas: 1,
  cacheControl: 1,
  container: 1,
  contextManagement: 1,
  mcpServers: 1,
  serviceTier: 1,
  userId: 1,
};

/** The service has to be told one. This many all of its models can say; they think within it, too. */
const MAX_TOKENS = 16_384;

/**
 * The fields of a request's body that are set by options.
 *
 * @throws RunletError `config` for what the service does not take
 */
export function bodyOptions(options: AnthropicCallOptions): { readonly max_tokens: number } {
  checkSupported(options);
  const { thinking, userId, maxTokens } = options;
  const stop = stopWords(options);
  const budget = thinking?.type === "enabled" ? thinking.budgetTokens : 0;
  const body: Fields = {
    temperature: options.temperature,
    top_p: options.topP,
    top_k: options.topK,
    stop_sequences: stop.length > 0 ? stop : undefined,
    thinking: thinking && wireThinking(thinking),
    output_config: outputConfig(options),
    cache_control: options.cacheControl,
    container: options.container,
    context_management: options.contextManagement,
    mcp_servers: options.mcpServers,
    service_tier: options.serviceTier,
    metadata: userId === undefined ? undefined : { user_id: userId },
  };
  return {
    max_tokens: maxTokens ?? MAX_TOKENS + budget,
    ...Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)),
    ...toolFields(options),
  };
}

function wireThinking(thinking: AnthropicThinking): Fields {
  if (thinking.type !== "enabled") return thinking;
  const { budgetTokens, ...rest } = thinking;
  return { ...rest, budget_tokens: budgetTokens };
}

function outputConfig({ effort, responseFormat }: AnthropicCallOptions): Fields | undefined {
  const format = responseFormat?.type === "json_schema" && { type: "json_schema", schema: responseFormat.schema };
  return effort === undefined && !format
    ? undefined
    : { ...(effort !== undefined && { effort }), ...(format && { format }) };
}
