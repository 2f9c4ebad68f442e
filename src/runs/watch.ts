import { isPromise } from "../engine/closing.ts";
import type { Context } from "../engine/context.ts";
import type { Call, Each, Flow, Op } from "../engine/op.ts";
import { Program } from "../engine/program.ts";
import type { Source } from "../engine/source.ts";
import type { Step } from "../engine/step.ts";
import { configOf, placeOf, type RunnableConfig, type RunnableStep } from "./config.ts";
import { ObservedRun, type Beginning } from "./observed-run.ts";
import { keepOf } from "./keep.ts";
import { Tap, type Seam } from "./tap.ts";
import { WatchedContext } from "./watched-context.ts";

/** A program that is about to be run, and where. */
export interface Place extends Beginning {
  /** The step that it is run inside of, in the same run; without one, it is a whole run. */
  readonly within: Step | undefined;
  readonly input: Source;
}

/**
 * A copy of `program`, for one execution of it, that tells those who watch what happens in it: with a tap between two
 * steps where a runnable ends or begins, and around the steps that may wait. Where nobody watches, there is no such copy.
 */
export function watch(program: Program, place: Place): Program {
  const around = runsAround(program, place);
  // Parts of a step, which are no runnables of their own.
  if (around.every((runs) => runs.length === 0) && !program.ops.some((op) => isReplaced(op.step))) return program;
  const { input, within, settings } = place;
  const ops: Op[] = [];
  const tap = (step: Step, seam: Omit<Seam, "step" | "keep">) => {
    if (seam.ending.length + seam.beginning.length === 0 && !seam.awaits) return;
    const keep = keepOf(configOf(step as RunnableStep, settings));
    ops.push(new Tap({ ...seam, step, keep }) as Each as Op);
  };
  if (input.kind === "value") for (const run of around[0]!) run.input = input;
  // A whole run that is given chunks begins before there is one.
  const opens = within === undefined && input.kind !== "value";
  for (const [at, op] of program.ops.entries()) {
    const runs = around[at]!;
    const begun = without(runs, around[at - 1]);
    const ended = without(runs, around[at + 1]).toReversed();
    // Of a value the step tells that takes it; of chunks, a tap.
    const says = op.sees === "value" || (op.sees === "stream" && at === 0 && input.kind === "value");
    if (at === 0 && !says) tap(op.step, { ending: [], beginning: begun, opens });
    else if (at === 0 && opens) tap(op.step, { ending: [], beginning: [], awaits: begun[0] });
    ops.push(op.sees === "chunk" ? op : told(op as Call, says ? begun : [], runs.at(-1), place));
    const next = program.ops[at + 1];
    tap(op.step, { ending: ended, beginning: next && next.sees !== "value" ? without(around[at + 1]!, runs) : [] });
  }
  return new Program(ops, program.signals);
}

/** A program that a step makes while it runs, of which nobody but whoever is bound to it may know. */
export function watchBound(program: Program, context: Context, input: Source): Program {
  if (!program.observed || context instanceof WatchedContext) return program;
  const settings = context.settings as RunnableConfig;
  const nobody = { parent: undefined, observers: [], gates: undefined, runId: undefined };
  const within = placeOf(context.step as RunnableStep);
  return watch(program, { ...nobody, within, settings, streamed: true, input });
}

/** Of each op the runs that it is in, outermost first: one for each runnable around it. */
function runsAround(program: Program, place: Place): readonly (readonly ObservedRun[])[] {
  const known = new Map<Step, ObservedRun>();
  const runsOf = (step: Step | undefined): readonly ObservedRun[] => {
    if (step === undefined || step === place.within) return [];
    const outer = runsOf(step.parent);
    if (isReplaced(step)) return outer;
    let run = known.get(step);
    if (!run) known.set(step, (run = new ObservedRun(step as RunnableStep, beginningIn(place, outer.at(-1)))));
    return [...outer, run];
  };
  return program.ops.map((op) => runsOf(op.step));
}

/** How a run begins that is inside `parent`; without one, that of the whole place. */
function beginningIn(place: Place, parent: ObservedRun | undefined): Place {
  return parent ? { ...place, parent, observers: [], runId: undefined } : place;
}

/** Not it, but what it answers with, is a run. */
function isReplaced(step: Step): boolean {
  return placeOf(step as RunnableStep) !== step;
}

function without(some: readonly ObservedRun[], others: readonly ObservedRun[] = []): readonly ObservedRun[] {
  return some.filter((run) => !others.includes(run));
}

/** The same step, that tells of the runs which begin with it; what it runs inside it is watched as well. */
function told(op: Call | Flow, begun: readonly ObservedRun[], own: ObservedRun | undefined, place: Place): Op {
  const run = own ?? place.parent;
  const within = placeOf(op.step as RunnableStep);
  const inside = (program: Program, input: Source): Program =>
    watch(program, { ...beginningIn(place, own), within, input });
  const answer = (source: Source): Source =>
    source.kind === "program" ? { ...source, program: inside(source.program, source.input) } : source;
  return {
    ...op,
    run(input: never, context: Context) {
      for (const each of begun) each.start(op.sees === "value" ? { value: input } : undefined);
      run?.enter();
      const source = op.run(input, new WatchedContext(context, run, inside));
      return isPromise(source) ? source.then(answer) : answer(source);
    },
  } as Op;
}
