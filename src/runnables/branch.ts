import { isPromise } from "../engine/closing.ts";
import type { Context } from "../engine/context.ts";
import { joined } from "../engine/joined.ts";
import type { Flow, Op } from "../engine/op.ts";
import type { Program } from "../engine/program.ts";
import { Replay } from "../engine/replay.ts";
import type { Source } from "../engine/source.ts";
import { RunletError } from "../errors/error.ts";
import type { RunnableStep } from "../runs/config.ts";
import { both, type JsonSchema } from "../schema/json-schema.ts";
import { giveAny, takeAny } from "./alternatives.ts";
import { Runnable } from "./base.ts";
import { compile, waitsOf } from "./compile.ts";
import { compose } from "./compose.ts";
import { UNNAMED } from "./lambda.ts";
import type { Parts } from "./parts.ts";
import type { ChunkOf, CommonInput, OutputOf } from "./step.ts";

type AnyStep = object;

/** A condition and what is run where it holds; the last one is what is run where none does. */
export type BranchParts = readonly [...(readonly [condition: AnyStep, step: AnyStep])[], AnyStep];

type Part<B extends BranchParts> = B[number];
type StepIn<P> = P extends readonly [unknown, infer S] ? S : P;
type BranchInput<B extends BranchParts> = CommonInput<
  Part<B> extends infer P ? (P extends readonly (infer S)[] ? S : P) : never
>;
type Outputs<S, In> = S extends unknown ? OutputOf<S, In> : never;
type Chunks<S, In> = S extends unknown ? ChunkOf<S, In> : never;

/** Branches as they are run. */
interface Choice {
  readonly conditions: readonly Program[];
  /** One for each condition, and the default. */
  readonly steps: readonly Program[];
}

/**
 * Runs one of several steps: the first whose condition holds, or else the default. Conditions are asked in order, each a
 * run inside this one (`condition:1`), and so is the step (`branch:1`, `branch:default`). The step gets the input as it came,
 * chunk by chunk.
 *
 * A condition that is a function sees the finished input, so all of that is awaited before. One that is a `generator(fn)`
 * may look at the first chunks only, and answer: then the step streams the rest as it comes. Of what it yields, joined, is asked
 * whether it is truthy: with `join: "last"`, of the last.
 *
 * @example
 * const chain = RunnableBranch.from([
 *   [(input: { topic: string }) => input.topic.includes("parrot"), parrotChain],
 *   generalChain,
 * ]);
 */
export class RunnableBranch<in In = never, out Out = unknown, out Chunk = Out> extends Runnable<In, Out, Chunk> {
  readonly name = "RunnableBranch";
  readonly branches: readonly (readonly [condition: Runnable, step: Runnable])[];
  readonly default: Runnable;

  constructor(fields: {
    readonly branches: readonly (readonly [condition: unknown, step: unknown])[];
    readonly default: unknown;
  }) {
    super();
    this.branches = fields.branches.map(([condition, step]) => [compose.coerce(condition), compose.coerce(step)]);
    this.default = compose.coerce(fields.default);
  }

  static from<const B extends BranchParts>(
    parts: B,
  ): RunnableBranch<BranchInput<B>, Outputs<StepIn<Part<B>>, BranchInput<B>>, Chunks<StepIn<Part<B>>, BranchInput<B>>> {
    const branches = parts.slice(0, -1) as (readonly [unknown, unknown])[];
    if (branches.length === 0 || !branches.every((part) => Array.isArray(part) && part.length === 2))
      throw new RunletError("config", "A branch is made of [condition, step] pairs, and a default step behind them.");
    return new RunnableBranch({ branches, default: parts.at(-1) });
  }

  get #steps(): readonly Runnable[] {
    return [...this.branches.map(([, step]) => step), this.default];
  }

  override get "~parts"(): Parts {
    const parts = this.branches.map(([{ name }, runnable], at) => ({
      runnable,
      label: name === UNNAMED ? `${at + 1}` : name,
    }));
    return { how: "alternatives", parts: [...parts, { runnable: this.default, label: "default" }] };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    const conditions = this.branches.map(([condition]) => condition);
    return both(takeAny(conditions, {}), takeAny(this.#steps, wanted));
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return giveAny(this.#steps, given);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const part = (runnable: Runnable, tag: string): Program => compile(runnable, step, runnable.name, tag);
    const choice: Choice = {
      conditions: this.branches.map(([condition], at) => part(condition, `condition:${at + 1}`)),
      steps: [
        ...this.branches.map(([, chosen], at) => part(chosen, `branch:${at + 1}`)),
        part(this.default, "branch:default"),
      ],
    };
    const flow: Flow = {
      sees: "stream",
      step,
      waits: waitsOf([...choice.conditions, ...choice.steps]),
      run: (input, context) => choose(choice, new Replay(input), context, 0),
    };
    return [flow];
  }
}

/** Asks the conditions from `at` on. */
function choose(choice: Choice, input: Replay, context: Context, at: number): Source | Promise<Source> {
  const condition = choice.conditions[at];
  if (!condition) return chosen(choice, input, at);
  const decide = (holds: unknown) => (holds ? chosen(choice, input, at) : choose(choice, input, context, at + 1));
  const asking = context.branch(condition, input.again());
  const answer = joined(asking);
  return isPromise(answer) ? answer.then(({ value }) => decide(value)) : decide(answer.value);
}

function chosen({ steps }: Choice, replay: Replay, at: number): Source {
  const input = replay.again();
  replay.forget();
  return { kind: "program", program: steps[at]!, input };
}
