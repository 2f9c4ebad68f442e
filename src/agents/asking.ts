import type { Chunks } from "../engine/context.ts";
import type { Ending } from "../engine/ending.ts";
import type { Gather } from "../engine/join.ts";
import type { Owner } from "../engine/taking-back.ts";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import { messageJoin } from "../messages/gather.ts";
import type { Phase } from "./phase.ts";

/** Who is given what a model says. */
export interface Listener extends Owner {
  said(chunk: AIMessageChunk): void;
  answered(message: AIMessage): void;
}

/** The model answers: its chunks are given as they come, and its message at the end. */
export class Asking implements Phase {
  private readonly chunks: Chunks;
  private readonly listener: Listener;
  private gather: Gather = messageJoin.gather();

  constructor(chunks: Chunks, listener: Listener) {
    this.chunks = chunks;
    this.listener = listener;
    chunks.own?.({
      get reach() {
        return listener.reach;
      },
      takeBack: (error) => {
        this.gather = messageJoin.gather();
        listener.takeBack(error);
      },
    });
  }

  poll(ready: () => void): boolean {
    return this.chunks.poll(ready);
  }

  next(): void {
    const result = this.chunks.nextSync();
    if (result.done) return this.listener.answered(this.gather.value() as AIMessage);
    this.gather.add(result.value);
    this.listener.said(result.value as AIMessageChunk);
  }

  close(ending?: Ending): Promise<unknown> | undefined {
    return this.chunks.close(ending);
  }
}
