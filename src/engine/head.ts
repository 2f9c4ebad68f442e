import { RunletError } from "../errors/error.ts";
import { notesSoFar } from "../errors/info.ts";
import { closeAll, endQuietly, isPromise, letGo, type Closeable } from "./closing.ts";
import type { Gather } from "./join.ts";
import type { Ending } from "./ending.ts";
import type { Call, Each, Flow } from "./op.ts";
import { EMPTY, type Cut, type Program } from "./program.ts";
import { asyncStep, type Run } from "./run.ts";
import { discard, type Answer, type Source, type Upstream } from "./source.ts";
import { StepContext, type Host } from "./step-context.ts";
import type { Step } from "./step.ts";
import type { Reach } from "./taking-back.ts";
import { StreamInput } from "./stream-input.ts";

/** The stage that a head works for. */
export interface Opener extends Host {
  /** A promise is pending: ask for nothing until `resume` or `broke`. */
  wait(): void;
  resume(work: () => void): void;
  readonly broke: (error: unknown) => void;
  /** Here is what the chunks come from. */
  accept(answer: Answer): void;
  readonly reach: Reach;
  /** Takes back what it has made, with `end` as the end of what fed it, and opens the head once more when it is asked for something. */
  runAgain(error: object, end: () => void): void;
}

/** What feeds a head. */
interface Feeder extends Closeable {
  received(): Gather | undefined;
}

const NONE: readonly Feeder[] = [];

/**
 * The beginning of a stage: what may wait. It gets the head its input (the value that is there, or that comes of
 * joining what is before it, or the stream), runs it, and hands the stage its answer.
 */
export class Head implements Closeable {
  /** The steps fused behind the head. */
  each: readonly Each[];
  depth: number;
  private readonly stage: Opener;
  private readonly run: Run;
  private cut: Cut;
  private input: Source;
  /** The step that ran last: who is blamed for what its answer throws. */
  step: Step | undefined = undefined;
  /** What feeds the heads there have been: more than one where a head answered with another program. */
  private feeders: readonly Feeder[] = NONE;
  /** What was joined for the last head. Of all that joined it, only this is kept as long as the run. */
  private joined: Gather | undefined = undefined;
  /** Somebody reads the input, and will end it. */
  private taken = false;
  private closed = false;
  /** How often it was run again: what comes late of an earlier time is not for this one. */
  turn = 0;
  /** How it is run again, when it is opened next. */
  private again: (() => void) | undefined = undefined;
  /** The count of noted errors when the head began: an error noted later comes from inside it. */
  private since = 0;

  constructor(stage: Opener, run: Run, cut: Cut, input: Source, depth: number) {
    this.stage = stage;
    this.run = run;
    this.cut = cut;
    this.each = cut.each;
    this.input = input;
    this.depth = depth;
  }

  open(): void {
    const { again } = this;
    this.again = undefined;
    if (again) again();
    else this.begin();
  }

  private begin(): void {
    const { head, before } = this.cut;
    this.since = notesSoFar();
    if (!head) this.answer(this.takeInput());
    else if (head.sees === "stream") this.start(head, this.upstream(head, before));
    else if (!before && this.input.kind === "value") this.start(head, this.input.value);
    else this.collect(head, before ?? EMPTY);
  }

  /** Notes that `error` came from what the head made. */
  blame(error: unknown, step: Step | undefined = this.step): object {
    return this.run.blame(error, step, this.since);
  }

  /** Who is blamed where nobody was: the fused step, if there is just one; the head, if there is none. */
  get suspect(): Step | undefined {
    const each = this.each.filter((op) => !op.watches);
    return each.length < 2 ? (each[0] ?? this).step : undefined;
  }

  close(ending?: Ending): Promise<unknown> | undefined {
    this.closed = true;
    // A step may end without having looked at its input, which others may share.
    if (!this.taken) discard(this.takeInput());
    return closeAll(this.feeders.map((feeder) => () => feeder.close(ending)));
  }

  /** What had come, of what the head is waiting for. */
  received(): Gather | undefined {
    return this.feeders.at(-1)?.received() ?? this.joined;
  }

