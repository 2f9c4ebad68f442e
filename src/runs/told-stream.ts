import { endWhenAbandoned } from "../engine/abandoned.ts";
import type { ToldReader } from "../engine/told-reader.ts";
import { readOnce } from "./read-once.ts";

/** What is told of a run, item by item, to one reader, whose reading drives the run. */
export abstract class ToldStream<T> implements AsyncIterableIterator<T, undefined> {
  /** What has to be called for another one. */
  protected abstract readonly call: string;
  readonly #reader: ToldReader<T>;

  /** @internal */
  constructor(reader: ToldReader<T>) {
    this.#reader = reader;
    endWhenAbandoned(this, reader);
  }

  [Symbol.asyncIterator](): this {
    readOnce(this.#reader, this.call);
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return this.#reader.next();
  }

  /** Ends the run, as leaving the loop does. */
  async return(): Promise<IteratorResult<T, undefined>> {
    await this.#reader.leave();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    await this.#reader.leave();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.leave();
  }
}
