import { isPromise, letGo } from "../engine/closing.ts";
import type { Context, Pull } from "../engine/context.ts";
import type { Ending } from "../engine/ending.ts";
import type { Join } from "../engine/join.ts";
import { Queue } from "../engine/queue.ts";
import { asyncStep } from "../engine/run.ts";
import type { Owner, Reach } from "../engine/taking-back.ts";
import { withPartial } from "./with-partial.ts";
import { AtOnce, Waiting, type Phase } from "./phase.ts";

/** A stream of chunks that is made phase by phase. It makes no promise, and goes no further than it is asked to. */
export abstract class Phased<C> implements Pull, Owner {
  abstract readonly join: Join;
  protected readonly context: Context;
  private phase: Phase;
  private readonly out = new Queue<C>();
  /** There was something to read. */
  private begun = false;
  private over = false;
  private failure: { readonly error: unknown } | undefined = undefined;
  private polled: (() => void) | undefined = undefined;
  private owner: Owner | undefined = undefined;

  constructor(context: Context) {
    this.context = context;
    this.phase = new AtOnce(() => this.start());
  }

  /** The first phase. */
  protected abstract start(): void;
  /** Gives once more what is not made again. */
  protected abstract giveAgain(): void;

  // Read as a stream

  poll(ready: () => void): boolean {
    try {
      while (this.out.length === 0 && !this.over) {
        if (!this.phase.poll(this.wake)) {
          this.polled = ready;
          return false;
        }
        this.phase.next();
      }
    } catch (error) {
      this.fail(error);
    }
    return true;
  }

  nextSync(): IteratorResult<unknown, undefined> {
    try {
      while (this.out.length === 0 && !this.over) this.phase.next();
    } catch (error) {
      this.fail(error);
    }
    if (this.out.length > 0) return { value: this.out.shift(), done: false };
    if (this.failure) throw this.failure.error;
    return { value: undefined, done: true };
  }

  close(ending?: Ending): Promise<unknown> | undefined {
    this.over = true;
    return this.phase.close(ending);
  }

  private readonly wake = (): void => {
    const ready = this.polled;
    this.polled = undefined;
    if (ready && this.poll(ready)) ready();
  };

  private fail(error: unknown): void {
    this.failure = { error: this.begun ? error : withPartial(this.context.blame(error), this.join) };
    this.over = true;
  }

  // What begins anew is taken back

  own(owner: Owner): void {
    this.owner ??= owner;
  }

  get reach(): Reach {
    return this.owner?.reach ?? "out";
  }

  /** All that was given is forgotten out there. */
  takeBack(error: object): void {
    this.out.clear();
    this.owner?.takeBack(error);
    this.giveAgain();
  }

  // For the phases

  protected give(chunk: C): void {
    this.begun = true;
    this.out.push(chunk);
  }

  protected enter(phase: Phase): void {
    this.phase = phase;
  }

  /** Goes on with `work`, when what was given has been read. */
  protected goTo(work: () => void): void {
    this.enter(new AtOnce(work));
  }

  /** Goes on with what a function of the user's has given, now or later. */
  protected after<T>(value: T | PromiseLike<T>, work: (value: T) => void): void {
    if (!isPromise(value)) return work(value as T);
    if (!this.context.sync) return this.enter(new Waiting(value, work));
    letGo(value);
    throw asyncStep(this.context.step);
  }

  protected end(chunk: C): void {
    this.out.push(chunk);
    this.over = true;
  }
}
