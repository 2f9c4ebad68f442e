import type { BaseMessage } from "../../messages/message.ts";
import type { StructuredOutputMethod } from "../../models/structured-output.ts";
import type { StepConfig } from "../../runs/config.ts";
import { environment } from "../environment.ts";
import { headersOf } from "../headers.ts";
import { optionsOf, type Call } from "../http-call.ts";
import { checkOptions } from "../../models/known-options.ts";
import { HttpChatModel } from "../http-chat-model.ts";
import { chatCall } from "./chat-call.ts";
import type { Dialect } from "./dialect.ts";
import { DEEPSEEK, GROQ, MISTRAL, OPENAI, OPENROUTER, TOGETHER, XAI } from "./dialects.ts";
import { OPTIONS, type ChatCompletionsConfig, type ChatCompletionsOptions } from "./options.ts";

/**
 * A model that speaks chat completions. Thoughts are in `additional_kwargs.reasoning_content` (and among `contentBlocks`),
 * a refusal and sources are blocks of the content; `finish_reason` is in `response_metadata` and the tokens in
 * `usage_metadata`, both of the last chunks.
 *
 * All of them throw, when a call is made, `auth`, `quota`, `rate_limit`, `not_found` for an unknown model, `invalid_request`,
 * `content_filter`, `context_length`, `connection`, `truncated` and the others that `ErrorCode` lists; `config` for what the
 * service has no word for. No message contains the key.
 */
export abstract class ChatCompletionsModel extends HttpChatModel<ChatCompletionsConfig> {
  readonly model: string | undefined;
  // Private, so that a model that is printed or logged shows no key.
  readonly #dialect: Dialect;
  readonly #options: ChatCompletionsOptions;

  /** @param own options that this class has beside those of all */
  constructor(dialect: Dialect, options: ChatCompletionsOptions, own?: Readonly<Record<string, 1>>) {
    super(options);
    checkOptions(options, { ...OPTIONS, ...own });
    this.model = options.model ?? dialect.model;
    this.#dialect = dialect;
    this.#options = { ...options };
  }

  protected override get structuredOutputMethod(): StructuredOutputMethod {
    return this.#dialect.structured ?? "functionCalling";
  }

  protected call(messages: readonly BaseMessage[], config: StepConfig & ChatCompletionsConfig): Call {
    return chatCall(this.#dialect, messages, optionsOf(this.#options, config));
  }
}

export interface ChatOpenAIOptions extends ChatCompletionsOptions {
  /** Default: the environment's `OPENAI_ORG_ID`, where it is set. */
  readonly organization?: string | undefined;
  /** Default: the environment's `OPENAI_PROJECT_ID`, where it is set. */
  readonly project?: string | undefined;
}

/**
 * Models of OpenAI, by chat completions. Key from `OPENAI_API_KEY`, address from `OPENAI_BASE_URL`; model by default
 * "gpt-5-mini".
 *
 * @example
 * const model = new ChatOpenAI({ model: "gpt-5-mini", reasoningEffort: "low" });
 * for await (const chunk of model.stream("what color is the sky?")) process.stdout.write(chunk.text);
 */
export class ChatOpenAI extends ChatCompletionsModel {
  readonly name = "ChatOpenAI";

  constructor(options: ChatOpenAIOptions = {}) {
    const organization = options.organization ?? environment(options.env, "OPENAI_ORG_ID");
    const project = options.project ?? environment(options.env, "OPENAI_PROJECT_ID");
    const headers = {
      ...(organization && { "openai-organization": organization }),
      ...(project && { "openai-project": project }),
    };
    super({ ...OPENAI, headers: headersOf(headers) }, options, { organization: 1, project: 1 });
  }
}

/** Models of DeepSeek (https://api-docs.deepseek.com). Key from `DEEPSEEK_API_KEY`; model by default "deepseek-chat". */
export class ChatDeepSeek extends ChatCompletionsModel {
  readonly name = "ChatDeepSeek";

  constructor(options: ChatCompletionsOptions = {}) {
    super(DEEPSEEK, options);
  }
}

/** Models that Groq serves (https://console.groq.com/docs). Key from `GROQ_API_KEY`; model by default "openai/gpt-oss-20b". */
export class ChatGroq extends ChatCompletionsModel {
  readonly name = "ChatGroq";

  constructor(options: ChatCompletionsOptions = {}) {
    super(GROQ, options);
  }
}

/** Models behind OpenRouter (https://openrouter.ai/docs). Key from `OPENROUTER_API_KEY`; model by default "openrouter/auto". */
export class ChatOpenRouter extends ChatCompletionsModel {
  readonly name = "ChatOpenRouter";

  constructor(options: ChatCompletionsOptions = {}) {
    super(OPENROUTER, options);
  }
}

/** Models of xAI (https://docs.x.ai). Key from `XAI_API_KEY`; model by default "grok-4-fast". */
export class ChatXAI extends ChatCompletionsModel {
  readonly name = "ChatXAI";

  constructor(options: ChatCompletionsOptions = {}) {
    super(XAI, options);
  }
}

/** Models of Mistral (https://docs.mistral.ai). Key from `MISTRAL_API_KEY`; model by default "mistral-small-latest". */
export class ChatMistralAI extends ChatCompletionsModel {
  readonly name = "ChatMistralAI";

  constructor(options: ChatCompletionsOptions = {}) {
    super(MISTRAL, options);
  }
}

/** Models that Together serves (https://docs.together.ai). Key from `TOGETHER_AI_API_KEY`; model by default "openai/gpt-oss-20b". */
export class ChatTogetherAI extends ChatCompletionsModel {
  readonly name = "ChatTogetherAI";

  constructor(options: ChatCompletionsOptions = {}) {
    super(TOGETHER, options);
  }
}
