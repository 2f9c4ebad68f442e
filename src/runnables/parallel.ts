import { last } from "../engine/join.ts";
import { keyed } from "../engine/keyed.ts";
import type { Op } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { RunnableStep } from "../runs/config.ts";
import { both, objectOf, part, propertyOf, type JsonSchema } from "../schema/json-schema.ts";
import { Runnable } from "./base.ts";
import { branchesOp, type Branches } from "./branches.ts";
import { compile } from "./compile.ts";
import { compose } from "./compose.ts";
import { labelled, type Parts } from "./parts.ts";
import type { ChunkOf, GivenMap, OutputOf, ParallelInput } from "./step.ts";

/**
 * Steps that run side by side on one input. The output is an object of their outputs; it streams as objects of one key
 * each, `{ key: chunk }`, as each step produces. A step that fails ends the others.
 *
 * An object literal in `pipe` makes one; {@link parallel} begins a chain with one.
 */
export class RunnableParallel<M extends object> extends Runnable<
  ParallelInput<M>,
  OutputOf<M, ParallelInput<M>>,
  ChunkOf<M, ParallelInput<M>>
> {
  readonly name: string;
  /** The steps by key. */
  readonly steps: Readonly<Record<string, Runnable>>;

  constructor(fields: { readonly steps: GivenMap<M, never, never>; readonly name?: string }) {
    super();
    if (!Object.hasOwn(fields ?? {}, "steps"))
      throw new RunletError(
        "config",
        "new RunnableParallel takes { steps: { … } }: write that, or parallel({ … }) of the steps alone.",
      );
    this.steps = coerceAll(fields.steps as object);
    this.name = fields.name ?? `RunnableParallel<${Object.keys(this.steps).join(",")}>`;
  }

  /** Of the steps alone. */
  static from<M extends object>(this: void, steps: GivenMap<M, never, never>): RunnableParallel<M> {
    return new RunnableParallel<M>({ steps });
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const { keys, programs } = compileAll(this.steps, step);
    const branches: Branches = {
      programs,
      wrap: (branch, chunk) => ({ [keys[branch]!]: chunk }),
      join: (chunks) => keyed({ keys, join: (key) => chunks[keys.indexOf(key)]?.join ?? last }),
      leads: false,
    };
    return [branchesOp(step, branches)];
  }

  override get "~parts"(): Parts {
    return { how: "parallel", parts: labelled(this.steps) };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    const taken = Object.entries(this.steps).map(([key, step]) => step["~takes"](propertyOf(wanted, key)));
    return taken.reduce(both, {});
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return objectOf(giveAll(this.steps, given));
  }
}

/**
 * Begins a chain with a parallel step.
 *
 * @example
 * const chain = parallel({ context: retriever, question: new RunnablePassthrough() }).pipe(prompt).pipe(model);
 */
export const parallel = RunnableParallel.from;

/** The steps of an object, as runnables. */
export function coerceAll(steps: object): Readonly<Record<string, Runnable>> {
  if (typeof steps !== "object" || steps === null || Array.isArray(steps))
    throw new RunletError("config", "Steps that run side by side are given as an object, each under its key.");
  return Object.fromEntries(Object.entries(steps).map(([key, step]) => [key, compose.coerce(step)]));
}

/** The steps of an object, each compiled as a branch of its own. */
export function compileAll(steps: Readonly<Record<string, Runnable>>, parent: RunnableStep) {
  const keys = Object.keys(steps);
  const programs = keys.map((key) => compile(steps[key]!, parent, steps[key]!.name, `map:key:${key}`));
  return { keys, programs };
}

/** What each of the steps gives. */
export function giveAll(steps: Readonly<Record<string, Runnable>>, given: JsonSchema): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(steps).map(([key, step]) => [key, part(step["~gives"](given))]));
}
