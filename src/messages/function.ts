import type { ContentBlock, MessageContent } from "./content.ts";
import { BaseMessageChunk, ChunkJoin } from "./message-chunk.ts";
import { BaseMessage } from "./message.ts";
import type { MessageFields } from "./message.ts";
import { required } from "./required.ts";

export interface FunctionMessageFields extends MessageFields {
  /** Which function answers. */
  readonly name: string;
}

/** What a function answers, in the providers' older form of tool calls. Prefer {@link ToolMessage}. */
export class FunctionMessage extends BaseMessage {
  declare readonly name: string;

  constructor(fields: FunctionMessageFields);
  constructor(content: string | readonly ContentBlock[], name: string);
  constructor(init: MessageContent | FunctionMessageFields, name?: string) {
    super(functionFields(init, name));
  }

  override get type(): "function" {
    return "function";
  }
}

/** A piece of a {@link FunctionMessage}. */
export class FunctionMessageChunk extends BaseMessageChunk {
  declare readonly name: string;

  constructor(fields: FunctionMessageFields);
  constructor(content: string | readonly ContentBlock[], name: string);
  constructor(init: MessageContent | FunctionMessageFields, name?: string) {
    super(functionFields(init, name));
  }

  override get type(): "function" {
    return "function";
  }
  override toMessage(): FunctionMessage {
    return new FunctionMessage({ ...this.finishedFields(), name: this.name });
  }
  override startJoin(): ChunkJoin<FunctionMessageChunk> {
    return new FunctionMessageJoin(this);
  }
}

class FunctionMessageJoin extends ChunkJoin<FunctionMessageChunk> {
  constructor(first: FunctionMessageChunk) {
    super(first, (fields) => new FunctionMessageChunk({ ...fields, name: first.name }));
  }
  override add(next: FunctionMessageChunk): void {
    super.add(next);
    this.same("name", this.first.name, next.name);
  }
}

function functionFields(init: MessageContent | FunctionMessageFields, name: string | undefined): MessageFields {
  const fields = typeof init === "string" || Array.isArray(init) ? { content: init, name } : (init as MessageFields);
  required("function", "name", fields.name);
  return fields;
}
