import { RunletError } from "../../errors/error.ts";
import { stopWords, type ChatModelCallOptions } from "../../models/call-options.ts";
import type { ProviderTool } from "../../models/tool-definition.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import type { HttpCallOptions } from "../http-call.ts";
import { CHAT_OPTIONS, type HttpChatModelOptions } from "../http-chat-model.ts";
import type { Known } from "../../models/known-options.ts";
import type { OpenAIAccountOptions } from "./account.ts";
import { textFormat, toolChoice } from "./tools.ts";

/** How a model is to think. Models that do not think refuse it. */
export interface ResponsesReasoning {
  /** How much: "none", "minimal", "low", "medium", "high", "xhigh", as far as the model has them. */
  readonly effort?: string | undefined;
  /** Whether to tell what it thinks, in short: "auto", "concise", "detailed". Default: nothing is told. */
  readonly summary?: string | undefined;
}

/**
 * What may be set for the model, and for one call of it (in the config of `invoke` and `stream`, or by `withConfig`):
 * https://platform.openai.com/docs/api-reference/responses/create. The service has no `stop` and no `seed`: each is a
 * `config` error.
 */
export interface OpenAIResponsesCallOptions extends HttpCallOptions, ChatModelCallOptions {
  readonly reasoning?: ResponsesReasoning | undefined;
  /** How long its answers are: "low", "medium", "high". */
  readonly verbosity?: string | undefined;
  /** What to tell the model before all else. It holds for this call alone, also where an earlier answer is gone on with. */
  readonly instructions?: string | undefined;
  /** The `id` of an earlier answer to go on with, which the service has kept: the input is then what is new. */
  readonly previousResponseId?: string | undefined;
  /**
   * Whether the service keeps the answer. Default: it does. Where it does not, the thoughts of a model that was given
   * `reasoning` come encrypted, and go back so; for one that thinks unasked, say `include: ["reasoning.encrypted_content"]`.
   */
  readonly store?: boolean | undefined;
  /** What else is to be in the answer, such as "web_search_call.action.sources". */
  readonly include?: readonly string[] | undefined;
  /** "auto": leaves out the middle of an input that is too long. Default: "disabled", which is an error then. */
  readonly truncation?: "auto" | "disabled" | undefined;
  /** "auto", "default", "flex", "priority". */
  readonly serviceTier?: string | undefined;
  /** Facts for the service to keep with the answer. (`metadata` is what is kept with the run, and is not sent.) */
  readonly requestMetadata?: Readonly<Record<string, string>> | undefined;
  /** How often it may use the tools that it has itself. */
  readonly maxToolCalls?: number | undefined;
  /** What requests with the same beginning have in common, so that the cache finds it. */
  readonly promptCacheKey?: string | undefined;
  /** Your name for the end user, by which misuse can be told; no name or address of a person. */
  readonly safetyIdentifier?: string | undefined;
}

/** The config of one call of `ChatOpenAIResponses`. */
export interface OpenAIResponsesConfig extends RunnableConfig, OpenAIResponsesCallOptions {}

export interface ChatOpenAIResponsesOptions
  extends OpenAIResponsesCallOptions, HttpChatModelOptions, OpenAIAccountOptions {}

export const OPTIONS: Known<ChatOpenAIResponsesOptions> = {
  ...CHAT_OPTIONS,
  organization: 1,
  project: 1,
  reasoning: 1,
  verbosity: 1,
  instructions: 1,
  previousResponseId: 1,
  store: 1,
  include: 1,
  truncation: 1,
  serviceTier: 1,
  requestMetadata: 1,
  maxToolCalls: 1,
  promptCacheKey: 1,
  safetyIdentifier: 1,
};

const ENCRYPTED = "reasoning.encrypted_content";

/**
 * The fields of a request's body that are set by options.
 *
 * @throws RunletError `config` where the service has no such option
 */
export function bodyOptions(
  options: OpenAIResponsesCallOptions,
  tools: readonly ProviderTool[],
): Record<string, unknown> {
  if (stopWords(options).length > 0) throw lacks("stop words: leave `stop` out");
  if (options.seed !== undefined) throw lacks("seed: leave it out");
  const { include = options.store === false && options.reasoning ? [ENCRYPTED] : undefined } = options;
  const text = { format: textFormat(options.responseFormat), verbosity: options.verbosity };
  const body: Record<string, unknown> = {
    temperature: options.temperature,
    top_p: options.topP,
    max_output_tokens: options.maxTokens,
    tools: tools.length > 0 ? tools : undefined,
    tool_choice: toolChoice(options.toolChoice, tools),
    parallel_tool_calls: options.parallelToolCalls,
    text: text.format || text.verbosity ? defined(text) : undefined,
    reasoning: options.reasoning && defined(options.reasoning),
    instructions: options.instructions,
    previous_response_id: options.previousResponseId,
    store: options.store,
    include,
    truncation: options.truncation,
    service_tier: options.serviceTier,
    metadata: options.requestMetadata,
    max_tool_calls: options.maxToolCalls,
    prompt_cache_key: options.promptCacheKey,
    safety_identifier: options.safetyIdentifier,
  };
  return defined(body);
}

function lacks(what: string): RunletError {
  return new RunletError("config", `OpenAI's Responses API has no ${what}.`, { phase: "config" });
}

function defined(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
