import type { StructuredOutputMethod } from "../../models/structured-output.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { StepConfig } from "../../runs/config.ts";
import { addressOf } from "../address.ts";
import { environment } from "../environment.ts";
import { headersOf } from "../headers.ts";
import { optionsOf, type Call } from "../http-call.ts";
import { checkOptions } from "../../models/known-options.ts";
import { HttpChatModel } from "../http-chat-model.ts";
import { checkKey } from "../key.ts";
import { AnthropicAnswer } from "./answer.ts";
import { conversation } from "./conversation.ts";
import { bodyOptions, OPTIONS, type AnthropicConfig, type ChatAnthropicOptions } from "./options.ts";
import type { MessagesRequest } from "./wire.ts";

const BASE_URL = "https://api.anthropic.com";

/** Which interface of the service this is: https://platform.claude.com/docs/en/api/versioning */
const VERSION = "2023-06-01";

/**
 * Claude, and what speaks the Messages API of Anthropic (https://platform.claude.com/docs/en/api/messages), streamed.
 *
 * The answer's content is a string where it is text and nothing else, else blocks in the service's own form: `thinking`
 * with its signature, and what tools of the service's (web search, code execution, MCP) have done. `contentBlocks` has the
 * standard forms of them. An answer that is given back as a part of the conversation goes back whole. `finish_reason`, and
 * what else is said of the whole, is in `response_metadata`, the tokens are in `usage_metadata`.
 *
 * @throws RunletError (when a call is made) `auth`, `quota`, `rate_limit`, `overloaded`, `not_found` for an unknown model,
 * `invalid_request`, `context_length`, `connection`, `truncated`, `config` for content that the service has no form for, and
 * the others that `ErrorCode` lists. No message contains the key.
 *
 * @example
 * const model = new ChatAnthropic({ model: "claude-sonnet-5" }); // key from ANTHROPIC_API_KEY
 * for await (const chunk of model.stream("what color is the sky?")) process.stdout.write(chunk.text);
 */
export class ChatAnthropic extends HttpChatModel<AnthropicConfig> {
  readonly name = "ChatAnthropic";
  readonly model: string;
  // Private, so that a model that is printed or logged shows no key.
  readonly #options: ChatAnthropicOptions;

  constructor(options: ChatAnthropicOptions = {}) {
    super(options);
    checkOptions(options, OPTIONS);
    this.model = options.model ?? "claude-sonnet-5";
    this.#options = options;
  }

  /** While it thinks, the service refuses that a tool has to be called. */
  protected override get structuredOutputMethod(): StructuredOutputMethod {
    const { thinking } = this.#options;
    return thinking && thinking.type !== "disabled" ? "jsonSchema" : "functionCalling";
  }

  protected call(messages: readonly BaseMessage[], config: StepConfig & AnthropicConfig): Call {
    const options = optionsOf(this.#options, config);
    const { model = this.model, betas = [] } = options;
    const body: MessagesRequest = {
      model,
      ...conversation(messages),
      stream: true,
      ...bodyOptions(options),
      ...options.extraBody,
    };
    const headers = headersOf(
      { "anthropic-version": VERSION, ...authorization(options) },
      betas.length > 0 ? { "anthropic-beta": betas.join(",") } : undefined,
      options.headers,
    );
    return new AnthropicAnswer({ url: messagesUrl(options), headers, body }, body);
  }
}

/** A base address ends with `/v1` in the settings of some programs, and without it in those of others. */
function messagesUrl({ env, baseURL }: ChatAnthropicOptions): string {
  const base = baseURL ?? environment(env, "ANTHROPIC_BASE_URL") ?? BASE_URL;
  return addressOf(base, /\/v1\/*($|[?#])/.test(base) ? "/messages" : "/v1/messages", BASE_URL);
}

function authorization({ apiKey, authToken, env }: ChatAnthropicOptions): Record<string, string> {
  const key = apiKey ?? (authToken === undefined ? environment(env, "ANTHROPIC_API_KEY") : undefined);
  if (key !== undefined) return { "x-api-key": checkKey(key, NO_KEY) };
  return { authorization: `Bearer ${checkKey(authToken ?? environment(env, "ANTHROPIC_AUTH_TOKEN"), NO_KEY)}` };
}

const NO_KEY =
  "No API key for Anthropic: set ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN in the environment, or give ChatAnthropic an apiKey.";
