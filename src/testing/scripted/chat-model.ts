import type { Source } from "../../engine/source.ts";
import { AIMessageChunk, type ToolCallInit } from "../../messages/ai.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { messageJoin } from "../../messages/gather.ts";
import type { ChatModelCallOptions, ChatModelConfig } from "../../models/call-options.ts";
import { ChatModel, madeUpId, type ChatModelOptions } from "../../models/chat-model.ts";
import type { StructuredOutputMethod } from "../../models/structured-output.ts";
import type { StepConfig } from "../../runs/config.ts";
import { optionsIn } from "./call.ts";
import { Prompter, type ScriptedOptions } from "./script.ts";
import { callPieces } from "./tool-call.ts";

/** What a scripted chat model says: text, a chunk as it is, or a tool that it calls (`{ name, args }`). */
export type ScriptedChatToken = string | AIMessageChunk | ToolCallInit;

/** What a scripted chat model is told to say, token by token. */
export interface ScriptedChatOptions
  extends ScriptedOptions<ScriptedChatToken, readonly BaseMessage[]>, ChatModelOptions {
  /** How it gives structured output, where nothing else is said. Default: "functionCalling". */
  readonly structuredOutputMethod?: StructuredOutputMethod;
}

/** What a scripted model was asked. */
export interface ScriptedChatCall {
  readonly messages: readonly BaseMessage[];
  /** The call options that were bound to it, or given with the call: its tools, its temperature. */
  readonly options: ChatModelCallOptions;
}

/**
 * A chat model that says what it was told to, token by token. Without pauses it is synchronous, so that `streamSync`
 * works with it. It takes all call options, and does nothing with them but to remember them, in `calls`.
 *
 * @example
 * const model = new ScriptedChatModel({ replies: [["The", " sky"], [500, "late"], ["cut", new Error("off")]] });
 * const caller = new ScriptedChatModel({ replies: [[{ name: "weather", args: { city: "Paris" }, id: "call_1" }]] });
 */
export class ScriptedChatModel extends ChatModel<ChatModelConfig> {
  readonly name = "ScriptedChatModel";
  /** What it was asked, call by call. */
  readonly calls: ScriptedChatCall[] = [];
  readonly #prompter: Prompter<ScriptedChatToken, readonly BaseMessage[]>;
  readonly #method: StructuredOutputMethod;

  constructor(options: ScriptedChatOptions) {
    super(options);
    this.#prompter = new Prompter(options);
    this.#method = options.structuredOutputMethod ?? "functionCalling";
  }

  override get "~alone"(): boolean {
    return true;
  }

  protected override get waits(): boolean {
    return this.#prompter.waits;
  }

  protected override get structuredOutputMethod(): StructuredOutputMethod {
    return this.#method;
  }

  protected override cacheKey(messages: readonly BaseMessage[], config: StepConfig & ChatModelConfig): unknown {
    return [this.name, optionsIn(config), messages];
  }

  protected reply(messages: readonly BaseMessage[], config: StepConfig & ChatModelConfig): Source {
    this.calls.push({ messages, options: optionsIn(config) });
    const id = madeUpId();
    let calls = 0;
    const chunks = (token: ScriptedChatToken): readonly AIMessageChunk[] => {
      if (typeof token === "string") return [new AIMessageChunk({ content: token, id })];
      if (isToolCall(token)) return callPieces(token, calls++, id);
      return [token.id === undefined ? new AIMessageChunk({ ...token, content: token.content, id }) : token];
    };
    return this.#prompter.answer(messages, () => config.signal, chunks, messageJoin);
  }
}

function isToolCall(token: AIMessageChunk | ToolCallInit): token is ToolCallInit {
  return "args" in token;
}
