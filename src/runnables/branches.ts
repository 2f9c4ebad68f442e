import { isPromise } from "../engine/closing.ts";
import type { Chunks, Context } from "../engine/context.ts";
import { joined } from "../engine/joined.ts";
import type { Join } from "../engine/join.ts";
import { Merge, mergeSync, type Wrap } from "../engine/merge.ts";
import type { Flow } from "../engine/op.ts";
import type { Program } from "../engine/program.ts";
import type { Source, Upstream } from "../engine/source.ts";
import { tee } from "../engine/tee.ts";
import { configOf, type RunnableConfig, type RunnableStep } from "../runs/config.ts";
import { slotsOf } from "./batch-work.ts";
import { waitsOf } from "./compile.ts";

/** Programs that run side by side on one input. */
export interface Branches {
  readonly programs: readonly Program[];
  /** Makes of a branch's chunk what the step gives. */
  readonly wrap: Wrap;
  /** How what the step gives joins, by how its branches do (known once they have begun). */
  join(branches: readonly Chunks[]): Join;
  /** The first branch sees each chunk of the input before the others do. */
  readonly leads: boolean;
}

/** The op of a step that is branches. */
export function branchesOp(step: RunnableStep, branches: Branches): Flow {
  return {
    sees: "stream",
    step,
    waits: waitsOf(branches.programs),
    run: (input, context) => runBranches(branches, input, context),
  };
}

/** Runs branches on the input: each on the value, where it is one; else each on the stream, which they share. */
function runBranches(branches: Branches, input: Upstream, context: Context): Source | PromiseLike<Source> {
  const { programs, leads } = branches;
  const { sync } = context;
  const { maxConcurrency } = configOf(context.step as RunnableStep, context.settings as RunnableConfig);
  // The one that leads only passes chunks on: it takes no slot from the others.
  const slots = slotsOf(maxConcurrency) + (leads ? 1 : 0);
  const onValue = (value: Source) =>
    read(
      branches,
      programs.map(() => value),
      context,
      slots,
    );
  if (input.value) return onValue({ kind: "value", value: input.value.value });
  if (slots >= programs.length) {
    const { taps, held } = tee(input.chunks(), programs.length, { sync, leads });
    return read(branches, taps, context, slots, held);
  }
  // A branch that has to wait for its turn cannot take its share of the stream, and the others would wait for it.
  const value = joined(input.chunks());
  return isPromise(value) ? value.then(onValue) : onValue(value);
}

function read(branches: Branches, inputs: readonly Source[], context: Context, slots: number, held = () => 0): Source {
  const chunks = branches.programs.map((program, index) => context.branch(program, inputs[index]!));
  const join = branches.join(chunks);
  return context.sync
    ? { kind: "sync", iterator: mergeSync(chunks, branches.wrap, held), join }
    : { kind: "async", iterator: new Merge(chunks, branches.wrap, slots), join };
}
