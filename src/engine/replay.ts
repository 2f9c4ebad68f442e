import type { Chunks, Pull } from "./context.ts";
import type { Join, KeepLimit } from "./join.ts";
import type { Source, Upstream } from "./source.ts";

/**
 * The input of a step, for several that read it: each from its beginning, one after the other or at once. What has been
 * read is kept until nobody will ask for it any more, or until it is more than the limit: then it cannot be begun again.
 */
export class Replay {
  private readonly input: Upstream;
  private readonly room: { text: number; chunks: number };
  private readonly readers = new Set<Replayed>();
  /** What is kept, and how many came before that. */
  private kept: unknown[] = [];
  private dropped = 0;
  private keeping = true;
  private gone: (() => boolean) | undefined = undefined;
  private failure: { readonly error: unknown } | undefined = undefined;
  private readonly waiting = new Set<() => void>();

  constructor(input: Upstream, limit: KeepLimit = { text: Infinity, chunks: Infinity }) {
    this.input = input;
    this.room = { ...limit };
  }

  /** Whether it can be read from its beginning once more. It cannot where it has failed itself: who read it is not to blame. */
  get repeats(): boolean {
    return this.input.value !== undefined || (this.keeping && !this.failure);
  }

  /** The input, for one more reader. */
  again(): Source {
    const { value } = this.input;
    if (value) return { kind: "value", value: value.value };
    const reader = new Replayed(this, this.input.chunks());
    this.readers.add(reader);
    return { kind: "chunks", chunks: reader };
  }

  /** Nobody will ask for it again, from now on or once `gone` says so: those who read it then are the last. */
  forget(gone?: () => boolean): void {
    if (gone) this.gone = gone;
    else this.keeping = false;
  }

  // For its readers

  has(at: number): boolean {
    return at < this.dropped + this.kept.length || this.failure !== undefined;
  }

  /** Polls the input for a reader: several may wait for it at once. */
  poll(chunks: Pull, ready: () => void): boolean {
    if (chunks.poll(this.wake)) return true;
    this.waiting.add(ready);
    return false;
  }

  read(chunks: Pull, at: number): IteratorResult<unknown, undefined> {
    if (at < this.dropped + this.kept.length) return { value: this.kept[at - this.dropped], done: false };
    if (this.failure) throw this.failure.error;
    let result: IteratorResult<unknown, undefined>;
    try {
      result = chunks.nextSync();
    } catch (error) {
      this.failure = { error };
      throw error;
    }
    if (!result.done) this.keep(result.value);
    return result;
  }

  private keep(chunk: unknown): void {
    if (this.gone?.()) this.keeping = false;
    if (!this.keeping && this.readers.size === 1) {
      this.dropped += this.kept.length + 1;
      this.kept = [];
      return;
    }
    this.kept.push(chunk);
    if (typeof chunk === "string") this.room.text -= chunk.length;
    else this.room.chunks--;
    if (this.room.chunks < 0 || this.room.text < 0) this.keeping = false;
  }

  leave(reader: Replayed, chunks: Chunks): Promise<unknown> | undefined {
    this.readers.delete(reader);
    return this.keeping || this.readers.size > 0 ? undefined : chunks.close();
  }

  private readonly wake = (): void => {
    const waiting = Array.from(this.waiting);
    this.waiting.clear();
    for (const ready of waiting) ready();
  };
}

/** The input as one of its readers sees it. */
class Replayed implements Pull {
  private readonly replay: Replay;
  private readonly chunks: Chunks;
  private at = 0;

  constructor(replay: Replay, chunks: Chunks) {
    this.replay = replay;
    this.chunks = chunks;
  }

  get join(): Join {
    return this.chunks.join;
  }

  poll(ready: () => void): boolean {
    return this.replay.has(this.at) || this.replay.poll(this.chunks, ready);
  }

  nextSync(): IteratorResult<unknown, undefined> {
    const result = this.replay.read(this.chunks, this.at);
    if (!result.done) this.at++;
    return result;
  }

  close(): Promise<unknown> | undefined {
    return this.replay.leave(this, this.chunks);
  }
}
