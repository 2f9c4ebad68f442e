import { isEqual } from "../../json/equal.ts";
import type { AIMessageChunk } from "../../messages/ai.ts";
import { messageChunkFromJSON } from "../../messages/json.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { ChatModel } from "../../models/chat-model.ts";
import type { RunnableConfig, StepConfig } from "../../runs/config.ts";
import type { Takes, Wait } from "./replay.ts";

/** A chat model that says what another one has said. It takes that one's call options, and does nothing with them. */
export class ReplayedChatModel<Config extends RunnableConfig> extends ChatModel<Config> {
  readonly name = "ReplayedChatModel";
  readonly #takes: Takes;
  readonly #wait: Wait | undefined;

  constructor(takes: Takes, wait: Wait | undefined) {
    super();
    this.#takes = takes;
    this.#wait = wait;
  }

  protected async *reply(messages: readonly BaseMessage[], { signal }: StepConfig): AsyncGenerator<AIMessageChunk> {
    const input = JSON.parse(JSON.stringify(messages)) as unknown;
    const events = this.#takes.take((asked) => "input" in asked && isEqual(asked.input, input), "these messages");
    for (const event of events) {
      await this.#wait?.(event, signal);
      signal.throwIfAborted();
      if ("chunk" in event) yield messageChunkFromJSON(event.chunk) as AIMessageChunk;
      else if ("error" in event) throw new Error(event.error);
    }
  }
}
