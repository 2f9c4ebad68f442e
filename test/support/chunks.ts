import type { Chunks } from "../../src/engine/context.ts";
import { list } from "../../src/engine/join.ts";

/** Chunks from an iterable, in both ways, that note how often they were asked and closed. */
export class CountedChunks implements Chunks {
  readonly join = list;
  asked = 0;
  closed = 0;
  private readonly iterator: Iterator<unknown>;

  constructor(chunks: Iterable<unknown>) {
    this.iterator = chunks[Symbol.iterator]();
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    return this.nextSync();
  }

  /** Each is at hand. */
  poll(): boolean {
    return true;
  }

  async first(): Promise<void> {}

  firstSync(): void {}

  nextSync(): IteratorResult<unknown, undefined> {
    this.asked++;
    return this.iterator.next() as IteratorResult<unknown, undefined>;
  }

  received(): undefined {}

  close(): undefined {
    this.closed++;
  }
}
