import { Merge, type Branch } from "../engine/merge.ts";
import { inOwnTurn } from "../engine/turn.ts";
import { RunletError } from "../errors/error.ts";
import { readOnce } from "./read-once.ts";

/** A chunk of one of several streams, with the name of the stream that it is of. */
export type Merged<S> = {
  [K in keyof S & string]: {
    readonly source: K;
    readonly chunk: S[K] extends AsyncIterable<infer C> ? C : never;
  };
}[keyof S & string];

/**
 * Reads several streams as one: what `stream`, `streamEvents`, `streamLog` and `streamMessage` give, or any async iterable,
 * each under a name. Each chunk comes with the name of its stream, so that ids that two of them share are not mistaken.
 *
 * The chunks come as they are made, those of one stream in its order; no stream is more than one chunk ahead of the reader.
 * Nothing is begun before the first chunk is asked for. `break` ends all streams; one that fails ends the others.
 *
 * @throws `config` for what is no object of async iterables; when it is read, what a stream throws
 * @example
 * for await (const { source, chunk } of merge({ joke: joke.stream(topic), poem: poem.stream(topic) }))
 *   show(source, chunk);
 */
export function merge<S extends { readonly [K in keyof S]: AsyncIterable<unknown> }>(
  streams: S,
): MergedStream<Merged<S>> {
  if (typeof streams !== "object" || streams === null || Array.isArray(streams) || Symbol.asyncIterator in streams)
    throw new RunletError("config", "merge() takes an object of streams, each under its name.");
  for (const [source, stream] of Object.entries<AsyncIterable<unknown>>(streams))
    if (typeof stream?.[Symbol.asyncIterator] !== "function")
      throw new RunletError("config", `merge() takes async iterables, and "${source}" is none.`);
  return new MergedStream(streams);
}

/** Several streams, read as one: see {@link merge}. Read it once. */
export class MergedStream<out C> implements AsyncIterableIterator<C, undefined> {
  readonly #merge: Merge;

  /** @internal */
  constructor(streams: object) {
    const entries = Object.entries(streams) as [string, AsyncIterable<unknown>][];
    this.#merge = new Merge(
      entries.map(([, stream]) => new Begun(stream)),
      (branch, chunk) => ({ source: entries[branch]![0], chunk }),
    );
  }

  [Symbol.asyncIterator](): this {
    readOnce({ told: this.#merge.over }, "merge()");
    return this;
  }

  next(): Promise<IteratorResult<C, undefined>> {
    return this.#merge.next() as Promise<IteratorResult<C, undefined>>;
  }

  /**
   * Ends all streams. Settles when each has ended, `finally` blocks included; one that is stuck in something of its own at
   * that moment is told to end, and left behind.
   */
  async return(): Promise<IteratorResult<C, undefined>> {
    await this.#merge.return();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<IteratorResult<C, undefined>> {
    await this.#merge.return();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#merge.return();
  }
}

/** A stream that is begun when it is first asked, and ended once. */
class Begun implements Branch {
  readonly #stream: AsyncIterable<unknown>;
  #iterator: AsyncIterator<unknown> | undefined;
  #asking = false;
  #over = false;

  constructor(stream: AsyncIterable<unknown>) {
    this.#stream = stream;
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    let over = true;
    this.#asking = true;
    try {
      const { done, value } = await this.#begin().next();
      over = done === true;
      return over ? { value: undefined, done: true } : { value, done: false };
    } finally {
      this.#asking = false;
      this.#over ||= over;
    }
  }

  close(): Promise<unknown> | undefined {
    if (this.#over) return undefined;
    this.#over = true;
    const closing = this.#begin().return?.();
    return this.#asking ? Promise.race([closing, this.#stuck()]) : closing;
  }

  #begin(): AsyncIterator<unknown> {
    return (this.#iterator ??= this.#stream[Symbol.asyncIterator]());
  }

  /** Settles if being told to end does not answer who has asked: who cannot hear it is not waited for. */
  #stuck(): Promise<void> {
    return new Promise((resolve) => inOwnTurn(() => this.#asking && resolve()));
  }
}
