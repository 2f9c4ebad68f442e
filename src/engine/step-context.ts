import { blockWithin } from "./block.ts";
import { endQuietly } from "./closing.ts";
import type { Clock, Limit, WaitLimits } from "./clock.ts";
import type { Clocks } from "./clocks.ts";
import type { Chunks, Context } from "./context.ts";
import type { Program } from "./program.ts";
import { noLongerWanted, type Ended } from "./ending.ts";
import type { Enclosing, Run } from "./run.ts";
import type { Source } from "./source.ts";
import type { Step } from "./step.ts";
import type { Reach } from "./taking-back.ts";

/** What a stage does for the steps in it, and for its branches. */
export interface Host extends Ended {
  readonly run: Run;
  /** How often its head was run again. */
  readonly turn: number;
  /** It has ended, and not early. */
  readonly done: boolean;
  signal(): AbortSignal;
  stop(): void;
  whenIdle(flush: () => void): void;
  readonly reach: Reach;
  readonly clocks: Clocks | undefined;
  limits(): Clocks;
  blame(error: unknown, step: Step): object;
  branch(program: Program, input: Source): Chunks;
  /** A branch of it is over. */
  dropBranch(branch: Chunks): void;
}

/** The context of one step: the stage it is in, under the step's own name, until its head is run again. */
export class StepContext implements Context, Enclosing {
  readonly step: Step;
  private readonly host: Host;
  private readonly turn: number;

  constructor(step: Step, host: Host) {
    this.step = step;
    this.host = host;
    this.turn = host.turn;
  }

  get enclosing(): Enclosing {
    return this;
  }

  get run(): Run {
    return this.host.run;
  }

  get done(): boolean {
    return !this.late && this.host.done;
  }

  get settings(): unknown {
    return this.host.run.options.settings;
  }

  get sync(): boolean {
    return this.host.run.options.sync;
  }

  get signal(): AbortSignal {
    return this.late ? AbortSignal.abort(noLongerWanted()) : this.host.signal();
  }

  stop(): void {
    this.host.stop();
  }

  whenIdle(flush: () => void): void {
    this.host.whenIdle(flush);
  }

  get reach(): Reach {
    return this.host.reach;
  }

  get clock(): Clock | undefined {
    return this.host.clocks?.waits;
  }

  limitWaits(limits: WaitLimits): void {
    this.host.limits().limitWaits({ first: this.own(limits.first), next: this.own(limits.next) });
  }

  limitTime(limit: Limit): void {
    const own = this.own(limit);
    this.run.limitTime(own, this.step);
    if (!this.sync) this.host.limits().limitTime(own);
  }

  block(wait: (ms: number) => boolean): void {
    blockWithin(wait, this.run.deadlinesOf(this.step), this.clock);
  }

  blame(error: unknown): object {
    return this.host.blame(error, this.step);
  }

  branch(program: Program, input: Source): Chunks {
    const branch = this.host.branch(program, input);
    if (this.late) endQuietly(() => branch.close());
    return branch;
  }

  /** The head has been run again since: the step is left behind, and what it still begins is not wanted. */
  private get late(): boolean {
    return this.turn !== this.host.turn;
  }

  /** A limit that is this step's to fail with. */
  private own<L extends Limit | undefined>(limit: L): L {
    return (limit && { ms: limit.ms, error: () => this.blame(limit.error()) }) as L;
  }
}
