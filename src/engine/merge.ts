import { closeAll, endQuietly, letGo, type Closeable } from "./closing.ts";
import type { Chunks } from "./context.ts";

/** Makes of a branch's chunk what is given to the reader. */
export type Wrap = (branch: number, chunk: unknown) => unknown;

/** What is read beside others. */
export interface Branch extends Closeable {
  next(): Promise<IteratorResult<unknown, undefined>>;
}

/**
 * Reads branches at once and gives their chunks as they come. A branch is asked for its next chunk only when its last
 * one has been taken and the reader asks: none runs more than one chunk ahead. At most `slots` are under way at a time.
 * A branch that fails ends the others.
 */
export class Merge implements AsyncIterator<unknown, undefined> {
  private readonly branches: readonly Branch[];
  private readonly wrap: Wrap;
  private readonly slots: number;
  /** Branches that may be asked, those that have a chunk waiting, and how many are asked right now. */
  private readonly idle: number[] = [];
  private readonly ready: { readonly branch: number; readonly chunk: unknown }[] = [];
  private asked = 0;
  /** The next branch to start. */
  private unstarted = 0;
  private failure: { readonly error: unknown } | undefined = undefined;
  /** Nothing more is given: the end or a failure has been told, or the reader has left. */
  over = false;
  /** Those who have asked and have no answer yet. */
  private readonly waiting: {
    resolve(result: IteratorResult<unknown, undefined>): void;
    reject(error: unknown): void;
  }[] = [];

  constructor(branches: readonly Branch[], wrap: Wrap, slots = Infinity) {
    this.branches = branches;
    this.wrap = wrap;
    this.slots = slots;
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.serve();
    });
  }

  async return(): Promise<IteratorResult<unknown, undefined>> {
    this.over = true;
    this.ready.length = 0;
    this.serve();
    await this.close();
    return { value: undefined, done: true };
  }

  /** Answers whoever has asked, as far as there is an answer. */
  private serve(): void {
    while (this.waiting.length > 0) {
      this.ask();
      // A branch that is asked may have the reader leave at once.
      if (this.waiting.length === 0) return;
      const next = this.ready.shift();
      if (next) {
        this.idle.push(next.branch);
        this.waiting.shift()!.resolve({ value: this.wrap(next.branch, next.chunk), done: false });
      } else if (this.failure && !this.over) {
        this.over = true;
        this.waiting.shift()!.reject(this.failure.error);
      } else if (this.over || this.asked === 0) {
        this.over = true;
        this.waiting.shift()!.resolve({ value: undefined, done: true });
      } else return;
    }
  }

  private ask(): void {
    if (this.failure || this.over) return;
    for (const branch of this.idle.splice(0)) this.askOne(branch);
    while (this.unstarted < this.branches.length && this.asked + this.ready.length < this.slots) {
      this.askOne(this.unstarted++);
    }
  }

  private askOne(branch: number): void {
    this.asked++;
    this.branches[branch]!.next().then(
      (result) => {
        this.asked--;
        if (!result.done && !this.over) this.ready.push({ branch, chunk: result.value });
        this.serve();
      },
      (error: unknown) => {
        this.asked--;
        this.failure ??= { error };
        letGo(this.close());
        this.serve();
      },
    );
  }

  private async close(): Promise<unknown> {
    return closeAll(this.branches.map((branch) => () => branch.close()));
  }
}

/**
 * The same where nothing waits: each branch in turn. `held` tells how many chunks the first branch should give before
 * another gives one.
 */
export function* mergeSync(branches: readonly Chunks[], wrap: Wrap, held: () => number): Generator<unknown, undefined> {
  const left = new Map(branches.entries());
  const close = () => closeAll(branches.map((branch) => () => branch.close()));
  let leaving = true;
  try {
    while (left.size > 0) {
      for (const [branch, chunks] of left) {
        const result = chunks.nextSync();
        const behind = branch === 0 ? 0 : held();
        for (let given = 0; given < behind; given++) {
          const first = branches[0]!.nextSync();
          if (first.done) break;
          yield wrap(0, first.value);
        }
        if (result.done) left.delete(branch);
        else yield wrap(branch, result.value);
      }
    }
  } catch (error) {
    leaving = false;
    endQuietly(close);
    throw error;
  } finally {
    if (leaving) close();
  }
}
