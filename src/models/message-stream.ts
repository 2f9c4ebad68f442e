import { letGo } from "../engine/closing.ts";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import type { MessageFinishEvent, MessageStreamEvent } from "../messages/events.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import type { UsageMetadata } from "../messages/usage.ts";
import type { RunStream } from "../runs/run-stream.ts";
import { MessageCursor } from "./message-cursor.ts";
import { MessageLog } from "./message-log.ts";
import { MessageView } from "./message-view.ts";

/**
 * One message of a model while it is streamed: its events, and each side of it by itself. Nothing runs before one of them
 * is read; all of them share one run, which goes on as far as the one that is furthest asks. What has come is kept, so that
 * they can be read together, or one after the other.
 *
 * Where the message fails, everything that reads it fails with the same error, after what had come: nothing is ever taken
 * for whole that is not. One that nobody reads fails silently.
 *
 * A `break` ends the run, and the request, before the loop is left, unless somebody else is reading the message at that
 * moment: in a loop, or by having awaited a side of it or called `final()`. What had come can still be read, and then
 * `aborted` is thrown.
 *
 * @example
 * const message = model.streamMessage("what color is the sky?");
 * for await (const text of message.text) process.stdout.write(text);
 * console.log(await message.toolCalls, await message.usage);
 */
export class MessageStream implements AsyncIterable<MessageStreamEvent> {
  /** The text, piece by piece; awaited, the whole. */
  readonly text: MessageView<string, string>;
  /** What the model thought, piece by piece; awaited, the whole. */
  readonly reasoning: MessageView<string, string>;
  /** Each tool call once it is whole and valid; awaited, all of them. (What is no valid call is in the message, and the events.) */
  readonly toolCalls: MessageView<ToolCall, ToolCall[]>;
  /** What it has cost so far, each time that a provider says so; awaited, in all, or undefined where nobody has said. */
  readonly usage: MessageView<UsageMetadata, UsageMetadata | undefined>;
  readonly #log: MessageLog;
  #final: Promise<AIMessage> | undefined;

  /** @internal */
  constructor(run: RunStream<AIMessageChunk, AIMessage>, name: string) {
    const log = new MessageLog(run, name);
    this.#log = log;
    this.text = new MessageView(log, textIn, joined);
    this.reasoning = new MessageView(log, reasoningIn, joined);
    this.toolCalls = new MessageView(log, toolCallIn, all);
    this.usage = new MessageView(log, usageIn, last);
  }

  /** The events, from the beginning. Where the message fails the last one is an `error`, and then the loop throws. */
  [Symbol.asyncIterator](): AsyncIterableIterator<MessageStreamEvent, undefined> {
    return new MessageCursor(this.#log, itself);
  }

  /**
   * The whole message: what `invoke` would give. Once it has been asked for, the run goes on to its end by itself.
   *
   * @throws what the run throws, with what had come as `partial`; `aborted` where it was ended before
   */
  final(): Promise<AIMessage> {
    this.#final ??= this.#log.complete().then(() => (this.#log.events.at(-1) as MessageFinishEvent).message);
    // Whoever reads the message otherwise is told of a failure there: one who does not look at this as well is no bug.
    letGo(this.#final);
    return this.#final;
  }

  /**
   * Ends the run, whoever reads. Settles when everything in it has ended; nothing happens to a message that is complete.
   *
   * @param reason the `cause` of the `aborted` that those who read are given
   */
  async cancel(reason?: unknown): Promise<void> {
    await this.#log.cancel("The message was cancelled before it was complete.", reason);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }
}

function itself(event: MessageStreamEvent): MessageStreamEvent {
  return event;
}

function textIn(event: MessageStreamEvent): string | undefined {
  return event.type === "content-block-delta" && event.delta.type === "text-delta" ? event.delta.text : undefined;
}

function reasoningIn(event: MessageStreamEvent): string | undefined {
  return event.type === "content-block-delta" && event.delta.type === "reasoning-delta"
    ? event.delta.reasoning
    : undefined;
}

function toolCallIn(event: MessageStreamEvent): ToolCall | undefined {
  return event.type === "content-block-finish" && event.content.type === "tool_call" ? event.content : undefined;
}

function usageIn(event: MessageStreamEvent): UsageMetadata | undefined {
  return event.type === "usage" ? event.usage : undefined;
}

function joined(pieces: readonly string[]): string {
  return pieces.join("");
}

function all<Item>(items: Item[]): Item[] {
  return items;
}

function last<Item>(items: readonly Item[]): Item | undefined {
  return items.at(-1);
}
