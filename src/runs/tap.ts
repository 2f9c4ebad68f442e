import type { Gather, Join, KeepLimit } from "../engine/join.ts";
import type { Ending } from "../engine/ending.ts";
import type { Each, Sink } from "../engine/op.ts";
import type { Step } from "../engine/step.ts";
import type { ObservedRun } from "./observed-run.ts";

/** What lies between two steps of a program that is watched: the runs that end here, and those that begin. */
export interface Seam {
  readonly step: Step;
  /** Innermost first. */
  readonly ending: readonly ObservedRun[];
  /** Outermost first; those that begin with a value, which they say themselves, are not among them. */
  readonly beginning: readonly ObservedRun[];
  /** The whole run opens here, to be read chunk by chunk: it has begun before there is a chunk. */
  readonly opens?: boolean;
  /** The whole run, which has to have all of its input before it begins: if that fails, so does the run. */
  readonly awaits?: ObservedRun | undefined;
  /** How much is kept for what is told at the end. */
  readonly keep: KeepLimit;
}

/** A step of its own between two others, which passes on what it is given, and tells of it. */
export class Tap implements Each {
  readonly sees = "chunk";
  readonly watches = true;
  readonly step: Step;
  readonly seam: Seam;
  /** Nothing of the part that it is in is wanted any more. */
  cut = false;
  private before: Join | undefined = undefined;

  constructor(seam: Seam) {
    this.step = seam.step;
    this.seam = seam;
  }

  join(before: Join): Join {
    this.before = before;
    return before;
  }

  open(out: Sink): Sink {
    const { opens, beginning, awaits } = this.seam;
    if (opens) for (const run of beginning) run.start();
    awaits?.enter();
    return new TapSink(this, this.before!, out);
  }

  reset(error: object): void {
    for (const run of this.seam.ending) run.reset(error);
  }

  over(ending: Ending | undefined): void {
    if (!ending) return;
    this.cut = true;
    for (const run of this.seam.ending) run.stop(ending);
    for (const run of this.seam.beginning) run.starve(ending);
  }
}

class TapSink implements Sink {
  private readonly tap: Tap;
  private readonly seam: Seam;
  private readonly out: Sink;
  private readonly record: Recording;
  private begun = false;

  constructor(tap: Tap, join: Join, out: Sink) {
    this.tap = tap;
    this.seam = tap.seam;
    this.out = out;
    this.record = new Recording(join, tap.seam.keep);
  }

  push(chunk: unknown): void {
    const { ending } = this.seam;
    for (let at = 0; at < ending.length; at++) ending[at]!.chunk(chunk);
    if (!this.begun) this.begin();
    // Whoever was told may have ended the run: behind the end comes nothing.
    if (this.tap.cut) return;
    this.record.add(chunk);
    this.out.push(chunk);
  }

  end(): void {
    const { ending, beginning } = this.seam;
    const { value, failure } = this.record.end();
    for (const run of ending) {
      if (failure) run.stop(failure);
      else run.end(value);
    }
    if (!this.begun) this.begin();
    for (const run of beginning) run.input ??= value === undefined ? undefined : { value };
  }

  private begin(): void {
    this.begun = true;
    for (const run of this.seam.beginning) run.start();
  }
}

/** What came through, joined. A join that fails is one of a user's: who wants the output will hear of it from there. */
class Recording {
  private readonly join: Join;
  private readonly keep: KeepLimit;
  private gather: Gather | undefined = undefined;
  private failure: { readonly error: object } | undefined = undefined;

  constructor(join: Join, keep: KeepLimit) {
    this.join = join;
    this.keep = keep;
  }

  add(chunk: unknown): void {
    if (this.failure) return;
    try {
      (this.gather ??= this.join.gather(this.keep)).add(chunk);
    } catch (error) {
      this.failure = { error: error as object };
    }
  }

  /** The whole; undefined where it was not kept, since a part of it would be taken for the whole. */
  end(): { readonly value?: unknown; readonly failure?: { readonly error: object } } {
    try {
      const gather = this.gather ?? this.join.gather();
      if (!this.failure) return { value: gather.cut ? undefined : gather.value() };
    } catch (error) {
      this.failure = { error: error as object };
    }
    return { failure: this.failure };
  }
}
