import { closeAll, endQuietly, letGo } from "./closing.ts";
import type { Chunks } from "./context.ts";

/** Makes of a branch's chunk what is given to the reader. */
export type Wrap = (branch: number, chunk: unknown) => unknown;

/**
 * Reads branches at once and gives their chunks as they come. A branch is asked for its next chunk only when its last
 * one has been taken and the reader asks: none runs more than one chunk ahead. At most `slots` are under way at a time.
 * A branch that fails ends the others.
 */
export class Merge implements AsyncIterator<unknown, undefined> {
  private readonly branches: readonly Chunks[];
  private readonly wrap: Wrap;
  private readonly slots: number;
  /** Branches that may be asked, those that have a chunk waiting, and how many are asked right now. */
  private readonly idle: number[] = [];
  private readonly ready: { readonly branch: number; readonly chunk: unknown }[] = [];
  private asked = 0;
  /** The next branch to start. */
  private unstarted = 0;
  private failure: { readonly error: unknown } | undefined = undefined;
  private wake: (() => void) | undefined = undefined;

  constructor(branches: readonly Chunks[], wrap: Wrap, slots = Infinity) {
    this.branches = branches;
    this.wrap = wrap;
    this.slots = slots;
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    while (true) {
      this.ask();
      const next = this.ready.shift();
      if (next) {
        this.idle.push(next.branch);
        return { value: this.wrap(next.branch, next.chunk), done: false };
      }
      if (this.failure) throw this.failure.error;
      if (this.asked === 0) return { value: undefined, done: true };
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  async return(): Promise<IteratorResult<unknown, undefined>> {
    await closeAll(this.branches.map((branch) => () => branch.close()));
    return { value: undefined, done: true };
  }

  private ask(): void {
    if (this.failure) return;
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
        if (!result.done) this.ready.push({ branch, chunk: result.value });
        this.wake?.();
      },
      (error: unknown) => {
        this.asked--;
        this.failure ??= { error };
        letGo(this.return());
        this.wake?.();
      },
    );
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
