import type { Clock, Limit, WaitLimits } from "../engine/clock.ts";
import type { Chunks, Context } from "../engine/context.ts";
import type { Program } from "../engine/program.ts";
import type { Run } from "../engine/run.ts";
import type { Source } from "../engine/source.ts";
import type { Step } from "../engine/step.ts";
import type { Reach } from "../engine/taking-back.ts";
import type { Within } from "./config.ts";
import type { ObservedRun } from "./observed-run.ts";

/** The context of a step that is watched: what it begins is inside its run, and is watched as well. */
export class WatchedContext implements Context, Within {
  readonly observed: ObservedRun | undefined;
  private readonly context: Context;
  private readonly inside: (program: Program, input: Source) => Program;

  constructor(
    context: Context,
    observed: ObservedRun | undefined,
    inside: (program: Program, input: Source) => Program,
  ) {
    this.context = context;
    this.observed = observed;
    this.inside = inside;
  }

  get step(): Step {
    return this.context.step;
  }

  get enclosing(): Within {
    return this;
  }

  get run(): Run {
    return this.context.enclosing.run;
  }

  get done(): boolean {
    return this.context.enclosing.done;
  }

  get settings(): unknown {
    return this.context.settings;
  }

  get sync(): boolean {
    return this.context.sync;
  }

  get signal(): AbortSignal {
    return this.context.signal;
  }

  stop(): void {
    this.context.stop();
  }

  whenIdle(flush: () => void): void {
    this.context.whenIdle(flush);
  }

  get reach(): Reach {
    return this.context.reach;
  }

  get clock(): Clock | undefined {
    return this.context.clock;
  }

  limitWaits(limits: WaitLimits): void {
    this.context.limitWaits(limits);
  }

  limitTime(limit: Limit): void {
    this.context.limitTime(limit);
  }

  block(wait: (ms: number) => boolean): void {
    this.context.block(wait);
  }

  blame(error: unknown): object {
    return this.context.blame(error);
  }

  branch(program: Program, input: Source): Chunks {
    return this.context.branch(this.inside(program, input), input);
  }
}
