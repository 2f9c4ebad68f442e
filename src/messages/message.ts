import { RunletError } from "../errors/error.ts";
import { standardBlocks } from "./content-blocks.ts";
import { textOf } from "./content.ts";
import type { ContentBlock, MessageContent, StandardBlock } from "./content.ts";
import { saidFields } from "./fields.ts";
import { INSPECT, show } from "./inspect.ts";
import type { Inspect, InspectOptions } from "./inspect.ts";
import { NO_RECORD } from "./record.ts";
import type { DataRecord } from "./record.ts";
import type { InvalidToolCall, ToolCall, ToolCallChunk } from "./tool-calls.ts";
import type { UsageMetadata } from "./usage.ts";

/** Which kind of message; a chunk has the type of its message. */
export type MessageType = "human" | "ai" | "system" | "tool" | "generic" | "function" | "remove";

export interface MessageFields {
  readonly content: MessageContent;
  readonly id?: string | undefined;
  /** Who speaks, where several speakers have one role; of a tool message, the tool. */
  readonly name?: string | undefined;
  /** What a provider sends beyond the fields that are named here. */
  readonly additional_kwargs?: DataRecord | undefined;
  /** What a provider says about its answer: model, finish reason, fingerprint. */
  readonly response_metadata?: DataRecord | undefined;
}

/** What every message can be made of: its text, its blocks, or its fields. */
export type MessageInit<F extends MessageFields = MessageFields> = string | readonly ContentBlock[] | F;

/** A message as plain JSON: fields that are empty are left out. */
export interface MessageJSON {
  readonly type: MessageType;
  readonly content: MessageContent;
  readonly id?: string;
  readonly name?: string;
  readonly role?: string;
  readonly tool_call_id?: string;
  readonly status?: "success" | "error";
  readonly tool_calls?: readonly ToolCall[];
  readonly invalid_tool_calls?: readonly InvalidToolCall[];
  readonly tool_call_chunks?: readonly ToolCallChunk[];
  readonly usage_metadata?: UsageMetadata;
  readonly artifact?: unknown;
  readonly additional_kwargs?: DataRecord;
  readonly response_metadata?: DataRecord;
}

// Symbols of the global registry are the same in every copy of this package.
export const MESSAGE: unique symbol = Symbol.for("runlet.message");
export const CHUNK: unique symbol = Symbol.for("runlet.message.chunk");

const CLASS_NAMES: Readonly<Record<MessageType, string>> = {
  human: "HumanMessage",
  ai: "AIMessage",
  system: "SystemMessage",
  tool: "ToolMessage",
  generic: "ChatMessage",
  function: "FunctionMessage",
  remove: "RemoveMessage",
};

/** What all messages have. A message never changes after it was made, so it may be shared freely. */
export abstract class BaseMessage {
  // Declared and not defined: a defined field would be written twice, and a chunk is made once per token.
  declare readonly content: MessageContent;
  declare readonly id: string | undefined;
  declare readonly name: string | undefined;
  declare readonly additional_kwargs: DataRecord;
  declare readonly response_metadata: DataRecord;

  constructor(init: MessageInit) {
    if (typeof init === "string" || Array.isArray(init)) {
      this.content = init;
      this.id = undefined;
      this.name = undefined;
      this.additional_kwargs = NO_RECORD;
      this.response_metadata = NO_RECORD;
    } else {
      const fields = init as MessageFields;
      const content = fields?.content;
      if (typeof content !== "string" && !Array.isArray(content)) throw badContent(content);
      this.content = content;
      this.id = fields.id;
      this.name = fields.name;
      this.additional_kwargs = fields.additional_kwargs ?? NO_RECORD;
      this.response_metadata = fields.response_metadata ?? NO_RECORD;
    }
  }

  abstract get type(): MessageType;

  get [MESSAGE](): true {
    return true;
  }
  get [CHUNK](): boolean {
    return false;
  }

  getType(): MessageType {
    return this.type;
  }

  /** The text of the content: the string, or its text blocks end to end. Other blocks are skipped. */
  get text(): string {
    return textOf(this.content);
  }

  /** The content as blocks that mean the same with every provider, made anew at each reading. */
  get contentBlocks(): StandardBlock[] {
    return standardBlocks(this.content);
  }

  /** The message as plain JSON, without empty fields. A chunk gives the same as its message would. */
  toJSON(): MessageJSON {
    return { type: this.type, ...saidFields(this) } as MessageJSON;
  }

  [INSPECT](depth: number | null, options: InspectOptions, inspect: Inspect): string {
    // Not the constructor's name, which bundlers shorten.
    const name = CLASS_NAMES[this.type] + (this[CHUNK] ? "Chunk" : "");
    return show(name, saidFields(this), depth, options, inspect);
  }
}

function badContent(content: unknown): RunletError {
  const found = content === null ? "null" : typeof content;
  return new RunletError(
    "config",
    `A message's content has to be a string or an array of blocks, but it is ${found}.`,
    {
      phase: "config",
    },
  );
}
