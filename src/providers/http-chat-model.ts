import { isPromise } from "../engine/closing.ts";
import type { Context } from "../engine/context.ts";
import type { Source } from "../engine/source.ts";
import type { BaseMessage } from "../messages/message.ts";
import { messageJoin } from "../messages/gather.ts";
import { ChatModel, type ChatModelOptions } from "../models/chat-model.ts";
import { hide } from "../models/excerpt.ts";
import type { Waits } from "../models/waiting.ts";
import type { RunnableConfig, RunnableStep, StepConfig } from "../runs/config.ts";
import { answerBlocking, waitsFor } from "./blocking-call.ts";
import { answerOver, sendingOf, type Call, type HttpCallOptions, type HttpLLMOptions } from "./http-call.ts";
import { secretsOf } from "./secrets.ts";

/** A model that chats over HTTP. */
export interface HttpChatModelOptions extends HttpLLMOptions, ChatModelOptions {}

/**
 * A chat model that answers over HTTP with a stream of events. A provider's class says what one call is: the request,
 * and what the events of the answer mean. The sending, the bytes, the events, errors of the network, aborts and the end
 * of the connection are looked after here.
 */
export abstract class HttpChatModel<Config extends RunnableConfig = RunnableConfig> extends ChatModel<Config> {
  // Private, so that a model that is printed or logged shows no key.
  readonly #options: HttpChatModelOptions;

  constructor(options: HttpChatModelOptions = {}) {
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
  protected abstract call(messages: readonly BaseMessage[], config: StepConfig & Config): Call | PromiseLike<Call>;

  /** What is sent, and where to: no header, and nothing of the address that may be secret. */
  protected override cacheKey(messages: readonly BaseMessage[], config: StepConfig & Config): unknown {
    const call = this.call(messages, config);
    return isPromise(call) ? call.then((late) => this.#keyOf(late)) : this.#keyOf(call);
  }

  #keyOf({ request }: Call): unknown {
    const { origin, pathname } = new URL(request.url);
    const asked = JSON.stringify([this.name, origin + pathname, request.body]);
    // Of the body only what is also shown by a header or the address: two calls that differ in a field are two calls.
    return JSON.parse(hide(asked, secretsOf({ ...request, body: {} })));
  }

  protected async reply(
    messages: readonly BaseMessage[],
    config: StepConfig & Config,
    step: RunnableStep,
  ): Promise<Source> {
    const options = sendingOf(this.#options, config as HttpCallOptions);
    return answerOver(await this.call(messages, config), options, config, step, messageJoin);
  }

  protected override replySync(
    messages: readonly BaseMessage[],
    config: StepConfig & Config,
    _step: RunnableStep,
    context: Context,
  ): Source {
    const options = sendingOf(this.#options, config as HttpCallOptions);
    return answerBlocking(this.call(messages, config), options, config, context, messageJoin);
  }
}
