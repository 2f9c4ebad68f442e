import { isPromise } from "../engine/closing.ts";
import { Queue } from "../engine/queue.ts";
import { detached } from "./ambient.ts";

/** How many calls may wait of which there is one for each chunk. */
const LIMIT = 10_000;

/**
 * The calls to somebody who watches a run, one after the other. Each is made at once; only where the one before has given
 * a promise does it wait for that, since what is called so relies on it: an end is not to overtake its start. The run
 * itself waits for nothing, and whatever a call throws, rejects with or does, goes on as it would have: calls are made
 * outside of any step. Of one that never settles, the rest of this line is dropped with the run.
 */
export class CallLine {
  private busy = false;
  private readonly waiting = new Queue<() => unknown>();

  /** Makes a call that is not to be lost, of which there are a few. */
  call<A extends readonly unknown[]>(work: (...args: A) => unknown, ...args: A): void {
    if (this.busy) this.waiting.push(() => work(...args));
    else this.make(work, ...args);
  }

  /** Makes a call of which there may be any number: it is left out where too many wait. */
  callOften<A extends readonly unknown[]>(work: (...args: A) => unknown, ...args: A): void {
    if (this.waiting.length < LIMIT) this.call(work, ...args);
  }

  private make<A extends readonly unknown[]>(work: (...args: A) => unknown, ...args: A): void {
    try {
      const result = detached(work, ...args);
      if (!isPromise(result)) return;
      this.busy = true;
      Promise.resolve(result).then(this.goOn, this.goOn);
    } catch {
      // Nobody of the run is to hear of it.
    }
  }

  private readonly goOn = (): void => {
    this.busy = false;
    while (!this.busy && this.waiting.length > 0) this.make(this.waiting.shift()!);
  };
}
