import { endQuietly, isPromise, letGo } from "./closing.ts";
import type { Join } from "./join.ts";
import type { Sink } from "./op.ts";
import type { Run } from "./run.ts";
import { discard, type Incoming, type Iteration, type Passed, type Source } from "./source.ts";
import type { Owner, Reach } from "./taking-back.ts";

/** The stage that takes what comes. */
export interface Taker {
  readonly run: Run;
  /** A promise is pending: nothing is asked before it has settled. */
  readonly busy: boolean;
  readonly over: boolean;
  /** It is known how the chunks join; called before the first one, and before the end. Gives where they go. */
  begin(join: Join): Sink;
  /** Takes many that came at once. */
  takeAll(chunks: readonly unknown[]): void;
  /** Nothing more comes. */
  runDry(): void;
  /** The same because of an error: at once, or of what was waited for. */
  breakOff(error: unknown): void;
  readonly broke: (error: unknown) => void;
  /** What it has asked for has to be waited for, an error in a synchronous run; and now it is there. */
  wait(): void;
  arrived(): void;
  /** What was waited for is there; what `work` throws is the failure of a step. */
  resume(work: () => void): void;
  /** A step has failed while it took something. */
  failed(error: unknown): void;
  wake(): void;
  /** Whether what it has made of the chunks can be taken back; takes it back; and goes on with a source that begins anew. */
  readonly reach: Reach;
  takeBack(error: object): void;
  restart(source: Source, error: object): void;
}

/** Asks the source of a stage, once at a time, and ends it. */
export class Intake implements Owner {
  private readonly stage: Taker;
  private readonly source: Incoming;
  /** Inside `next` of a synchronous iterator, which cannot be closed at that moment. */
  private stepping = false;
  /** Where chunks go. Undefined until it is known how they join. */
  private entry: Sink | undefined = undefined;
  private closed = false;

  constructor(stage: Taker, source: Incoming) {
    this.stage = stage;
    this.source = source;
  }

  open(): void {
    if (this.source.kind === "chunks") this.source.chunks.own?.(this);
    else this.entry = this.stage.begin(this.source.join);
  }

  ask(): void {
    if (this.source.kind === "chunks") this.askStream(this.source);
    else this.askIterator(this.source);
  }

  private askStream({ chunks }: Passed): void {
    if (!this.stage.run.options.sync && !chunks.poll(this.ready)) return this.stage.wait();
    let result: IteratorResult<unknown>;
    try {
      result = chunks.nextSync();
    } catch (error) {
      return this.recover(error);
    }
    // In a synchronous run, what was asked for may have been taken back.
    if (this.closed) return;
    this.entry ??= this.stage.begin(chunks.join);
    this.take(result);
  }

  /** The source may begin anew, where what has come of it can be taken back. */
  private recover(error: unknown): void {
    const { source, stage } = this;
    if (this.closed) return;
    const recovery = source.kind === "chunks" ? source.recovery : undefined;
    if (!recovery?.mayRecover(stage.reach)) return stage.breakOff(error);
    const again = recovery.recover(error);
    if (isPromise(again)) {
      this.await(again, (anew) => (this.closed ? discard(anew) : stage.resume(() => this.restart(anew, error))));
    } else this.restart(again, error);
  }

  /** What had come may have been handed out meanwhile, to somebody who cannot be told: then it stays, and so does the failure. */
  private restart(anew: Source, error: unknown): void {
    const { source, stage } = this;
    if (source.kind === "chunks" && source.recovery?.mayRecover(stage.reach))
      return stage.restart(anew, error as object);
    discard(anew);
    stage.breakOff(error);
  }

  get reach(): Reach {
    return this.stage.reach;
  }

  takeBack(error: object): void {
    this.entry = undefined;
    this.stage.takeBack(error);
  }

  private readonly ready = (): void => {
    if (this.closed || this.stage.over) return;
    this.stage.arrived();
    this.stage.wake();
  };

  private askIterator({ kind, iterator }: Iteration): void {
    let result: unknown;
    this.stepping = true;
    try {
      result = iterator.next();
    } catch (error) {
      if (!this.closed) this.stage.breakOff(error);
      return;
    } finally {
      this.stepping = false;
    }
    if (this.closed) {
      // It was closed from inside its own `next`, where it could not end.
      letGo(result);
      endQuietly(() => iterator.return?.());
    } else if (kind !== "sync" || isPromise(result)) {
      this.await(result, this.got);
    } else {
      this.take(result as IteratorResult<unknown>);
    }
  }

  /** Promise.resolve: a user's iterator may give a plain result, or a promise of another make. */
  private await<T>(pending: T, got: (result: Awaited<T>) => void): void {
    if (this.stage.run.options.sync) letGo(pending);
    this.stage.wait();
    Promise.resolve(pending).then(got, this.broke);
  }

  private readonly got = (result: unknown): void => {
    const { stage } = this;
    if (this.closed || stage.over) return;
    stage.arrived();
    try {
      this.take(result as IteratorResult<unknown>);
    } catch (error) {
      stage.failed(error);
    }
    stage.wake();
  };

  private readonly broke = (error: unknown): void => {
    const { source, stage } = this;
    if (this.closed) return;
    if (source.kind !== "chunks" && source.failsAsEnd?.(error)) stage.resume(() => stage.runDry());
    else stage.broke(error);
  };

  private take(result: IteratorResult<unknown>): void {
    if (result.done) this.end();
    else if (this.source.kind === "batches") this.stage.takeAll(result.value as readonly unknown[]);
    else this.entry!.push(result.value);
  }

  private end(): void {
    const completing = this.source.complete?.();
    if (isPromise(completing)) this.await(completing, this.completed);
    else this.stage.runDry();
  }

  private readonly completed = (): void => {
    if (!this.closed) this.stage.resume(() => this.stage.runDry());
  };

  /** Asks the source to end. One that is stuck in its `next` is left behind. */
  close(): unknown {
    this.closed = true;
    if (this.source.kind === "chunks") return this.source.chunks.close();
    if (this.stepping) return;
    const closing = this.source.iterator.return?.();
    if (!this.stage.busy) return closing;
    letGo(closing);
  }
}
