import type { Reader } from "../engine/reader.ts";
import { readOnce } from "./read-once.ts";

/**
 * The output of a synchronous run, chunk by chunk, for a plain `for` loop. Nothing runs before the first chunk is asked
 * for. Read it once; `break` ends the run.
 */
export class SyncStream<out Chunk> implements IterableIterator<Chunk, undefined> {
  readonly #reader: Reader;

  /** @internal */
  constructor(reader: Reader) {
    this.#reader = reader;
  }

  [Symbol.iterator](): this {
    readOnce(this.#reader, "streamSync()");
    return this;
  }

  next(): IteratorResult<Chunk, undefined> {
    return this.#reader.nextSync() as IteratorResult<Chunk, undefined>;
  }

  return(): IteratorResult<Chunk, undefined> {
    this.#reader.leave();
    return { value: undefined, done: true };
  }

  throw(error: unknown): IteratorResult<Chunk, undefined> {
    this.#reader.leave();
    throw error;
  }

  [Symbol.dispose](): void {
    this.#reader.leave();
  }
}
