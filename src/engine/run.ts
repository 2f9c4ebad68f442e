import { RunletError } from "../errors/error.ts";
import { note, noteOf } from "../errors/info.ts";
import type { Chunks } from "./context.ts";
import type { Gather } from "./join.ts";
import type { Cut } from "./program.ts";
import { follow } from "./signals.ts";
import type { Source } from "./source.ts";
import { pathOf, type Step } from "./step.ts";

/** What can be ended from outside. */
export interface Abortable {
  abort(error: object): void;
}

/** A part of a program that is being joined to its value, for a step that needs it. */
export interface Collecting {
  /** Goes as far as it can without waiting. True at the end: then there is a value, or a failure. */
  advance(): boolean;
  value(): unknown;
  readonly failure: { readonly error: object } | undefined;
  /** Called when `advance` gave false and the end has come since. */
  onEnd: (() => void) | undefined;
  close(): Promise<unknown> | undefined;
}

/** Makes the stages that feed a stage. Handed in, since each kind of stage is built on the one class that asks. */
export interface Stages {
  read(run: Run, cut: Cut, input: Source, depth: number): Chunks;
  collect(run: Run, cut: Cut, input: Source, depth: number): Collecting;
}

export interface RunOptions {
  readonly sync: boolean;
  readonly root: Step;
  /** In a synchronous run: a step that is known to wait, so that nothing is run in vain. */
  readonly waits?: Step | undefined;
  /** Any of these ends the run. */
  readonly signals: readonly AbortSignal[];
  /** How often a step may answer with another program, one inside the other. */
  readonly recursionLimit: number;
  /** For the layer above. */
  readonly settings: unknown;
}

/** What all stages of one execution share. */
export class Run {
  readonly options: RunOptions;
  readonly stages: Stages;
  /** The reason of the signal that ended it. */
  reason: unknown = undefined;
  private over = false;
  private top: Abortable | undefined = undefined;
  private readonly unfollow: (() => void)[] = [];

  constructor(options: RunOptions, stages: Stages) {
    this.options = options;
    this.stages = stages;
  }

  /** A stage opens. The first one is the run's last stage, since pull drives: from now on a signal can end it. */
  enter(stage: Abortable): void {
    if (this.top) return;
    this.top = stage;
    const { waits, signals } = this.options;
    if (waits) throw this.blame(asyncStep(waits), waits);
    this.follow(signals);
  }

  /** From now on, each of these ends the run. */
  follow(signals: readonly AbortSignal[]): void {
    // A step that was left behind may still come to a branch of its own.
    if (this.over) return;
    const aborted = signals.find((signal) => signal.aborted);
    if (aborted) throw abortedBy(aborted);
    for (const signal of signals) this.unfollow.push(follow(signal, () => this.abort(signal)));
  }

  /** A stage is over. With the last one, nothing of the run may stay behind on a signal. */
  leave(stage: Abortable): void {
    if (this.top !== stage) return;
    this.over = true;
    for (const unfollow of this.unfollow) unfollow();
  }

  private abort(signal: AbortSignal): void {
    this.reason = signal.reason;
    this.top!.abort(this.blame(abortedBy(signal)));
  }

  /**
   * Notes on `error` that it arose in `step`; what is not an object is wrapped first. An error that an inner run has
   * noted since `since` keeps that path behind this one; an older note is of another run, and is replaced.
   */
  blame(error: unknown, step: Step = this.options.root, since = Infinity): object {
    if (typeof error !== "object" || error === null) {
      const message = `The step "${step.name}" threw ${show(error)}, which is not an error.`;
      return this.blame(new RunletError("thrown", message, { cause: error }), step);
    }
    const known = noteOf(error);
    if (known?.run === this) return error;
    const inner = known && known.serial > since ? known : undefined;
    note(error, this, {
      path: [...pathOf(step), ...(inner?.path ?? [])],
      partial: inner?.partial,
      partialCut: inner?.partialCut ?? false,
    });
    return error;
  }

  /** Notes on an error that ends this run what had been received by then. */
  received(error: object, gather: Gather): void {
    if (gather.empty) return;
    try {
      note(error, this, { path: noteOf(error)?.path ?? [], partial: gather.value(), partialCut: gather.cut });
    } catch {
      // A user's join that cannot take a part of the stream: then there is no partial, and the error stays the first one.
    }
  }
}

/** A synchronous run has come to a step that waits. */
export function asyncStep(step: Step | undefined): RunletError {
  const who = step ? `The step "${step.name}"` : "The input";
  return new RunletError("async_step", `${who} has to wait, which a synchronous run cannot. Use stream() or invoke().`);
}

function abortedBy(signal: AbortSignal): RunletError {
  return new RunletError("aborted", "The run was aborted by its signal.", { cause: signal.reason });
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
