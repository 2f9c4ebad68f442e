import type { Context } from "../engine/context.ts";
import { last, type Gather, type Join } from "../engine/join.ts";
import type { Each, Sink } from "../engine/op.ts";
import { Program } from "../engine/program.ts";
import type { Source } from "../engine/source.ts";
import type { Step } from "../engine/step.ts";
import type { Within } from "../runs/config.ts";
import type { ObservedRun } from "../runs/observed-run.ts";
import { Progress } from "./progress.ts";
import type { Work } from "./work.ts";

/** Runs `program`, of the runnable that a tool is made of, in the tool's step: its chunks are progress. */
export function runInside(program: Program, args: unknown, context: Context, work: Work): Source {
  const chunks = context.branch(program, { kind: "value", value: args });
  const { observed } = context.enclosing as Within;
  return {
    kind: "program",
    program: new Program([new Outcome(context.step, observed, work)]),
    input: { kind: "chunks", chunks },
  };
}

/** Of chunks, what the tool makes of their join, at the end. */
class Outcome implements Each {
  readonly sees = "chunk";
  readonly step: Step;
  private readonly run: ObservedRun | undefined;
  private readonly work: Work;
  private before: Join = last;

  constructor(step: Step, run: ObservedRun | undefined, work: Work) {
    this.step = step;
    this.run = run;
    this.work = work;
  }

  join(before: Join): Join {
    this.before = before;
    return last;
  }

  open(out: Sink): Sink {
    const gather = this.before.gather();
    this.work.shown = gather;
    return new OutcomeSink(gather, this.run, this.work, out);
  }

  reset(error: object): void {
    this.run?.reset(error);
  }
}

class OutcomeSink implements Sink {
  private readonly gather: Gather;
  private readonly run: ObservedRun | undefined;
  private readonly work: Work;
  private readonly out: Sink;

  constructor(gather: Gather, run: ObservedRun | undefined, work: Work, out: Sink) {
    this.gather = gather;
    this.run = run;
    this.work = work;
    this.out = out;
  }

  push(chunk: unknown): void {
    this.gather.add(chunk);
    if (this.work.passes) this.out.push(new Progress(chunk, this.run));
    else this.run?.progress(chunk);
  }

  end(): void {
    this.out.push(this.work.finish(this.gather.value()));
  }
}
