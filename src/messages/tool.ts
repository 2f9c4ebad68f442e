import type { ContentBlock, MessageContent } from "./content.ts";
import { BaseMessageChunk, ChunkJoin } from "./message-chunk.ts";
import { BaseMessage } from "./message.ts";
import type { MessageFields } from "./message.ts";
import { mergeValues } from "./metadata.ts";
import { required } from "./required.ts";

export type ToolStatus = "success" | "error";

export interface ToolMessageFields extends MessageFields {
  /** The `id` of the tool call that this answers. */
  readonly tool_call_id: string;
  readonly status?: ToolStatus | undefined;
  /** What the tool has made that the program keeps and the model is not sent. */
  readonly artifact?: unknown;
}

/** What a tool answers. */
export class ToolMessage extends BaseMessage {
  declare readonly tool_call_id: string;
  declare readonly status: ToolStatus | undefined;
  declare readonly artifact: unknown;

  constructor(fields: ToolMessageFields);
  constructor(content: string | readonly ContentBlock[], toolCallId: string, name?: string);
  constructor(init: MessageContent | ToolMessageFields, toolCallId?: string, name?: string) {
    const fields = toolFields(init, toolCallId, name);
    super(fields);
    this.tool_call_id = required("tool", "tool_call_id", fields.tool_call_id);
    this.status = fields.status;
    this.artifact = fields.artifact;
  }

  override get type(): "tool" {
    return "tool";
  }
}

/** A piece of a {@link ToolMessage}. */
export class ToolMessageChunk extends BaseMessageChunk {
  declare readonly tool_call_id: string;
  declare readonly status: ToolStatus | undefined;
  declare readonly artifact: unknown;

  constructor(fields: ToolMessageFields);
  constructor(content: string | readonly ContentBlock[], toolCallId: string, name?: string);
  constructor(init: MessageContent | ToolMessageFields, toolCallId?: string, name?: string) {
    const fields = toolFields(init, toolCallId, name);
    super(fields);
    this.tool_call_id = required("tool", "tool_call_id", fields.tool_call_id);
    this.status = fields.status;
    this.artifact = fields.artifact;
  }

  override get type(): "tool" {
    return "tool";
  }
  override toMessage(): ToolMessage {
    const { tool_call_id, status, artifact } = this;
    return new ToolMessage({ ...this.finishedFields(), tool_call_id, status, artifact });
  }
  override startJoin(): ChunkJoin<ToolMessageChunk> {
    return new ToolMessageJoin(this);
  }
}

class ToolMessageJoin extends ChunkJoin<ToolMessageChunk> {
  private status: ToolStatus | undefined;
  private artifact: unknown;

  constructor(first: ToolMessageChunk) {
    super(first, (fields) => new ToolMessageChunk(fields as ToolMessageFields));
    this.status = first.status;
    this.artifact = first.artifact;
  }

  override add(next: ToolMessageChunk): void {
    super.add(next);
    this.same("tool_call_id", this.first.tool_call_id, next.tool_call_id);
    // A tool that failed in one part has failed.
    if (this.status !== "error") this.status = next.status ?? this.status;
    this.artifact = mergeValues(this.drafts, this.artifact, next.artifact);
  }

  protected override fields(): ToolMessageFields {
    const { tool_call_id } = this.first;
    return { ...super.fields(), tool_call_id, status: this.status, artifact: this.artifact };
  }
}

function toolFields(
  init: MessageContent | ToolMessageFields,
  tool_call_id: string | undefined,
  name: string | undefined,
): Omit<ToolMessageFields, "tool_call_id"> & { tool_call_id?: string | undefined } {
  return typeof init === "string" || Array.isArray(init)
    ? { content: init, tool_call_id, name }
    : (init as ToolMessageFields);
}
