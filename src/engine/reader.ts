import { forget } from "./abandoned.ts";
import { endQuietly, letGo } from "./closing.ts";
import type { Chunks } from "./context.ts";
import { text, type Gather, type Join, type KeepLimit } from "./join.ts";
import { LEFT, noLongerWanted, type Ending } from "./ending.ts";
import type { Cut } from "./program.ts";
import { Queue } from "./queue.ts";
import type { Feed, Run } from "./run.ts";
import type { Source } from "./source.ts";
import { Stage } from "./stage.ts";
import type { Host } from "./step-context.ts";
import type { Owner, Reach } from "./taking-back.ts";

interface Waiter<C> {
  resolve(result: IteratorResult<C, undefined>): void;
  reject(error: unknown): void;
  promise?: Promise<IteratorResult<C, undefined>> | undefined;
}

/**
 * A stage that is read chunk by chunk. It is its own buffer and its own iterator: a chunk that is ready costs the
 * promise of `next` and no more (2 promises a chunk with the consumer's own await, 6 where each chunk is awaited from
 * an async generator; nested generators cost 4 for every step).
 */
export class Reader<C = unknown> extends Stage<C> implements Feed {
  private readonly keep: KeepLimit | undefined;
  private readonly buffer = new Queue<C>();
  private readonly waiting = new Queue<Waiter<C>>();
  /** The consumer has been told of the end, or has made it. */
  told = false;
  private left = false;
  private reading = false;
  /** In milliseconds since 1970; 0 where it has not come to that. */
  startTime = 0;
  firstTime = 0;
  endTime = 0;
  /** A chunk has been handed out. */
  private given = false;
  private owner: Owner | undefined = undefined;
  /** Whoever has polled, and has to wait. */
  private polled: (() => void) | undefined = undefined;
  /** Somebody wants the joined output: the stage goes on by itself, and tells when it is over. */
  private drained: (() => void) | undefined = undefined;
  /** It was ended for want of room: what was wanted was the joined output, which is not kept whole. */
  private gaveUp = false;
  /** How often those were refused who had asked. */
  private refusals = 0;
  /** Called when it is over. */
  onOver: (() => void) | undefined = undefined;
  /** Chunks were let go before anybody read them. */
  lost = false;

  /** `keep` is how much is kept for the joined output; without it, nothing is. */
  constructor(run: Run, cut: Cut, input: Source, depth: number, keep?: KeepLimit, host?: Host) {
    super(run, cut, input, depth, host);
    this.keep = keep;
  }

  next(): Promise<IteratorResult<C, undefined>> {
    this.reading = true;
    if (this.waiting.length > 0) return this.later();
    while (this.buffer.length === 0) {
      if (this.over) return new Promise((resolve, reject) => this.settle({ resolve, reject }));
      if (this.busy || this.run.holds(this)) return this.later();
      this.pump();
    }
    return Promise.resolve(this.hand());
  }

  nextSync(): IteratorResult<C, undefined> {
    const { refusals } = this;
    while (this.buffer.length === 0) {
      if (this.over) return this.sayEndSync();
      this.pump();
      if (refusals !== this.refusals) throw noLongerWanted();
    }
    return this.hand();
  }

  private hand(): IteratorYieldResult<C> {
    this.given = true;
    return { value: this.buffer.shift(), done: false };
  }

  poll(ready: () => void): boolean {
    while (this.buffer.length === 0 && !this.over) {
      if (this.busy || this.run.holds(this)) {
        this.polled = ready;
        return false;
      }
      this.pump();
    }
    return true;
  }

  first(): Promise<void> {
    return new Promise<void>((resolve) => {
      if (this.poll(resolve)) resolve();
    }).then(() => this.firstSync());
  }

  firstSync(): void {
    while (this.buffer.length === 0 && !this.over) this.pump();
    if (this.buffer.length > 0 || !this.failure) return;
    this.told = true;
    throw this.failure.error;
  }

  /** The consumer does not want more: what is still buffered, and a failure that was not told yet, is dropped. */
  leave(): Promise<unknown> | undefined {
    this.left ||= !this.over;
    this.buffer.clear();
    this.told = true;
    while (this.waiting.length > 0) this.waiting.shift().resolve({ value: undefined, done: true });
    return this.release(this.over ? undefined : LEFT);
  }

  /** Nobody can ask any more: it ends, when who has asked already has been answered. */
  abandon(): void {
    const end = () => endQuietly(() => this.leave());
    if (!this.waiting.last?.promise?.then(end, end)) end();
  }

  /** Runs to the end without being asked chunk by chunk; what the consumer has not read by then stays buffered. */
  drain(drained: () => void): void {
    this.drained = drained;
    if (this.over) drained();
    else this.goOn();
  }

  /** Somebody has asked for something, or it never will run. */
  get begun(): boolean {
    return this.reading || this.drained !== undefined || this.over;
  }

  /** How it ended, "cut" by itself; undefined while it has not. */
  get outcome(): "done" | "failed" | "left" | "cut" | undefined {
    if (!this.over) return undefined;
    if (this.left) return this.gaveUp ? "cut" : "left";
    return this.failure ? "failed" : "done";
  }