  private takeInput(): Source {
    this.taken = true;
    return this.input;
  }

  private collect(head: Call, before: Cut): void {
    const collecting = this.run.stages.collect(this.run, before, this.takeInput(), this.depth);
    this.feeders = this.feeders.concat(collecting);
    const { turn } = this;
    const collected = () => {
      if (collecting.failure) throw collecting.failure.error;
      this.joined = head.answers ? undefined : collecting.received();
      if (!collecting.close()) this.feeders = this.feeders.filter((feeder) => feeder !== collecting);
      this.start(head, collecting.value());
    };
    const over = collecting.advance();
    if (turn !== this.turn) return;
    if (over) return collected();
    this.stage.wait();
    collecting.onEnd = () => turn === this.turn && this.stage.resume(collected);
  }

  private upstream(flow: Flow, before: Cut | undefined): Upstream {
    const { cut, each, depth } = this;
    const value = !before && this.input.kind === "value" ? this.input : undefined;
    return new StreamInput({ flow, cut, each, depth }, value, this, () => {
      const feed = this.run.stages.read(this.run, before ?? EMPTY, this.takeInput(), this.depth);
      this.feeders = this.feeders.concat(feed);
      return feed;
    });
  }

  get reach(): Reach {
    return this.stage.reach;
  }

  /** The input of a step begins anew, and so does the step: what was made of it, and for it, is not wanted any more. */
  runAgain(input: StreamInput, error: object): void {
    const { flow, cut, each, depth } = input.place;
    const kept = this.feeders.indexOf(input.feed!) + 1;
    const late = this.feeders.slice(kept);
    this.feeders = this.feeders.slice(0, kept);
    const dropped = this.each.slice(0, this.each.length - each.length);
    Object.assign(this, { cut, each, depth });
    this.turn++;
    this.again = () => this.start(flow, input);
    this.stage.runAgain(error, () => {
      for (const feeder of late) endQuietly(() => feeder.close({ reason: error }));
      for (const op of dropped) op.over?.({ reason: error });
    });
  }

  private start(head: Call | Flow, input: unknown): void {
    let source: Source | PromiseLike<Source>;
    const { turn } = this;
    this.step = head.step;
    try {
      source = head.run(input as Upstream, new StepContext(head.step, this.stage));
    } catch (error) {
      if (turn !== this.turn) return;
      throw this.blame(error);
    }
    // In a synchronous run, it may have been taken back while it was made.
    if (turn !== this.turn) return isPromise(source) ? letGo(source.then(discard)) : discard(source);
    if (!isPromise(source)) return this.answer(source);
    if (this.run.options.sync) {
      source.then(discard, () => {});
      throw this.blame(asyncStep(head.step));
    }
    this.stage.wait();
    source.then(
      (late) => {
        if (this.closed || turn !== this.turn) discard(late as Source);
        else this.stage.resume(() => this.answer(late as Source));
      },
      (error: unknown) => turn === this.turn && this.stage.broke(error),
    );
  }

  answer(source: Source): void {
    // A step may have ended its own run.
    if (this.closed) return discard(source);
    if (source.kind === "program") return this.become(source.program, source.input);
    if (this.run.options.sync && (source.kind === "async" || source.kind === "batches")) {
      discard(source);
      throw this.blame(asyncStep(this.step));
    }
    this.stage.accept(source);
  }

  /** The head has answered with another program: the stage goes on as the end of that one. */
  private become(program: Program, input: Source): void {
    // A program without a head is only steps behind this answer: it cannot come back here.
    if (program.end.head && ++this.depth > this.run.options.recursionLimit) {
      throw this.blame(new RunletError("limit", "Recursion limit reached."));
    }
    this.run.follow(program.signals);
    this.cut = program.end;
    this.each = program.end.each.concat(this.each);
    if (!this.taken) discard(this.input);
    this.input = input;
    this.taken = false;
    const waits = this.run.options.sync ? program.waits : undefined;
    if (waits) throw this.blame(asyncStep(waits), waits);
    this.open();
  }
}
