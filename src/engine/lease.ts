import type { Chunks } from "./context.ts";
import type { Join } from "./join.ts";

const END: IteratorResult<never, undefined> = { value: undefined, done: true };

/** The input of a step for one run of it: where the step is run anew, with its input from the beginning, it ends for the old run alone. */
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
    return this.over ? Promise.resolve(END) : this.chunks.next();
  }

  nextSync(): IteratorResult<unknown, undefined> {
    return this.over ? END : this.chunks.nextSync();
  }

  poll(ready: () => void): boolean {
    return this.over || this.chunks.poll(ready);
  }

  first(): Promise<void> {
    return this.over ? Promise.resolve() : this.chunks.first();
  }

  firstSync(): void {
    if (!this.over) this.chunks.firstSync();
  }

  close(): Promise<unknown> | undefined {
    return this.over ? undefined : this.chunks.close();
  }

  end(): void {
    this.over = true;
  }
}
