import type { Context } from "../engine/context.ts";
import { later } from "../engine/join.ts";
import { keyed } from "../engine/keyed.ts";
import type { Each, Op, Sink } from "../engine/op.ts";
import { Program } from "../engine/program.ts";
import type { RunnableStep } from "../runs/config.ts";
import {
  both,
  objectOf,
  propertiesOf,
  requiredOf,
  propertyOf,
  without,
  type JsonSchema,
} from "../schema/json-schema.ts";
import { Runnable } from "./base.ts";
import { branchesOp, type Branches } from "./branches.ts";
import { coerceAll, compileAll, giveAll } from "./parallel.ts";
import { labelled, type Parts } from "./parts.ts";
import { objectChunk, only } from "./pick.ts";
import type { Assigned, ChunkOf, OutputOf, StepMap } from "./step.ts";

/** Passes the keys that are not assigned anew. */
class Rest implements Sink {
  private readonly assigned: ReadonlySet<string>;
  private readonly out: Sink;
  private readonly context: Context;

  constructor(assigned: ReadonlySet<string>, out: Sink, context: Context) {
    this.assigned = assigned;
    this.out = out;
    this.context = context;
  }

  push(chunk: unknown): void {
    const object = objectChunk(chunk, this.context);
    const keys = Object.keys(object).filter((key) => !this.assigned.has(key));
    if (keys.length > 0) this.out.push(only(object, keys));
  }
}

/**
 * Gives back its input, an object, with the outputs of `steps` added; they run side by side on that object. Each chunk
 * of the input is passed on before what the steps make of it.
 *
 * @example
 * const chain = RunnablePassthrough.assign({ context: (input: { question: string }) => search(input.question) });
 */
export class RunnableAssign<in In = never, out Out = unknown, out Chunk = Out> extends Runnable<In, Out, Chunk> {
  readonly name = "RunnableAssign";
  readonly steps: Readonly<Record<string, Runnable>>;

  constructor(steps: object) {
    super();
    this.steps = coerceAll(steps);
  }

  static from<In extends object, M extends StepMap<In, Partial<In>>>(
    this: void,
    steps: M & StepMap<In, Partial<In>>,
  ): RunnableAssign<In, Assigned<In, OutputOf<M, In>>, Assigned<Partial<In>, ChunkOf<M, Partial<In>>>> {
    return new RunnableAssign(steps);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const { keys, programs } = compileAll(this.steps, step);
    const assigned = new Set(keys);
    const pass: Each = {
      sees: "chunk",
      step,
      open: (out, context) => new Rest(assigned, out, context),
      join: (before) => before,
    };
    const branches: Branches = {
      programs: [new Program([pass]), ...programs],
      wrap: (branch, chunk) => (branch === 0 ? chunk : { [keys[branch - 1]!]: chunk }),
      join: ([rest, ...chunks]) =>
        keyed({ keys, join: (key) => chunks[keys.indexOf(key)]!.join, rest: later(() => rest!.join) }),
      leads: true,
    };
    return [branchesOp(step, branches)];
  }

  override get "~parts"(): Parts {
    return { how: "parallel", parts: labelled(this.steps), passes: true };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    const taken = Object.entries(this.steps).map(([key, step]) => step["~takes"](propertyOf(wanted, key)));
    return taken.reduce(both, without(wanted, Object.keys(this.steps)));
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    const made = giveAll(this.steps, given);
    const passed = Object.keys(propertiesOf(given)).map((key) => [key, propertyOf(given, key)]);
    const required = new Set([...requiredOf(given), ...Object.keys(made)]);
    return objectOf({ ...Object.fromEntries(passed), ...made }, [...required]);
  }
}
