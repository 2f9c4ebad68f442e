import { letGo } from "./closing.ts";
import type { Chunks } from "./context.ts";
import { noLongerWanted } from "./ending.ts";
import type { Join } from "./join.ts";

/**
 * The input of a step for one run of it. Where the step is run anew, with its input from the beginning, the old run gets nothing
 * more of it: an error, since it must not take this for the end.
 */
export class Lease implements Chunks {
  private readonly chunks: Chunks;
  private over = false;

  constructor(chunks: Chunks) {
    this.chunks = chunks;
  }

  get join(): Join {
    return this.chunks.join;
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    return this.over ? refused() : this.chunks.next();
  }

  nextSync(): IteratorResult<unknown, undefined> {
    if (this.over) throw noLongerWanted();
    return this.chunks.nextSync();
  }

  poll(ready: () => void): boolean {
    return this.over || this.chunks.poll(ready);
  }

  first(): Promise<void> {
    return this.over ? refused() : this.chunks.first();
  }

  firstSync(): void {
    if (this.over) throw noLongerWanted();
    this.chunks.firstSync();
  }

  close(): Promise<unknown> | undefined {
    return this.over ? undefined : this.chunks.close();
  }

  end(): void {
    this.over = true;
  }
}

/** Whoever has asked may be left behind as well. */
function refused(): Promise<never> {
  const refusal = Promise.reject<never>(noLongerWanted());
  letGo(refusal);
  return refusal;
}
