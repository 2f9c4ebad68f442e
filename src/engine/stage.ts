import { Clocks } from "./clocks.ts";
import { closeAll, endQuietly, letGo, type Closeable } from "./closing.ts";
import { LEFT, noLongerWanted, type Ending } from "./ending.ts";
import { Fused } from "./fuse.ts";
import { Head, type Opener } from "./head.ts";
import { Idle } from "./idle.ts";
import { Intake, type Taker } from "./intake.ts";
import type { Chunks } from "./context.ts";
import { last, type Gather, type Join } from "./join.ts";
import type { Sink } from "./op.ts";
import type { Cut, Program } from "./program.ts";
import { asyncStep, type Resumable, type Run } from "./run.ts";
import type { Answer, Source } from "./source.ts";
import { StepContext, type Host } from "./step-context.ts";
import type { Step } from "./step.ts";
import type { Reach } from "./taking-back.ts";

/**
 * One part of a program while it runs: a head that may wait, and the steps fused behind it. Its consumer (a subclass)
 * calls `pump` when it wants something. That makes one move: opens the head, or hands on what is queued, or asks the
 * source once. What comes of it is pushed; where a promise had to be waited for, `wake` is called when it has settled.
 * It is unopened, open, dry (nothing more will come from the source), or over (nothing more is pushed).
 */
export abstract class Stage<C = unknown> implements Sink<C>, Opener, Taker, Closeable, Resumable {
  readonly run: Run;
  /** How the chunks join; known when the first one is pushed, and at the end. */
  join: Join = last;
  failure: { readonly error: object } | undefined = undefined;
  ending: Ending | undefined = undefined;
  over = false;
  busy = false;
  /** What was pushed, where the consumer keeps it: from the first chunk on. */
  protected gather: Gather | undefined = undefined;

  private readonly head: Head;
  private intake: Intake | undefined = undefined;
  private fused: Fused | undefined = undefined;
  private idle: Idle | undefined = undefined;
  clocks: Clocks | undefined = undefined;
  private dry = false;
  /** Why it ran dry, where that is a failure: said after all that came before it has been handed on. */
  private reason: object | undefined = undefined;
  private closed = false;
  private closing: Promise<unknown> | undefined = undefined;
  private controller: AbortController | undefined = undefined;
  protected readonly host: Host | undefined;
  private branches: Set<Chunks> | undefined = undefined;

  /** `host` is the stage that it is a branch of, where it is one: what ends that one ends it. */
  constructor(run: Run, cut: Cut, input: Source, depth: number, host?: Host) {
    this.run = run;
    this.host = host;
    this.head = new Head(this, run, cut, input, depth);
  }

  /** Receives what the last fused step makes. */
  abstract push(chunk: C): void;
  /** All chunks have been pushed. */
  protected complete(): void {}
  /** A promise that was waited for has settled: there may be chunks now, or the end. */
  abstract wake(): void;

  // One move

  protected pump(): void {
    const { fused } = this;
    if (fused !== undefined && fused.queued) return this.handOn();
    try {
      if (this.dry) this.finish();
      else if (this.intake) this.intake.ask();
      else this.open();
    } catch (error) {
      this.failed(error);
    }
  }

  get queued(): boolean {
    return this.fused?.queued ?? false;
  }

  handOn(): void {
    try {
      this.fused!.handOn();
    } catch (error) {
      this.fail(error);
    }
  }

  protected open(): void {
    this.run.enter(this);
    this.head.open();
  }

  // What the source brings

  begin(join: Join): Sink {
    const { each } = this.head;
    this.join = each.reduce((before, op) => op.join(before), join);
    this.fused = new Fused(each, this as Sink, (op) => new StepContext(op.step, this));
    return this.fused.entry;
  }

  takeAll(batch: readonly unknown[]): void {
    const { fused } = this;
    if (!fused!.put(batch)) for (const chunk of batch) if (!this.dry) fused!.entry.push(chunk);
  }

  breakOff(error: unknown): void {
    this.dry = true;
    this.intake = undefined;
    this.reason = this.head.blame(error);
  }

  // What the head asks of its stage

  wait(): void {
    if (this.run.options.sync) throw this.head.blame(asyncStep(this.head.step));
    this.busy = true;
    if (!this.over) this.clocks?.waits?.start();
  }

  arrived(): void {
    this.busy = false;
    this.clocks?.waits?.stop();
  }

  resume(work: () => void): void {
    if (this.over) return;
    this.arrived();
    try {
      work();
    } catch (error) {
      this.failed(error);
    }
    // In a synchronous run, whoever has asked goes on asking.
    if (!this.run.options.sync) this.wake();
  }

  readonly broke = (error: unknown): void => this.resume(() => this.breakOff(error));

  accept(answer: Answer): void {
    if (answer.kind !== "value") {
      // Known before the steps open: one of them may end the run there.
      this.intake = new Intake(this, answer);
      return this.intake.open();
    }
    this.begin(last).push(answer.value);
    this.runDry();
  }

