import type { Ending } from "../engine/ending.ts";

/** What an agent is at: it is asked as a stream is, and gives what it has to the loop that it is a phase of. */
export interface Phase {
  /** Whether it can go on; false where that has to be waited for: then it calls `ready`, once. */
  poll(ready: () => void): boolean;
  /** Goes on by one move. What it throws is what the agent fails with. */
  next(): void;
  close(ending?: Ending): Promise<unknown> | undefined;
}

/** What is at hand. */
export class AtOnce implements Phase {
  readonly next: () => void;

  constructor(next: () => void) {
    this.next = next;
  }

  poll(): boolean {
    return true;
  }

  close(): undefined {}
}

/** What a function of the user's has promised. */
export class Waiting implements Phase {
  private readonly work: (value: unknown) => void;
  private settled: (() => unknown) | undefined = undefined;
  private ready: (() => void) | undefined = undefined;

  constructor(promise: PromiseLike<unknown>, work: (value: never) => void) {
    this.work = work as (value: unknown) => void;
    // Promise.resolve: a user's own `then` may call back at once, or twice.
    Promise.resolve(promise).then(
      (value) => this.settle(() => value),
      (error: unknown) =>
        this.settle(() => {
          throw error;
        }),
    );
  }

  poll(ready: () => void): boolean {
    if (this.settled) return true;
    this.ready = ready;
    return false;
  }

  next(): void {
    this.work(this.settled!());
  }

  close(): undefined {
    this.ready = undefined;
  }

  private settle(settled: () => unknown): void {
    this.settled = settled;
    this.ready?.();
  }
}
