import type { Deadline } from "../../engine/clock.ts";

/** Blocks this thread until there is something, for at most so many milliseconds. False where there is nothing by then. */
export type Waiting = (ms: number) => boolean;

/** Has a wait done: it says for how long, and throws where that was too short. */
export type Block = (wait: Waiting) => void;

/** The same, which also throws when it has become that late. */
export function until({ at, error }: Deadline, block: Block): Block {
  return (wait) =>
    block((ms) => {
      const left = at - performance.now();
      if (left >= ms) return wait(ms);
      if (!wait(left)) throw error();
      return true;
    });
}

/** A wait for nothing but the time. */
export function sleep(time: number): Waiting {
  return (ms) => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    Atomics.wait(words, 0, 0, Math.max(0, Math.min(time, ms)));
    return time <= ms;
  };
}
