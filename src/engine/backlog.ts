import type { Sink } from "./op.ts";

/** How many chunks are handed on at a time. One by one cost a third more CPU on the wire. */
const WINDOW = 16;

/** Chunks that came at once: a batch, or what a spreading step made of one chunk. They go on a window at a time. */
export class Backlog implements Sink {
  private items: unknown[] = [];
  private at = 0;

  get empty(): boolean {
    return this.at === this.items.length;
  }

  push(item: unknown): void {
    this.items.push(item);
  }

  /** Takes a whole batch, where nothing is left of what was before. */
  put(batch: readonly unknown[]): void {
    this.items = batch as unknown[];
    this.at = 0;
  }

  handOn(to: Sink): void {
    const { items } = this;
    const end = Math.min(this.at + WINDOW, items.length);
    while (this.at < end) to.push(items[this.at++]);
    if (this.empty) this.put([]);
  }

  /** Forgets what is left. */
  drop(): void {
    this.at = this.items.length;
  }
}
