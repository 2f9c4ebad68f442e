import { joinWith, type Join } from "../engine/join.ts";
import type { Call, Op } from "../engine/op.ts";
import type { Source } from "../engine/source.ts";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import { joinMessages } from "../messages/concat.ts";
import type { BaseMessage } from "../messages/message.ts";
import { stepConfig, type RunnableConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import { Runnable } from "../runnables/runnable.ts";
import { toMessages, type ModelInput } from "./input.ts";

/** How the chunks of a chat model join: into the one message that they are. */
export const messageJoin = joinWith(joinMessages) as Join;

/**
 * A model that answers messages with a message. It streams its answer as message chunks, all with one id; `invoke`, and
 * a step behind it that needs the whole, get the AIMessage that they join into.
 *
 * A provider's class says where the chunks come from, in {@link ChatModel.reply}. One that speaks HTTP and server-sent
 * events extends `HttpChatModel` instead, which asks for less.
 */
export abstract class ChatModel<Config extends RunnableConfig = RunnableConfig> extends Runnable<
  ModelInput,
  AIMessage,
  AIMessageChunk,
  Config
> {
  /** Whether an answer has to be waited for, so that a synchronous run is refused before anything has run. */
  protected abstract readonly waits: boolean;

  /** Begins to answer `messages`. The chunks join as messages do: use {@link messageJoin}. */
  protected abstract reply(
    messages: readonly BaseMessage[],
    config: StepConfig & Config,
    step: RunnableStep,
  ): Source | PromiseLike<Source>;

  "~ops"(step: RunnableStep): readonly Op[] {
    const call: Call<ModelInput> = {
      sees: "value",
      step,
      waits: this.waits ? step : undefined,
      run: (input, context) => this.reply(toMessages(input), stepConfig(context) as StepConfig & Config, step),
    };
    return [call];
  }
}

/** An id for an answer whose provider gives none. */
export function madeUpId(): string {
  return `run-${globalThis.crypto.randomUUID()}`;
}
