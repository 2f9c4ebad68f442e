import { isPromise, letGo } from "../engine/closing.ts";
import type { Context } from "../engine/context.ts";
import { asyncStep } from "../engine/run.ts";
import type { Source } from "../engine/source.ts";
import type { BaseMessage } from "../messages/message.ts";
import { messageJoin } from "../messages/gather.ts";
import { ChatModel } from "../models/chat-model.ts";
import type { Waits } from "../models/waiting.ts";
import type { RunnableConfig, RunnableStep, StepConfig } from "../runs/config.ts";
import { answerBlocking } from "./blocking-call.ts";
import { threadsFor } from "./blocking/possible.ts";
import { answerOver, type Call, type HttpModelOptions } from "./http-call.ts";

/**
 * A chat model that answers over HTTP with a stream of events. A provider's class says what one call is: the request,
 * and what the events of the answer mean. The sending, the bytes, the events, errors of the network, aborts and the end
 * of the connection are looked after here.
 */
export abstract class HttpChatModel<Config extends RunnableConfig = RunnableConfig> extends ChatModel<Config> {
  // Private, so that a model that is printed or logged shows no key.
  readonly #options: HttpModelOptions;

  constructor(options: HttpModelOptions = {}) {
    super();
    this.#options = options;
  }

  override get "~alone"(): boolean {
    return true;
  }

  protected override get waits(): Waits {
    const threads = threadsFor(this.#options.fetch);
    return typeof threads === "string" && threads;
  }

  /** Where it gives no promise, the model answers synchronous runs too, wherever a thread can fetch for it. */
  protected abstract call(messages: readonly BaseMessage[], config: StepConfig & Config): Call | PromiseLike<Call>;

  protected async reply(
    messages: readonly BaseMessage[],
    config: StepConfig & Config,
    step: RunnableStep,
  ): Promise<Source> {
    const options: HttpModelOptions = { ...this.#options, ...config };
    return answerOver(await this.call(messages, config), options, config, step, messageJoin);
  }

  protected override replySync(
    messages: readonly BaseMessage[],
    config: StepConfig & Config,
    step: RunnableStep,
    context: Context,
  ): Source {
    const options: HttpModelOptions = { ...this.#options, ...config };
    const call = this.call(messages, config);
    if (!isPromise(call)) return answerBlocking(call, options, config, context, messageJoin);
    letGo(call);
    const why = "Its request, or its key, takes a promise to be made. Use stream() or invoke().";
    throw asyncStep({ ...step, why });
  }
}