  // What steps ask of the stage they are in

  get turn(): number {
    return this.head.turn;
  }

  get done(): boolean {
    return this.closed && this.ending === undefined;
  }

  signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.closed && !this.done) this.controller.abort(this.run.reason);
    return this.controller.signal;
  }

  blame(error: unknown, step: Step): object {
    return this.head.blame(error, step);
  }

  whenIdle(flush: () => void): void {
    if (!this.run.options.sync) (this.idle ??= new Idle(this)).arm(flush);
  }

  stop(): void {
    if (this.dry) return;
    this.dry = true;
    this.fused?.drop();
    letGo(this.closeSource());
  }

  limits(): Clocks {
    return (this.clocks ??= new Clocks((error) => (this.fail(error), this.wake())));
  }

  branch(program: Program, input: Source): Chunks {
    this.run.follow(program.signals);
    const branch = this.run.stages.read(this.run, program.end, input, this.head.depth, this);
    (this.branches ??= new Set()).add(branch);
    // A step that was left behind may still begin something.
    if (this.closed) endQuietly(() => branch.close());
    return branch;
  }

  dropBranch(branch: Chunks): void {
    this.branches?.delete(branch);
  }

  // What has come begins anew

  /** How far what it has handed on has got. */
  abstract readonly reach: Reach;
  protected abstract takeBackGiven(error: object): void;

  takeBack(error: object): void {
    for (const op of this.head.each) op.reset?.(error);
    this.idle?.drop();
    this.fused = undefined;
    this.gather = undefined;
    this.takeBackGiven(error);
  }

  restart(source: Source, error: object): void {
    this.intake = undefined;
    // First: whoever is told that it begins anew may ask for something at once.
    this.head.answer(source);
    this.takeBack(error);
  }

  runAgain(error: object, end: () => void): void {
    // First: it must not take the end of what fed it for a failure.
    endQuietly(() => this.closeSource());
    for (const branch of this.branches ?? []) endQuietly(() => branch.close({ reason: error }));
    end();
    this.controller?.abort(error);
    this.clocks?.end();
    this.controller = this.clocks = undefined;
    this.reason = undefined;
    this.dry = false;
    this.resume(() => this.takeBack(error));
  }

  // The end

  /** Nothing more will come from the source. What is queued is still handed on, and only then is the end said. */
  runDry(): void {
    this.dry = true;
    this.intake = undefined;
    // What fed the source is not wanted any more, and ends before what was made of it does.
    letGo(this.head.close());
    this.fused!.endBefore();
  }

  private finish(): void {
    if (this.reason) return this.fail(this.reason);
    this.fused!.endBehind();
    this.complete();
    // The work is done: whoever holds the signal has nothing to stop.
    this.controller = undefined;
    letGo(this.release());
  }

  /** What was made before that is handed on first. */
  failed(error: unknown): void {
    if (!this.queued) return this.fail(error);
    this.reason = this.run.blame(error, this.suspect());
    this.dry = true;
    endQuietly(() => this.closeSource());
  }

  fail(error: unknown): void {
    if (this.over) return;
    const known = this.run.blame(error, this.suspect());
    this.failure = { error: known };
    this.run.received(known, this.gather, this.head.received());
    endQuietly(() => this.release(this.run.endingOf(known)));
  }

  /** What had come: here, or else as far as it had come on the way here. */
  received(): Gather | undefined {
    return this.gather ?? this.head.received();
  }

  /** Who is blamed where nobody was. */
  protected suspect(): Step | undefined {
    return this.fused && this.head.suspect;
  }

  abort(error: object): void {
    this.fail(error);
    this.wake();
  }

  /** Ends it from outside. Whoever still reads is a step that is itself being ended: it must not take this for an end. */
  close(ending: Ending = this.host?.ending ?? LEFT): Promise<unknown> | undefined {
    if (!this.over) this.failure = { error: noLongerWanted() };
    return this.release(ending);
  }

  /** Lets go of the source and of all that feeds it, each once. */
  protected release(ending?: Ending): Promise<unknown> | undefined {
    if (this.closed) return this.closing;
    this.closed = true;
    this.over = true;
    this.ending = ending;
    this.run.leave(this);
    this.idle?.drop();
    this.clocks?.end();
    try {
      this.closing = closeAll([
        () => this.closeSource(),
        // After the source: one that is closed is not to fail of being aborted as well.
        () => this.controller?.abort(this.run.reason),
        ...Array.from(this.branches ?? [], (branch) => () => branch.close(ending)),
        () => this.head.close(ending),
      ]);
    } finally {
      for (const op of this.head.each) op.over?.(ending);
    }
    return this.closing;
  }

  private closeSource(): unknown {
    const { intake } = this;
    this.intake = undefined;
    return intake?.close();
  }
}
