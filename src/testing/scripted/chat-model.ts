import type { Source } from "../../engine/source.ts";
import { AIMessageChunk } from "../../messages/ai.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { ChatModel, madeUpId, messageJoin } from "../../models/chat-model.ts";
import type { StepConfig } from "../../runs/config.ts";
import { Prompter, type ScriptedOptions } from "./script.ts";

/**
 * A chat model that says what it was told to, token by token. Without pauses it is synchronous, so that `streamSync`
 * works with it.
 *
 * @example
 * const model = new ScriptedChatModel({ replies: [["The", " sky"], [new Error("busy")], [500, "late"]] });
 */
export class ScriptedChatModel extends ChatModel {
  readonly name = "ScriptedChatModel";
  readonly #prompter: Prompter<string | AIMessageChunk, readonly BaseMessage[]>;

  constructor(options: ScriptedOptions<string | AIMessageChunk, readonly BaseMessage[]>) {
    super();
    this.#prompter = new Prompter(options);
  }

  protected get waits(): boolean {
    return this.#prompter.waits;
  }

  protected reply(messages: readonly BaseMessage[], { signal }: StepConfig): Source {
    const id = madeUpId();
    const tokens = this.#prompter.next(messages, signal);
    return Symbol.asyncIterator in tokens
  }
}
