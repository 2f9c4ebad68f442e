import type { Block } from "./block.ts";
import { RING_AT, RING_BYTES, WORD } from "./layout.ts";

/** Who fills the ring. */
export interface Filler {
  /** There is room again. */
  room(): void;
  /** Asks it to say that it is still there, as a change. */
  alive(): void;
  /** It is not there any more. Throws. */
  gone(): never;
}

/** How long nothing may come before it is asked whether the other thread is still there, and then, before it is not, in milliseconds. */
const PATIENCE_MS = 10_000;

/** The reader's end of the memory that two threads share. */
export class Pipe {
  readonly shared = new SharedArrayBuffer(RING_AT + RING_BYTES);
  private readonly words = new Int32Array(this.shared, 0, RING_AT / 4);
  private readonly ring = new Uint8Array(this.shared, RING_AT);
  private readonly filler: Filler;
  patience = PATIENCE_MS;

  constructor(filler: Filler) {
    this.filler = filler;
  }

  /** What there is of a section, all at once; where there is nothing, blocks for it. Undefined at its end. */
  read(section: number, block: Block): Uint8Array<ArrayBuffer> | undefined {
    for (;;) {
      const seen = Atomics.load(this.words, WORD.changed);
      const written = Atomics.load(this.words, WORD.written);
      // Looked at after what is written: where that is of a later section, this one is known to be complete.
      const complete = Atomics.load(this.words, WORD.sections) > section;
      const end = complete ? Atomics.load(this.words, WORD.ends + section) : written;
      const at = Atomics.load(this.words, WORD.read);
      if (end !== at) return this.take(at, (end - at) | 0);
      if (complete) return undefined;
      block((ms) => this.changes(seen, ms));
    }
  }

  private take(at: number, length: number): Uint8Array<ArrayBuffer> {
    const from = at & (RING_BYTES - 1);
    const bytes = new Uint8Array(length);
    const first = this.ring.subarray(from, from + length);
    bytes.set(first);
    if (first.length < length) bytes.set(this.ring.subarray(0, length - first.length), first.length);
    Atomics.store(this.words, WORD.read, (at + length) | 0);
    if (Atomics.exchange(this.words, WORD.full, 0) === 1) this.filler.room();
    return bytes;
  }

  private changes(seen: number, ms: number): boolean {
    if (ms <= this.patience) return this.sleeps(seen, ms);
    if (this.sleeps(seen, this.patience)) return true;
    this.filler.alive();
    if (!this.sleeps(seen, this.patience)) this.filler.gone();
    return true;
  }

  private sleeps(seen: number, ms: number): boolean {
    return Atomics.wait(this.words, WORD.changed, seen, Math.max(0, ms)) !== "timed-out";
  }
}