  /** The joined output, as far as it was kept. Throws what a user's join throws. */
  get output(): unknown {
    try {
      return this.kept.value();
    } catch (error) {
      throw this.run.blame(error, this.suspect());
    }
  }

  /** What has been pushed so far, as far as it was kept. */
  get kept(): Gather {
    return this.gather ?? this.join.gather(this.keep);
  }

  push(chunk: C): void {
    this.buffer.push(chunk);
    if (this.keep !== undefined) this.keepChunk(chunk);
  }

  /** Keeps it for the joined output. */
  protected keepChunk(chunk: C): void {
    (this.gather ??= this.startGather()).add(chunk);
  }

  private startGather(): Gather {
    this.firstTime = Date.now();
    return this.join.gather(this.keep);
  }

  protected override open(): void {
    this.startTime ||= Date.now();
    super.open();
  }

  override abort(error: object): void {
    this.dropUnread();
    super.abort(error);
  }

  protected dropUnread(): void {
    this.buffer.clear();
  }

  /** How many chunks have come that nobody has asked for. */
  get unread(): number {
    return this.buffer.length;
  }

  /** Hands `item` to whoever waits for one, or else keeps it until somebody asks. */
  give(item: C): void {
    if (this.waiting.length > 0) this.waiting.shift().resolve({ value: item, done: false });
    else this.buffer.push(item);
  }

  override close(ending?: Ending): Promise<unknown> | undefined {
    const closing = super.close(ending);
    this.refuse();
    this.goOnPolled();
    return closing;
  }

  refuse(): void {
    this.refusals++;
    while (this.waiting.length > 0) {
      const waiter = this.waiting.shift();
      // A step that reads ahead may have left this behind as well.
      letGo(waiter.promise);
      waiter.reject(this.failure?.error ?? noLongerWanted());
    }
  }

  own(owner: Owner): void {
    this.owner ??= owner;
  }

  get reach(): Reach {
    if (!this.given) return "nobody";
    if (this.owner) return this.owner.reach;
    return this.host === undefined && this.run.options.onReset ? "told" : "out";
  }

  protected takeBackGiven(error: object): void {
    this.dropUnread();
    if (!this.given) return;
    this.given = false;
    if (this.owner) this.owner.takeBack(error);
    else letGo(this.run.options.onReset?.(error));
  }

  /** Tells whoever has polled, if there is now something for it. */
  private goOnPolled(): void {
    const ready = this.polled;
    this.polled = undefined;
    if (ready && this.poll(ready)) ready();
  }

  wake(): void {
    if (this.polled) return this.goOnPolled();
    while (this.waiting.length > 0) {
      if (this.buffer.length > 0) this.waiting.shift().resolve(this.hand());
      else if (this.over) this.settle(this.waiting.shift());
      else if (this.busy || this.run.holds(this)) return;
      else this.pump();
    }
    if (this.drained) this.goOn();
  }

  protected override release(ending?: Ending): Promise<unknown> | undefined {
    const first = !this.over;
    try {
      return super.release(ending);
    } finally {
      if (first) {
        this.endTime = Date.now();
        forget(this);
        this.host?.dropBranch(this as Chunks);
        this.drained?.();
        this.onOver?.();
      }
    }
  }

  private goOn(): void {
    while (!this.busy && !this.over && this.drained && !this.run.holds(this)) {
      if (this.gather?.cut || !this.hasRoom()) return this.giveUp();
      this.pump();
    }
  }

  /** Of text, what is buffered is less than what is kept; of other chunks, no more of them. */
  private hasRoom(): boolean {
    if (this.join === (text as Join) || this.buffer.length < this.keep!.chunks) return true;
    if (this.reading) return false;
    // Nobody has begun to read: what is wanted is the joined output.
    this.buffer.clear();
    return (this.lost = true);
  }

  /** The joined output will not be whole. A consumer that has begun to read goes on as before. */
  private giveUp(): void {
    const { drained } = this;
    this.drained = undefined;
    drained!();
    if (this.reading) return;
    this.gaveUp = true;
    endQuietly(() => this.leave());
  }

  private later(): Promise<IteratorResult<C, undefined>> {
    const promise = new Promise(this.hold);
    return (this.waiting.last!.promise = promise);
  }

  private readonly hold = (resolve: Waiter<C>["resolve"], reject: Waiter<C>["reject"]): void => {
    this.waiting.push({ resolve, reject, promise: undefined });
  };

  private settle(waiter: Waiter<C>): void {
    const failure = this.tell();
    if (failure) waiter.reject(failure.error);
    else waiter.resolve({ value: undefined, done: true });
  }

  private sayEndSync(): IteratorResult<C, undefined> {
    const failure = this.tell();
    if (failure) throw failure.error;
    return { value: undefined, done: true };
  }

  /** The end is told now: a failure once. */
  private tell(): typeof this.failure {
    const failure = this.told ? undefined : this.failure;
    this.told = true;
    return failure;
  }
}
