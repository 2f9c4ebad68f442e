import type { Source } from "../../engine/source.ts";
import { AIMessageChunk } from "../../messages/ai.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { messageJoin } from "../../messages/gather.ts";
import { ChatModel, madeUpId } from "../../models/chat-model.ts";
import type { StepConfig } from "../../runs/config.ts";
import { Prompter, type ScriptedOptions } from "./script.ts";

/** What a scripted chat model is told to say, token by token. */
export type ScriptedChatOptions = ScriptedOptions<string | AIMessageChunk, readonly BaseMessage[]>;

/**
 * A chat model that says what it was told to, token by token. Without pauses it is synchronous, so that `streamSync`
 * works with it.
 *
 * @example
 * const model = new ScriptedChatModel({ replies: [["The", " sky"], [500, "late"], ["cut", new Error("off")]] });
 */
export class ScriptedChatModel extends ChatModel {
  readonly name = "ScriptedChatModel";
  readonly #prompter: Prompter<string | AIMessageChunk, readonly BaseMessage[]>;

  constructor(options: ScriptedChatOptions) {
    super();
    this.#prompter = new Prompter(options);
  }

  override get "~alone"(): boolean {
    return true;
  }

  protected override get waits(): boolean {
    return this.#prompter.waits;
  }

  protected reply(messages: readonly BaseMessage[], config: StepConfig): Source {
    const id = madeUpId();
    const chunk = (token: string | AIMessageChunk): AIMessageChunk => {
      if (typeof token === "string") return new AIMessageChunk({ content: token, id });
      return token.id === undefined ? new AIMessageChunk({ ...token, content: token.content, id }) : token;
    };
    return this.#prompter.answer(messages, () => config.signal, chunk, messageJoin);
  }
}
