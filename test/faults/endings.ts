import { oneOf } from "../support/json-texts.ts";

/** How a run is ended, if by anybody, once `at` items are read or after so many milliseconds. */
export type Ending =
  | { readonly how: "to the end" }
  | { readonly how: "break" | "throw in the loop" | "return" | "throw" | "abort"; readonly at: number }
  | { readonly how: "abort after" | "AbortSignal.timeout" | "timeout"; readonly ms: number };

const BY_TIME = ["abort after", "AbortSignal.timeout", "timeout"] as const;
const BY_ITEM = ["break", "throw in the loop", "return", "throw", "abort"] as const;

/** `itself`: whether the run has an end of its own. `items`: whether it is read item by item. */
export function anyEnding(next: () => number, itself: boolean, items: boolean): Ending {
  const kind = next();
  if (itself && kind < 0.4) return { how: "to the end" };
  const some = next() * next();
  if (itself && items && kind < 0.8) return { how: oneOf(BY_ITEM, next), at: Math.floor(some * 80) };
  return { how: oneOf(BY_TIME, next), ms: Math.floor(some * 200) };
}

/** What the consumer throws, and what the signals abort with. */
export const THROWN = new Error("the consumer's own");
export const BECAUSE = new Error("the caller's reason");

/** Who ends a run. */
export class Ender {
  readonly signal: AbortSignal;
  /** The consumer has left it: what the run itself comes to is not told. */
  left = false;
  private readonly ending: Ending;
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(ending: Ending) {
    this.ending = ending;
    this.signal = ending.how === "AbortSignal.timeout" ? AbortSignal.timeout(ending.ms) : this.controller.signal;
    if (ending.how === "abort after") this.timer = setTimeout(() => this.abort(), ending.ms);
  }

  /** Reads a stream as far as it is to be read. */
  async read<T>(stream: AsyncIterableIterator<T, undefined>, take: (item: T) => void): Promise<void> {
    const { how, at } = { at: 0, ...this.ending };
    let read = 0;
    if (how === "return" || how === "throw") {
      while (read++ < at) {
        const { done, value } = await stream.next();
        if (done) return;
        take(value as T);
      }
      this.left = true;
      // In the middle of a pull.
      const asked = stream.next();
      const leaving = how === "return" ? stream.return!() : stream.throw!(THROWN);
      await Promise.all([leaving, asked]);
      return;
    }
    for await (const item of stream) {
      take(item);
      if (read++ !== at) continue;
      if (how === "abort") this.abort();
      if (how !== "break" && how !== "throw in the loop") continue;
      this.left = true;
      if (how === "break") break;
      throw THROWN;
    }
  }

  done(): void {
    clearTimeout(this.timer);
  }

  private abort(): void {
    this.controller.abort(BECAUSE);
  }
}
