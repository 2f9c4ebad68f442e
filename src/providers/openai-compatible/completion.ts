import type { RunnableConfig, StepConfig } from "../../runs/config.ts";
import { HttpAnswer, type Json } from "../http-answer.ts";
import { HTTP_OPTIONS, optionsOf, type Call, type HttpCallOptions, type HttpLLMOptions } from "../http-call.ts";
import { checkOptions, TEXT_OPTIONS, type Known } from "../../models/known-options.ts";
import { HttpLLM } from "../http-llm.ts";
import type { HttpRequest } from "../http.ts";
import type { Provider } from "../../models/refusal.ts";
import type { ServerSentEvent } from "../sse.ts";
import { accessOf, modelOf } from "./access.ts";
import { bodyOptions } from "./body.ts";
import type { Dialect } from "./dialect.ts";
import { dialectOf, OPENAI, type DialectName } from "./dialects.ts";
import type { ChatCompletionsCallOptions } from "./options.ts";
import { some } from "./wire.ts";

type Shared = "model" | "temperature" | "topP" | "maxTokens" | "stop" | "seed" | "frequencyPenalty" | "presencePenalty";

/** What may be set for a model that completes text, and for one call of it. */
export interface CompletionCallOptions extends Pick<ChatCompletionsCallOptions, Shared | "user">, HttpCallOptions {
  /** What comes behind the text that is asked for. */
  readonly suffix?: string | undefined;
}

/** The config of one call. */
export interface CompletionConfig extends RunnableConfig, CompletionCallOptions {}

/** What such a model is made with. */
export interface CompletionOptions extends CompletionCallOptions, HttpLLMOptions {
  readonly apiKey?: string | undefined;
  /** The service's address, with or without `/completions`. */
  readonly baseURL?: string | undefined;
}

const OPTIONS: Known<CompletionOptions> = {
  ...HTTP_OPTIONS,
  ...TEXT_OPTIONS,
  apiKey: 1,
  baseURL: 1,
  frequencyPenalty: 1,
  presencePenalty: 1,
  user: 1,
  suffix: 1,
};

/** A model that completes text, by `/completions`. */
export abstract class CompletionModel extends HttpLLM<CompletionConfig> {
  readonly model: string | undefined;
  // Private, so that a model that is printed or logged shows no key.
  readonly #dialect: Dialect;
  readonly #options: CompletionOptions;

  /** @param own options that this class has beside those of all */
  constructor(dialect: Dialect, options: CompletionOptions, own?: Readonly<Record<string, 1>>) {
    super(options);
    checkOptions(options, { ...OPTIONS, ...own });
    this.model = options.model ?? dialect.model;
    // This wire has the older word for it, everywhere, and no place for usage.
    this.#dialect = { ...dialect, maxTokens: "max_tokens", asksUsage: false };
    this.#options = { ...options };
  }

  protected call(prompt: string, config: StepConfig & CompletionConfig): Call<string> {
    const options = optionsOf(this.#options, config);
    const model = modelOf(this.#dialect, options);
    const { url, headers, keys } = accessOf(this.#dialect, options, "/completions");
    const { suffix, extraBody } = options;
    const set = bodyOptions(options, this.#dialect);
    const body = { model, prompt, stream: true, ...set, ...(suffix !== undefined && { suffix }), ...extraBody };
    return new CompletionAnswer(this.#dialect, { url, headers, body }, model, keys);
  }
}

/**
 * Models of OpenAI that complete text. Key from `OPENAI_API_KEY`, address from `OPENAI_BASE_URL`; model by default
 * "gpt-3.5-turbo-instruct".
 *
 * @example
 * for await (const text of new OpenAI().stream("The sky is")) process.stdout.write(text);
 */
export class OpenAI extends CompletionModel {
  readonly name = "OpenAI";

  constructor(options: CompletionOptions = {}) {
    super({ ...OPENAI, model: "gpt-3.5-turbo-instruct" }, options);
  }
}

export interface OpenAICompatibleOptions extends CompletionOptions {
  /** As of `ChatOpenAICompatible`. */
  readonly dialect?: DialectName | Partial<Dialect> | undefined;
}

/** Models that complete text, of any service that speaks OpenAI's `/completions`. */
export class OpenAICompatible extends CompletionModel {
  readonly name = "OpenAICompatible";

  constructor(options: OpenAICompatibleOptions) {
    super(dialectOf(options.dialect, options.baseURL), options, { dialect: 1 });
  }
}

interface CompletionEvent {
  readonly choices?: readonly ({ index?: number; text?: unknown; finish_reason?: string | null } | null)[];
}

/** One streamed completion: pieces of text. */
class CompletionAnswer extends HttpAnswer<string> {
  protected readonly endMark = "a finish reason nor [DONE]";
  private readonly keys: readonly string[];

  constructor(provider: Provider, request: HttpRequest, model: string, keys: readonly string[]) {
    super(provider, request, model);
    this.keys = keys;
  }

  protected take(answer: Json, event: ServerSentEvent): string | undefined {
    const choice = (answer as CompletionEvent).choices?.[0];
    // Of several that were asked for, the first.
    if (!choice || choice.index) return undefined;
    const text = some(choice.text);
    if (choice.finish_reason) this.finished = true;
    else if (text) this.says(event, text, text, textIn);
    return text;
  }

  protected again(_earlier: string, text: string): string {
    return text;
  }

  protected override secrets(): readonly string[] {
    return [...super.secrets(), ...this.keys];
  }
}

function textIn(answer: unknown): unknown {
  return (answer as CompletionEvent).choices?.[0]?.text;
}
