import type { Context } from "../engine/context.ts";
import { last, type Gather, type Join } from "../engine/join.ts";
import type { Each, Sink } from "../engine/op.ts";
import { Program } from "../engine/program.ts";
import type { Source } from "../engine/source.ts";
import type { Step } from "../engine/step.ts";
import type { Within } from "../runs/config.ts";
import type { ObservedRun } from "../runs/observed-run.ts";

/** Makes the output of a tool of what its work gives. */
export type Finish = (output: unknown) => unknown;

/** Runs `program`, of the runnable that a tool is made of, in the tool's step: its chunks are progress. */
export function runInside(program: Program, args: unknown, context: Context, finish: Finish): Source {
  const chunks = context.branch(program, { kind: "value", value: args });
  const { observed } = context.enclosing as Within;
  return {
    kind: "program",
    program: new Program([new Outcome(context.step, observed, finish)]),
    input: { kind: "chunks", chunks },
  };
}

/** Of chunks, what `finish` makes of their join, at the end. */
class Outcome implements Each {
  readonly sees = "chunk";
  readonly step: Step;
  private readonly run: ObservedRun | undefined;
  private readonly finish: Finish;
  private before: Join = last;

  constructor(step: Step, run: ObservedRun | undefined, finish: Finish) {
    this.step = step;
    this.run = run;
    this.finish = finish;
  }

  join(before: Join): Join {
    this.before = before;
    return last;
  }

  open(out: Sink): Sink {
    return new OutcomeSink(this.before.gather(), this.run, this.finish, out);
  }

  reset(error: object): void {
    this.run?.reset(error);
  }
}

class OutcomeSink implements Sink {
  private readonly gather: Gather;
  private readonly run: ObservedRun | undefined;
  private readonly finish: Finish;
  private readonly out: Sink;

  constructor(gather: Gather, run: ObservedRun | undefined, finish: Finish, out: Sink) {
    this.gather = gather;
    this.run = run;
    this.finish = finish;
    this.out = out;
  }

  push(chunk: unknown): void {
    this.gather.add(chunk);
    this.run?.progress(chunk);
  }

  end(): void {
    this.out.push(this.finish(this.gather.value()));
  }
}
