import { BaseMessageChunk, ChunkJoin } from "./message-chunk.ts";
import { BaseMessage } from "./message.ts";
import type { MessageFields } from "./message.ts";

/** Instructions for the model, from the program. */
export class SystemMessage extends BaseMessage {
  override get type(): "system" {
    return "system";
  }
}

/** A piece of a {@link SystemMessage}. */
export class SystemMessageChunk extends BaseMessageChunk {
  override get type(): "system" {
    return "system";
  }
  override toMessage(): SystemMessage {
    return new SystemMessage(this.finishedFields());
  }
  override startJoin(): ChunkJoin<SystemMessageChunk> {
    return new ChunkJoin<SystemMessageChunk>(this, makeChunk);
  }
}

function makeChunk(fields: MessageFields): SystemMessageChunk {
  return new SystemMessageChunk(fields);
}
