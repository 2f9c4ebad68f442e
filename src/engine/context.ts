import type { Clock, Limit, WaitLimits } from "./clock.ts";
import type { Join } from "./join.ts";
import type { Ending } from "./ending.ts";
import type { Program } from "./program.ts";
import type { Enclosing } from "./run.ts";
import type { Source } from "./source.ts";
import type { Step } from "./step.ts";
import type { Owner, Reach } from "./taking-back.ts";

/** What a step may ask of the run it is part of. */
export interface Context {
  readonly step: Step;
  /** This step of this run, for a run that is begun inside it. */
  readonly enclosing: Enclosing;
  /** The run's settings, for the layer above. The engine does not look at them. */
  readonly settings: unknown;
  /** True in a synchronous run. */
  readonly sync: boolean;
  /** Aborted when the work of this step is not wanted any more. Made when it is first read. */
  readonly signal: AbortSignal;
  /** Ends the reading: nothing more is asked of the source, and what is fused behind it ends as if the source had. */
  stop(): void;
  /**
   * Something is held back that is to go out before the run really waits: `flush` is called once, in a turn of the event
   * loop of its own, unless the run ends first. Never in a synchronous run, which does not wait.
   */
  whenIdle(flush: () => void): void;
  /** How far what this part of the run has made has got. */
  readonly reach: Reach;
  /** Limits how long is waited for what this part of the run makes; the time is counted by `clock`, which is told of progress. */
  limitWaits(limits: WaitLimits): void;
  readonly clock: Clock | undefined;
  /** Limits how long this part of the run may take in all, from now on. */
  limitTime(limit: Limit): void;
  /**
   * In a synchronous run: has this thread blocked, for no longer than all these limits leave it. `wait` is told how long that
   * is, in milliseconds, and says whether what it waits for is there. Throws the error of the limit that has run out.
   */
  block(wait: (ms: number) => boolean): void;
  /** Notes on `error` that it arose in this step, and returns it (wrapped, if it is not an object). */
  blame(error: unknown): object;
  /** Reads another program in the same run: a branch. */
  branch(program: Program, input: Source): Chunks;
}

/** A stream of chunks inside a run that is asked without a promise. */
export interface Pull {
  /** How the chunks join. Known once the first chunk, or the end, has been seen. */
  readonly join: Join;
  /** Goes on until there is a chunk, or the end, for `nextSync`. False where that has to be waited for: then calls `ready`, once. */
  poll(ready: () => void): boolean;
  /** The next chunk, or the end. In a synchronous run at any time, else when `poll` has said so. */
  nextSync(): IteratorResult<unknown, undefined>;
  /** Ends it and everything before it. Gives a promise where a `finally` has to be waited for. */
  close(ending?: Ending): Promise<unknown> | undefined;
  /** Says who is given its chunks, if nobody has said so. */
  own?(owner: Owner): void;
}

/** A stream of chunks inside a run. In a synchronous run only `nextSync` may be used. */
export interface Chunks extends Pull {
  next(): Promise<IteratorResult<unknown, undefined>>;
  /** Settles when there is a first chunk, which is still to be read, or the end. Rejects with a failure that comes before. */
  first(): Promise<void>;
  /** The same of a synchronous run: throws such a failure. */
  firstSync(): void;
}
