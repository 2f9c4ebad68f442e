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
import { arrayOf, objectOf, STRING, type JsonSchema } from "../schema/json-schema.ts";
import { Runnable } from "../runnables/runnable.ts";
import type { CallOptions } from "../runnables/configurable-fields.ts";
import { ChatModelBinding } from "./binding.ts";
import { CHAT_MODEL_CALLBACKS } from "./callbacks.ts";
import { MODEL_INPUT, toMessages, type ModelInput } from "./input.ts";
import { MessageStream } from "./message-stream.ts";
import { limitModel, paceOp } from "./pace.ts";
import { answer, type Reply } from "./reply.ts";
import { waitingStep, type Waits } from "./waiting.ts";

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
const CHAT_MODEL: RunKind = {
  type: "chat_model",
  chunks: "always",
  input: (input) => ({ messages: [toMessages(input as ModelInput)] }),
  bits: (out) => new MessageEventReader(out) as Bits,
  answer: { join: messageJoin, usage: (message) => message.usage_metadata, sum: addUsage },
  callbacks: CHAT_MODEL_CALLBACKS,
};

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
export abstract class ChatModel<Config extends RunnableConfig = RunnableConfig> extends Runnable<
  ModelInput,
  AIMessage,
  AIMessageChunk,
  Config
> {
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
   * Runs it and gives its one message while it is streamed: as typed events, and each side of it by itself, the text, the
   * thoughts, the tool calls, the usage.
   *
   * @example
   * const message = model.streamMessage("what color is the sky?");
   * for await (const text of message.text) process.stdout.write(text);
   * console.log(await message.usage);
   */
  streamMessage(input: ModelInput, config: Partial<Config> = {}): MessageStream {
    return new MessageStream(this.stream(input, config), config.runName ?? this.name);
  }

  override "~takes"(): JsonSchema {
    return MODEL_INPUT;
  }

  /** An AIMessage as JSON. */
  override "~gives"(): JsonSchema {
    return objectOf({ type: { const: "ai" }, content: { anyOf: [STRING, arrayOf({ type: "object" })] } });
  }

  /** The same model with a config bound to it. Bound twice, it is merged. */
  override withConfig(config: Partial<Config>): ChatModelBinding<Config> {
    return new ChatModelBinding(this, config);
  }

  override bind(options: CallOptions<Config>): ChatModelBinding<Config> {
    return new ChatModelBinding(this, options);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const call: Call<ModelInput> = {
      sees: "value",
      step,
      waits: waitingStep(step, this.waits),
      run: (input, context) => {
        const config = stepConfig(context) as StepConfig & Config;
        const messages = toMessages(input);
        limitModel(config, context);
        const reply = () =>
          context.sync ? this.replySync(messages, config, step, context) : this.reply(messages, config, step);
        return answer(this, reply, messageJoin, config);
      },
    };
    return [call, paceOp(step)];
  }
}

/** An id for an answer whose provider gives none. */
export function madeUpId(): string {
  return `run-${globalThis.crypto.randomUUID()}`;
}
