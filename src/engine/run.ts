import { isRunletError, RunletError } from "../errors/error.ts";
import { note, noteOf, notesSoFar } from "../errors/info.ts";
import type { Deadline, Limit } from "./clock.ts";
import { Clocks } from "./clocks.ts";
import type { Chunks } from "./context.ts";
import type { Gather } from "./join.ts";
import type { Ending } from "./ending.ts";
import type { Cut, Program } from "./program.ts";
import { follow } from "./signals.ts";
import type { Source } from "./source.ts";
import type { Host } from "./step-context.ts";
import { isInside, pathOf, type Step } from "./step.ts";
import type { Owner } from "./taking-back.ts";

/** What can be ended from outside. */
export interface Abortable {
  abort(error: object): void;
  limits(): Clocks;
}

/** A part of a program that is being joined to its value, for a step that needs it. */
export interface Collecting {
  /** Goes as far as it can without waiting. True at the end: then there is a value, or a failure. */
  advance(): boolean;
  value(): unknown;
  readonly failure: { readonly error: object } | undefined;
  /** Called when `advance` gave false and the end has come since. */
  onEnd: (() => void) | undefined;
  close(ending?: Ending): Promise<unknown> | undefined;
  /** What had come so far, where it is kept. */
  received(): Gather | undefined;
}

/** A stream that feeds a step, or a branch of it. */
export interface Feed extends Chunks {
  /** What had come so far, where it is kept. */
  received(): Gather | undefined;
  own(owner: Owner): void;
  /** Whoever has asked for a chunk does not get one any more. */
  refuse(): void;
}

/** What can be made to go on. */
export interface Resumable {
  wake(): void;
}

/** Keeps a run from going on, as long as somebody who watches it is behind. Not in a synchronous run, which cannot wait. */
export interface Gate {
  readonly shut: boolean;
  /** Calls `wake` once, when it is open again. */
  park(stage: Resumable): void;
}

/** Makes the stages that feed a stage. Handed in, since each kind of stage is built on the one class that asks. */
export interface Stages {
  read(run: Run, cut: Cut, input: Source, depth: number, host?: Host): Feed;
  collect(run: Run, cut: Cut, input: Source, depth: number): Collecting;
}

export interface RunOptions {
  readonly sync: boolean;
  readonly root: Step;
  /** Any of these ends the run. */
  readonly signals: readonly AbortSignal[];
  /** How often a step may answer with another program, one inside the other. */
  readonly recursionLimit: number;
  /** How long it may take in all, from when it is first asked for something. */
  readonly limit?: Limit | undefined;
  /** Is told where what was given to the reader is taken back, since what made it begins anew. Without it, nothing is. */
  readonly onReset?: ((error: object) => unknown) | undefined;
  /** For the layer above. */
  readonly settings: unknown;
  /** The step of another run that this one is part of, where that is known. */
  readonly within?: Enclosing | undefined;
  readonly gates?: readonly Gate[] | undefined;
}

/** A step of a run. */
export interface Enclosing {
  readonly run: Run;
  /** Aborts when its work is not wanted any more. */
  readonly signal: AbortSignal;
  readonly step: Step;
  /** Its work is done. */
  readonly done: boolean;
}

/** What all stages of one execution share. */
export class Run {
  readonly options: RunOptions;
  readonly stages: Stages;
  /** The reason of the signal that ended it. */
  reason: unknown = undefined;
  /** How many errors had been noted when it began. */
  private readonly born = notesSoFar();
  private over = false;
  /** The error of the signal that has ended it. */
  private aborted: RunletError | undefined = undefined;
  private top: Abortable | undefined = undefined;
  private clocks: Clocks | undefined = undefined;
  private readonly program: Program;
  private deadlines: Map<Step, Deadline> | undefined = undefined;
  private followed: Map<AbortSignal, () => void> | undefined = undefined;

  constructor(options: RunOptions, program: Program, stages: Stages) {
    this.options = options;
    this.program = program;
    this.stages = stages;
  }

  /** A stage opens. The first one is the run's last stage, since pull drives: from now on a signal can end it. */
  enter(stage: Abortable): void {
    if (this.top || this.over) return;
    this.top = stage;
    const { sync, signals, limit, root } = this.options;
    // Nothing is run in vain.
    const waits = sync ? this.program.waits : undefined;
    if (waits) throw this.blame(asyncStep(waits), waits);
    this.follow(signals);
    this.follow(this.program.signals);
    if (!limit) return;
    this.limitTime({ ms: limit.ms, error: () => this.blame(limit.error()) }, root);
    // A synchronous run gives no timer a turn.
    if (sync) return;
    this.clocks = new Clocks((error) => stage.limits().expire(this.blame(error)));
    this.clocks.limitTime(limit);
  }

