import type { Context } from "../engine/context.ts";
import type { Call, Op } from "../engine/op.ts";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import { messageJoin } from "../messages/gather.ts";
import { MessageEventReader } from "../messages/event-reader.ts";
import type { MessageStreamEvent } from "../messages/events.ts";
import type { BaseMessage } from "../messages/message.ts";
import { addUsage, type UsageMetadata } from "../messages/usage.ts";
import { stepConfig, type RunnableConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import type { Bits, RunKind } from "../runs/kind.ts";
import { checkTimeout } from "../runs/timeout.ts";
import { arrayOf, objectOf, STRING, type JsonSchema } from "../schema/json-schema.ts";
import { inTurn, withinLimits, type ModelOptions } from "./asking.ts";
import { ChatRunnable } from "./binding.ts";
import { CHAT_MODEL_CALLBACKS } from "./callbacks.ts";
import { MODEL_INPUT, toMessages, type ModelInput } from "./input.ts";
import { paceOp } from "./pace.ts";
import { recalled } from "./recalled.ts";
import { answer, type Reply } from "./reply.ts";
import type { ResponseCache } from "./response-cache.ts";
import { waitingStep, type Waits } from "./waiting.ts";
import type { StructuredOutputMethod } from "./structured-output.ts";

declare module "../runs/kind.ts" {
  interface RunKinds {
    chat_model: {
      /** Inside a run, the messages; of a whole run, what the user gave. */
      input: { readonly messages: readonly (readonly BaseMessage[])[] } | ModelInput;
      chunk: AIMessageChunk;
      output: AIMessage;
      message: MessageStreamEvent;
      answer: AIMessage;
      usage: UsageMetadata;
    };
  }
}

/** A model's tokens are told however it is run: where the chain around it does not stream, they are all there is to see. */
export const CHAT_MODEL: RunKind = {
  type: "chat_model",
  chunks: "always",
  input: (input) => ({ messages: [toMessages(input as ModelInput)] }),
  bits: (out) => new MessageEventReader(out) as Bits,
  answer: { join: messageJoin, usage: (message) => message.usage_metadata, sum: addUsage },
  callbacks: CHAT_MODEL_CALLBACKS,
};

/** What may be set where a chat model is made, whoever it is. */
export interface ChatModelOptions extends ModelOptions {
  /**
   * Keeps whole answers, and gives them to who asks the same again: as one chunk, with `cached: true` in its
   * `response_metadata` and without usage. What a model answers is then as if its temperature were 0.
   */
  readonly cache?: ResponseCache | undefined;
}

/**
 * A model that answers messages with a message. It streams its answer as message chunks, all with one id; `invoke`, and
 * a step behind it that needs the whole, get the AIMessage that they join into.
 *
 * A class of yours says where the chunks come from, in `reply`. One for a provider that speaks HTTP and server-sent
 * events extends `HttpChatModel` of `runlet/http` instead, which asks for less.
 *
 * @example
 * class Echo extends ChatModel {
 *   readonly name = "Echo";
 *   protected async *reply(messages: readonly BaseMessage[]) {
 *     for (const word of messages.at(-1)!.text.split(" ")) yield new AIMessageChunk({ content: `${word} `, id: "echo" });
 *   }
 * }
 */
export abstract class ChatModel<Config extends RunnableConfig = RunnableConfig> extends ChatRunnable<Config> {
  // Private, so that a model that is printed shows what it is, and not all that is kept for it.
  readonly #options: ChatModelOptions;

  /** @throws `config` for a `timeout` that is none */
  constructor(options: ChatModelOptions = {}) {
    super();
    checkTimeout(options.timeout);
    const { cache, rateLimiter, timeout } = options;
    this.#options = { cache, rateLimiter, timeout };
  }

  override get "~kind"(): RunKind {
    return CHAT_MODEL;
  }

  /** @internal */
  get "~alone"(): boolean {
    return false;
  }

  /** Whether every answer has to be waited for, so that a synchronous run is refused before anything has run; or why. */
  protected get waits(): Waits {
    return false;
  }

  /** How it is best asked for structured output. */
  protected get structuredOutputMethod(): StructuredOutputMethod {
    return "functionCalling";
  }

  /** @internal */
  override get "~structures"(): StructuredOutputMethod {
    return this.structuredOutputMethod;
  }

  /**
   * Begins to answer `messages`. `config.signal` aborts when the answer is not wanted any more; an iterator is also asked
   * to `return`.
   */
  protected abstract reply(
    messages: readonly BaseMessage[],
    config: StepConfig & Config,
    step: RunnableStep,
  ): Reply<AIMessageChunk> | PromiseLike<Reply<AIMessageChunk>>;

  /** The same in a synchronous run, in which nothing may be waited for but by blocking. */
  protected replySync(
    messages: readonly BaseMessage[],
    config: StepConfig & Config,
    step: RunnableStep,
    _context: Context,
  ): Reply<AIMessageChunk> | PromiseLike<Reply<AIMessageChunk>> {
    return this.reply(messages, config, step);
  }

  /**
   * All that an answer to `messages` depends on, as data that JSON can hold and without a secret: who is asked, and with
   * which options. Without it a model cannot be given a `cache`.
   */
  protected cacheKey(_messages: readonly BaseMessage[], _config: StepConfig & Config): unknown {
    return undefined;
  }

  override "~takes"(): JsonSchema {
    return MODEL_INPUT;
  }

  /** An AIMessage as JSON. */
  override "~gives"(): JsonSchema {
    return objectOf({ type: { const: "ai" }, content: { anyOf: [STRING, arrayOf({ type: "object" })] } });
  }

  "~ops"(given: RunnableStep): readonly Op[] {
    const options = this.#options;
    return withinLimits(given, options, (step) => {
      const call: Call<ModelInput> = {
        sees: "value",
        step,
        waits: waitingStep(step, this.waits),
        answers: true,
        run: (input, context) => {
          const config = stepConfig(context) as StepConfig & Config;
          const messages = toMessages(input);
          const begin = () =>
            context.sync ? this.replySync(messages, config, step, context) : this.reply(messages, config, step);
          const reply = () => answer(this, begin, messageJoin, config);
          const ask = () => inTurn(options, config, context, reply);
          return options.cache ? recalled(options.cache, this.cacheKey(messages, config), context, ask) : ask();
        },
      };
      return [call, paceOp(step)];
    });
  }
}

/** An id for an answer whose provider gives none. */
export function madeUpId(): string {
  return `run-${globalThis.crypto.randomUUID()}`;
}
