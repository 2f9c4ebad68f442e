import type { Gather, Join, KeepLimit } from "../engine/join.ts";
import type { Ending } from "../engine/ending.ts";
import type { Each, Sink } from "../engine/op.ts";
import type { Step } from "../engine/step.ts";
import { ToldReader } from "../engine/told-reader.ts";
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
    this.record = out instanceof ToldReader ? new KeptByReader(out) : new OwnRecording(join, tap.seam.keep);
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

/** What came through, joined: undefined where not all was kept, since a part of it would be taken for the whole. */
interface Whole {
  readonly value?: unknown;
  /** A join that fails is one of a user's: who wants the output will hear of it from there. */
  readonly failure?: { readonly error: object };
}

function wholeOf(gather: () => Gather): Whole {
  try {
    const all = gather();
    return { value: all.cut ? undefined : all.value() };
  } catch (error) {
    return { failure: { error: error as object } };
  }
}

interface Recording {
  add(chunk: unknown): void;
  end(): Whole;
}

class OwnRecording implements Recording {
  private readonly join: Join;
  private readonly keep: KeepLimit;
  private gather: Gather | undefined = undefined;
  /** Known before the end: it is too long, or its join has failed. */
  private known: Whole | undefined = undefined;

  constructor(join: Join, keep: KeepLimit) {
    this.join = join;
    this.keep = keep;
  }

  add(chunk: unknown): void {
    if (this.known) return;
    try {
      const gather = (this.gather ??= this.join.gather(this.keep));
      gather.add(chunk);
      if (gather.cut) this.know({ value: undefined });
    } catch (error) {
      this.know({ failure: { error: error as object } });
    }
  }

  end(): Whole {
    return this.known ?? wholeOf(() => this.gather ?? this.join.gather());
  }

  /** What was gathered is of no use any more. */
  private know(whole: Whole): void {
    this.known = whole;
    this.gather = undefined;
  }
}

/** Where what comes through goes to a reader that keeps it all the same, it is not kept twice. */
class KeptByReader implements Recording {
  private readonly reader: ToldReader<unknown>;

  constructor(reader: ToldReader<unknown>) {
    this.reader = reader;
  }

  add(): void {}

  end(): Whole {
    return wholeOf(() => this.reader.kept);
  }
}