  /** From now on, `step` may take so long: for those who block in it. Of one that is run again, the last limit holds. */
  limitTime({ ms, error }: Limit, step: Step): void {
    (this.deadlines ??= new Map()).set(step, { at: performance.now() + ms, error });
  }

  /** When `step`, or what it is inside of, is to have ended, also out there. */
  deadlinesOf(step: Step): Deadline[] {
    const { within, root } = this.options;
    const outer = within ? within.run.deadlinesOf(within.step) : [];
    for (const [limited, deadline] of this.deadlines ?? [])
      if (limited === root || isInside(step, limited)) outer.push(deadline);
    return outer;
  }

  /** From now on, each of these ends the run. */
  follow(signals: readonly AbortSignal[]): void {
    // A step that was left behind may still come to a branch of its own.
    if (this.over) return;
    const aborted = signals.find((signal) => signal.aborted);
    if (aborted) throw this.abortedFor(aborted.reason);
    // Once, however many of its branches are bound to it.
    for (const signal of signals) {
      const followed = (this.followed ??= new Map());
      if (!followed.has(signal))
        followed.set(
          signal,
          follow(signal, () => this.cancel(signal.reason)),
        );
    }
  }

  /** Whether `stage` has to wait for somebody who watches: it is resumed when it may go on. */
  holds(stage: Resumable): boolean {
    const { gates } = this.options;
    if (gates === undefined) return false;
    for (const gate of gates) {
      if (!gate.shut) continue;
      gate.park(stage);
      return true;
    }
    return false;
  }

  /**
   * A stage is over. With the last one, nothing of the run may stay behind on a signal; and nothing of what it has made with an
   * error of it, which is known to come from this run for as long as somebody keeps it.
   */
  leave(stage: Abortable): void {
    if (this.top !== stage) return;
    this.over = true;
    this.top = undefined;
    this.clocks?.end();
    for (const unfollow of this.followed?.values() ?? []) unfollow();
    this.followed = undefined;
  }

  /** Why what has failed with `error` ended: a signal's abort is not a failure. */
  endingOf(error: object): Ending {
    return error === this.aborted ? { reason: this.aborted.cause } : { error };
  }

  /** Ends it, if it has begun, as a signal with that reason does. */
  cancel(reason: unknown): void {
    this.reason = reason;
    this.top?.abort(this.blame(this.abortedFor(reason)));
  }

  private abortedFor(reason: unknown): RunletError {
    return (this.aborted = new RunletError("aborted", "The run was aborted by its signal.", { cause: reason }));
  }

  /**
   * Notes on `error` that it arose in `step`; what is not an object is wrapped first.
   *
   * What a run inside this one has noted stays. A note from before this run is of another one, and is replaced. One that
   * was made meanwhile is taken for that of a run inside this step, for its path. What that run had received is kept only
   * of an error of ours, which nobody has but from that run: an error of the user's may be thrown to several runs at once,
   * and what one of them received is not for the other.
   */
  blame(error: unknown, step: Step = this.options.root, since = Infinity): object {
    if (typeof error !== "object" || error === null) {
      const message = `The step "${step.name}" threw ${show(error)}, which is not an error.`;
      return this.blame(new RunletError("thrown", message, { cause: error }), step);
    }
    const known = noteOf(error);
    if (known?.run instanceof Run && known.run.isInside(this)) return error;
    const inner = known && known.serial > since ? known : undefined;
    const kept = isRunletError(error) ? inner : undefined;
    note(error, this, {
      path: [...this.pathOf(step), ...(inner?.path ?? [])],
      partial: kept?.partial,
      partialCut: kept?.partialCut ?? false,
      shared: known !== undefined && known.serial > this.born,
    });
    return error;
  }

  /**
   * Notes on an error that ends this run what had been received by then: `made` of what failed, or else `before` it. That says
   * less than what is known of the step itself.
   */
  received(error: object, made: Gather | undefined, before: Gather | undefined): void {
    const known = noteOf(error);
    const gather = made ?? (known?.partial === undefined ? before : undefined);
    if (!gather || gather.empty || known?.shared) return;
    try {
      note(error, this, { path: known?.path ?? [], partial: gather.value(), partialCut: gather.cut });
    } catch {
      // A user's join that cannot take a part of the stream: then there is no partial, and the error stays the first one.
    }
  }

  private pathOf(step: Step): string[] {
    const { within } = this.options;
    return [...(within ? within.run.pathOf(within.step) : []), ...pathOf(step)];
  }

  private isInside(run: Run): boolean {
    return this === run || (this.options.within?.run.isInside(run) ?? false);
  }
}

/** A synchronous run has come to a step that waits. */
export function asyncStep(step: Step | undefined): RunletError {
  const who = step ? `The step "${step.name}"` : "The input";
  const why = step?.why ?? "Use stream() or invoke().";
  return new RunletError("async_step", `${who} has to wait, which a synchronous run cannot. ${why}`);
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
