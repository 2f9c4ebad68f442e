import { BaseMessageChunk, ChunkJoin } from "./message-chunk.ts";
import { BaseMessage } from "./message.ts";
import type { MessageFields } from "./message.ts";

/** What a person says. */
export class HumanMessage extends BaseMessage {
  override get type(): "human" {
    return "human";
  }
}

/** A piece of a {@link HumanMessage}. */
export class HumanMessageChunk extends BaseMessageChunk {
  override get type(): "human" {
    return "human";
  }
  override toMessage(): HumanMessage {
    return new HumanMessage(this.finishedFields());
  }
  override startJoin(): ChunkJoin<HumanMessageChunk> {
    return new ChunkJoin<HumanMessageChunk>(this, makeChunk);
  }
}

function makeChunk(fields: MessageFields): HumanMessageChunk {
  return new HumanMessageChunk(fields);
}
