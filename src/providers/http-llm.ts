import type { Context } from "../engine/context.ts";
import type { Source } from "../engine/source.ts";
import { completionJoin, LLM } from "../models/llm.ts";
import type { Waits } from "../models/waiting.ts";
import type { RunnableConfig, RunnableStep, StepConfig } from "../runs/config.ts";
import { answerBlocking, waitsFor } from "./blocking-call.ts";
import { answerOver, sendingOf, type Call, type HttpCallOptions, type HttpLLMOptions } from "./http-call.ts";

/**
 * A model that completes text and answers over HTTP with a stream of events. As with `HttpChatModel`, a provider's class says
 * what one call is; what its events mean is pieces of text.
 */
export abstract class HttpLLM<Config extends RunnableConfig = RunnableConfig> extends LLM<Config> {
  // Private, so that a model that is printed or logged shows no key.
  readonly #options: HttpLLMOptions;

  constructor(options: HttpLLMOptions = {}) {
    super(options);
    this.#options = options;
  }

  override get "~alone"(): boolean {
    return true;
  }

  protected override get waits(): Waits {
    return waitsFor(this.#options.fetch);
  }

  /** Where it gives no promise, the model answers synchronous runs too, wherever a thread can fetch for it. */
  protected abstract call(prompt: string, config: StepConfig & Config): Call<string> | PromiseLike<Call<string>>;

  protected complete(prompt: string, config: StepConfig & Config, step: RunnableStep): Promise<Source> {
    const options = sendingOf(this.#options, config as HttpCallOptions);
    return answerOver(this.call(prompt, config), options, config, step, completionJoin);
  }

  protected override completeSync(
    prompt: string,
    config: StepConfig & Config,
    _step: RunnableStep,
    context: Context,
  ): Source {
    const options = sendingOf(this.#options, config as HttpCallOptions);
    return answerBlocking(this.call(prompt, config), options, config, context, completionJoin);
  }
}
