import type { ObservedRun } from "./observed-run.ts";

/**
 * Somebody who watches runs. It is told of each run in the order of what happens: of one that is inside another after
 * that one has started, and before it ends; of a chunk before what is made of it. What it does must not throw.
 */
export interface Observer {
  /**
   * A run has started. Gives who is to be told of it from now on: nobody, if it is not wanted. What may come back to the
   * run, and end it say, waits for the listener's own `start`.
   */
  start(run: ObservedRun): RunListener | undefined;
  /** `dispatchCustomEvent` was called inside `run`. */
  custom(run: ObservedRun, name: string, data: unknown): void;
}

/** Is told what becomes of one run: any number of chunks, and then one of `end`, `error` and `cancel`, once. */
export interface RunListener {
  /** First of all, and at once: from now on it is told of the rest. */
  start?(): void;
  chunk(chunk: unknown): void;
  /** What it was told of chunks is taken back, because of this error: they begin anew. */
  reset?(error: object): void;
  end(): void;
  error(error: object): void;
  cancel(reason: unknown): void;
}

/** Where an observer hands on what it makes of what it is told. */
export interface Target<T> {
  /** One of a few for each run, which is not to be lost. */
  offer(item: T): void;
  /** One of as many as there are chunks. */
  offerMany(item: T): void;
}
