import type { ContentBlock, MessageContent } from "./content.ts";
import { BaseMessageChunk, ChunkJoin } from "./message-chunk.ts";
import { BaseMessage } from "./message.ts";
import type { MessageFields } from "./message.ts";
import { required } from "./required.ts";

export interface ChatMessageFields extends MessageFields {
  /** The provider's name of the role. */
  readonly role: string;
}

/** A message in a role that has no class of its own. */
export class ChatMessage extends BaseMessage {
  declare readonly role: string;

  constructor(fields: ChatMessageFields);
  constructor(content: string | readonly ContentBlock[], role: string);
  constructor(init: MessageContent | ChatMessageFields, role?: string) {
    super(init);
    this.role = required("chat", "role", role ?? (init as ChatMessageFields).role);
  }

  override get type(): "generic" {
    return "generic";
  }
}

/** A piece of a {@link ChatMessage}. */
export class ChatMessageChunk extends BaseMessageChunk {
  declare readonly role: string;

  constructor(fields: ChatMessageFields);
  constructor(content: string | readonly ContentBlock[], role: string);
  constructor(init: MessageContent | ChatMessageFields, role?: string) {
    super(init);
    this.role = required("chat", "role", role ?? (init as ChatMessageFields).role);
  }

  override get type(): "generic" {
    return "generic";
  }
  override toMessage(): ChatMessage {
    return new ChatMessage({ ...this.finishedFields(), role: this.role });
  }
  override startJoin(): ChunkJoin<ChatMessageChunk> {
    return new ChatMessageJoin(this);
  }
}

class ChatMessageJoin extends ChunkJoin<ChatMessageChunk> {
  constructor(first: ChatMessageChunk) {
    super(first, (fields) => new ChatMessageChunk({ ...fields, role: first.role }));
  }
  override add(next: ChatMessageChunk): void {
    super.add(next);
    this.same("role", this.first.role, next.role);
  }
}
