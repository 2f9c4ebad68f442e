import { setTimeout } from "node:timers/promises";

const ITEMS = 200_000;
const READ = 10;

/** Very many chunks, in each of the three ways, with a count of those that were made. */
export class Source {
  made = 0;
  closed = false;
  #make;

  constructor(make) {
    this.#make = make;
  }

  *ready() {
    try {
      while (this.made < ITEMS) yield this.#next();
    } finally {
      this.closed = true;
    }
  }

  async *batches() {
    try {
      while (this.made < ITEMS) yield Array.from({ length: 16 }, () => this.#next());
    } finally {
      this.closed = true;
    }
  }

  async *awaited() {
    try {
      while (this.made < ITEMS) yield this.#next();
    } finally {
      this.closed = true;
    }
  }

  #next() {
    return this.#make(` tok${this.made++}`);
  }
}

/** Reads a few items, waits, and looks how many were made; then breaks, and looks whether that closed the source. */
export async function readSome(open, source) {
  let read = 0;
  let made;
  for await (const _ of await open()) {
    if (++read < READ) continue;
    await setTimeout(50);
    made = source.made;
    break;
  }
  return { made, open: source.closed ? 0 : 1 };
}
