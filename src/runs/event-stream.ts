import type { ToldReader } from "../engine/told-reader.ts";
import type { CustomEvents, StreamEvent } from "./events.ts";
import { readOnce } from "./read-once.ts";

/**
 * What happens in a run, event by event: of every step its start, its chunks and its end, in the order of what causes
 * what. Nothing runs before an event is asked for, and no more than has to for the events that are read. Read it once;
 * `break` ends the run, and every request in it, before the loop is left.
 *
 * Where the run fails, each step that was under way has its error event, the innermost first; then the iteration throws
 * what the run throws.
 */
export class EventStream<C extends CustomEvents = CustomEvents> implements AsyncIterableIterator<
  StreamEvent<C>,
  undefined
> {
  readonly #reader: ToldReader<StreamEvent>;

  /** @internal */
  constructor(reader: ToldReader<StreamEvent>) {
    this.#reader = reader;
  }

  [Symbol.asyncIterator](): this {
    readOnce(this.#reader, "streamEvents()");
    return this;
  }

  next(): Promise<IteratorResult<StreamEvent<C>, undefined>> {
    return this.#reader.next() as Promise<IteratorResult<StreamEvent<C>, undefined>>;
  }

  /** Ends the run, as leaving the loop does. */
  async return(): Promise<IteratorResult<StreamEvent<C>, undefined>> {
    await this.#reader.leave();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<IteratorResult<StreamEvent<C>, undefined>> {
    await this.#reader.leave();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.leave();
  }
}
