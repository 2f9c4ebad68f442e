import { endWhenAbandoned, forget } from "../engine/abandoned.ts";
import { endQuietly } from "../engine/closing.ts";
import { Queue } from "../engine/queue.ts";
import { readOnce } from "../runs/read-once.ts";
import { Batch, type BatchReader } from "./batch.ts";
import type { BatchWork } from "./batch-work.ts";

/** The index of an input, and the output for it. */
export type Completed<Output> = [index: number, output: Output];
type Result<Output> = IteratorResult<Completed<Output>, undefined>;

interface Waiter {
  resolve(result: Result<unknown>): void;
  reject(error: unknown): void;
}

/**
 * The outputs of a batch, each with the index of its input, as they are complete. Nothing runs before the first is asked
 * for. Read it once, with `for await` or `next`; `break` ends the runs that are under way before the loop is left.
 */
export class BatchStream<out Output> implements AsyncIterableIterator<Completed<Output>, undefined> {
  readonly #completed: CompletedRuns;

  /** @internal */
  constructor(work: BatchWork) {
    this.#completed = new CompletedRuns(work);
    endWhenAbandoned(this, this.#completed);
  }

  [Symbol.asyncIterator](): this {
    readOnce(this.#completed, "batchAsCompleted()");
    return this;
  }

  next(): Promise<Result<Output>> {
    return this.#completed.next() as Promise<Result<Output>>;
  }

  /** Ends the runs that are under way. Settles when all in them has ended, but for a step that is stuck. */
  async return(): Promise<Result<Output>> {
    await this.#completed.leave();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<Result<Output>> {
    await this.#completed.leave();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#completed.leave();
  }
}

/** What is complete and not read yet, and who waits for more. Apart, so that nobody who can read it may be noticed. */
class CompletedRuns implements BatchReader {
  /** The reader has been told of the end, or has made it. */
  told = false;
  private readonly batch: Batch;
  private readonly unread = new Queue<Completed<unknown>>();
  private readonly waiting = new Queue<Waiter>();
  private failure: { readonly error: unknown } | undefined = undefined;
  private abandoned = false;

  constructor(work: BatchWork) {
    this.batch = new Batch(work, this);
  }

  next(): Promise<Result<unknown>> {
    if (this.unread.length > 0) return Promise.resolve({ value: this.read(), done: false });
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      if (this.failure || this.told || this.batch.complete) this.sayEnd();
      else this.batch.fill();
    });
  }

  take(at: number, output: unknown): void {
    this.unread.push([at, output]);
    if (this.waiting.length > 0) this.waiting.shift().resolve({ value: this.read(), done: false });
    if (this.batch.complete) this.sayEnd();
    else if (this.abandoned) this.abandon();
  }

  fail(error: unknown): void {
    this.failure = { error };
    this.sayEnd();
  }

  leave(): Promise<unknown> | undefined {
    this.told = true;
    this.unread.clear();
    this.sayEnd();
    return this.batch.close();
  }

  /** Nobody can ask any more: it ends, when who has asked already has been answered. */
  abandon(): void {
    this.abandoned = true;
    if (this.waiting.length === 0) endQuietly(() => this.leave());
  }

  private read(): Completed<unknown> {
    const completed = this.unread.shift();
    this.batch.free();
    return completed;
  }

  /** Nothing more will come: a failure is told once. */
  private sayEnd(): void {
    forget(this);
    while (this.waiting.length > 0) {
      const { resolve, reject } = this.waiting.shift();
      if (this.failure && !this.told) reject(this.failure.error);
      else resolve({ value: undefined, done: true });
      this.told = true;
    }
  }
}
