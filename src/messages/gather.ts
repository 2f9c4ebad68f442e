import type { Gather, Join, KeepLimit } from "../engine/join.ts";
import { AIMessage, type AIMessageChunk } from "./ai.ts";
import type { ChunkJoin } from "./message-chunk.ts";

/**
 * Joins a model's chunks while they come: none of them is kept, so that a long answer costs the memory of its message, and
 * the garbage collector finds most chunks dead.
 */
class MessageGather implements Gather<AIMessageChunk, AIMessage> {
  cut = false;
  private readonly limit: number;
  private count = 0;
  /** The chunk that the join begins with: the first, or what had come when somebody asked. */
  private first: AIMessageChunk | undefined = undefined;
  private join: ChunkJoin<AIMessageChunk> | undefined = undefined;

  constructor(limit: number) {
    this.limit = limit;
  }

  add(chunk: AIMessageChunk): void {
    if (++this.count > this.limit) this.cut = true;
    if (this.cut) return;
    if (this.first === undefined) this.first = chunk;
    else (this.join ??= this.first.startJoin()).add(chunk);
  }

  value(): AIMessage {
    if (this.join) this.first = this.join.value();
    this.join = undefined;
    return this.first === undefined ? new AIMessage("") : this.first.toMessage();
  }

  get empty(): boolean {
    return this.count === 0;
  }
}

/** How the chunks of a chat model join: into the one message that they are. */
export const messageJoin: Join = {
  gather: (limit?: KeepLimit) => new MessageGather(limit?.chunks ?? Infinity) as Gather,
};
