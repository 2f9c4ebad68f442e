import { modelBlocks } from "./content-blocks.ts";
import type { StandardBlock } from "./content.ts";
import { BaseMessageChunk, ChunkJoin } from "./message-chunk.ts";
import { BaseMessage } from "./message.ts";
import type { MessageFields, MessageInit } from "./message.ts";
import { NO_ITEMS } from "./record.ts";
import { ToolCallList, readToolCalls } from "./tool-calls.ts";
import type { InvalidToolCall, ToolCall, ToolCallChunk } from "./tool-calls.ts";
import { addUsage } from "./usage.ts";
import type { UsageMetadata } from "./usage.ts";

/** A tool call as it may be written; its `type` goes without saying. */
export type ToolCallInit = Omit<ToolCall, "type"> & { readonly type?: "tool_call" };

export interface AIMessageFields extends MessageFields {
  readonly tool_calls?: readonly ToolCallInit[] | undefined;
  readonly invalid_tool_calls?: readonly InvalidToolCall[] | undefined;
  readonly usage_metadata?: UsageMetadata | undefined;
}

export interface AIMessageChunkFields extends MessageFields {
  readonly tool_call_chunks?: readonly ToolCallChunk[] | undefined;
  /** Whole calls, for a provider that does not stream their arguments; they become `tool_call_chunks`. */
  readonly tool_calls?: readonly ToolCallInit[] | undefined;
  readonly usage_metadata?: UsageMetadata | undefined;
}

/** What a model says. */
export class AIMessage extends BaseMessage {
  declare readonly tool_calls: readonly ToolCall[];
  declare readonly invalid_tool_calls: readonly InvalidToolCall[];
  declare readonly usage_metadata: UsageMetadata | undefined;

  constructor(init: MessageInit<AIMessageFields>) {
    super(init);
    const fields = init as Partial<AIMessageFields>; // a string and an array have none of these
    this.tool_calls = fields.tool_calls?.map(typed) ?? NO_ITEMS;
    this.invalid_tool_calls = fields.invalid_tool_calls ?? NO_ITEMS;
    this.usage_metadata = fields.usage_metadata;
  }

  override get type(): "ai" {
    return "ai";
  }

  /** The content, with the model's thoughts (`additional_kwargs.reasoning_content`) first and its tool calls last. */
  override get contentBlocks(): StandardBlock[] {
    const calls = [...this.tool_calls, ...this.invalid_tool_calls];
    return modelBlocks(this.content, this.additional_kwargs["reasoning_content"], calls);
  }
}

/**
 * A piece of what a model says, as it arrives.
 *
 * @example
 * let whole = new AIMessageChunk({ content: "The", id: "run-1" });
 * whole = whole.concat(new AIMessageChunk({ content: " sky", id: "run-1" }));
 * whole.text; // "The sky"
 */
export class AIMessageChunk extends BaseMessageChunk {
  /** The pieces of tool calls that have arrived, joined as far as they belong together. */
  declare readonly tool_call_chunks: readonly ToolCallChunk[];
  declare readonly usage_metadata: UsageMetadata | undefined;

  constructor(init: MessageInit<AIMessageChunkFields>) {
    super(init);
    const fields = init as Partial<AIMessageChunkFields>;
    this.tool_call_chunks = fields.tool_call_chunks ?? (fields.tool_calls ? fields.tool_calls.map(written) : NO_ITEMS);
    this.usage_metadata = fields.usage_metadata;
  }

  override get type(): "ai" {
    return "ai";
  }

  /** The calls whose arguments are a complete JSON object by now. */
  get tool_calls(): readonly ToolCall[] {
    return readToolCalls(this.tool_call_chunks).tool_calls;
  }

  /** The calls that are not complete yet, or never will be valid, each with the reason. */
  get invalid_tool_calls(): readonly InvalidToolCall[] {
    return readToolCalls(this.tool_call_chunks).invalid_tool_calls;
  }

  /** As of {@link AIMessage}, but the tool calls are the pieces that have arrived. */
  override get contentBlocks(): StandardBlock[] {
    return modelBlocks(this.content, this.additional_kwargs["reasoning_content"], this.tool_call_chunks);
  }

  override toMessage(): AIMessage {
    const { tool_calls, invalid_tool_calls, usage_metadata } = this;
    return new AIMessage({ ...this.finishedFields(), tool_calls, invalid_tool_calls, usage_metadata });
  }

  override startJoin(): ChunkJoin<AIMessageChunk> {
    return new AIMessageJoin(this);
  }
}

class AIMessageJoin extends ChunkJoin<AIMessageChunk> {
  private toolCalls: readonly ToolCallChunk[];
  private toolCallList: ToolCallList | undefined = undefined;
  private usage: UsageMetadata | undefined;

  constructor(first: AIMessageChunk) {
    super(first, makeChunk);
    this.toolCalls = first.tool_call_chunks;
    this.usage = first.usage_metadata;
  }

  override add(next: AIMessageChunk): void {
    super.add(next);
    if (next.tool_call_chunks.length > 0) {
      this.toolCallList ??= new ToolCallList(this.drafts, this.toolCalls);
      this.toolCallList.addAll(next.tool_call_chunks);
      this.toolCalls = this.toolCallList.items;
    }
    if (next.usage_metadata) this.usage = addUsage(this.usage, next.usage_metadata);
  }

  protected override fields(): AIMessageChunkFields {
    // Not a spread: V8 makes a slow dictionary of one here, and the chunk then takes 1.9 µs to make instead of 0.1.
    const fields: { -readonly [K in keyof AIMessageChunkFields]: AIMessageChunkFields[K] } = super.fields();
    fields.tool_call_chunks = this.toolCalls;
    fields.usage_metadata = this.usage;
    return fields;
  }
}

function makeChunk(fields: AIMessageChunkFields): AIMessageChunk {
  return new AIMessageChunk(fields);
}

function typed(call: ToolCallInit): ToolCall {
  return call.type ? (call as ToolCall) : { ...call, type: "tool_call" };
}

function written({ name, args, id }: ToolCallInit): ToolCallChunk {
  return { name, args: JSON.stringify(args), ...(id && { id }), type: "tool_call_chunk" };
}
