import type { Op } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { RunnableStep } from "../runs/config.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { Runnable } from "./base.ts";
import { compilePart } from "./compile.ts";
import { compose } from "./compose.ts";
import type { Parts } from "./parts.ts";
import type { Candidate, Given, InputOf } from "./step.ts";
import type { After, OutcomeOf, StepAfter } from "./steps.ts";

const NAME = "RunnableSequence";

/**
 * Runnables one behind the other: each is given what the one before it makes, chunk by chunk where it can take chunks.
 * `pipe` makes one; `RunnableSequence.from` makes one of a list.
 */
export class RunnableSequence<in In = never, out Out = unknown, out Chunk = Out> extends Runnable<In, Out, Chunk> {
  readonly name: string;
  /** The steps, in order. */
  readonly steps: readonly Runnable[];

  constructor(steps: readonly Runnable[], options: { readonly name?: string } = {}) {
    super();
    if (steps.length === 0) throw new RunletError("config", "A sequence needs at least one step.");
    this.steps = steps;
    this.name = options.name ?? NAME;
  }

  /**
   * A sequence of up to ten steps, typed from the first to the last. Each may be what `pipe` takes; the first, and the
   * function of a `generator`, say what they take.
   *
   * @example
   * const chain = RunnableSequence.from([prompt, model, new StringOutputParser()]);
   */
  static from<S1 extends Candidate<never, never>, S2, S3, S4, S5, S6, S7, S8, S9, S10>(
    steps: readonly [
      Given<S1, never, never>,
      StepAfter<S2, After<[S1]>>?,
      StepAfter<S3, After<[S1, S2]>>?,
      StepAfter<S4, After<[S1, S2, S3]>>?,
      StepAfter<S5, After<[S1, S2, S3, S4]>>?,
      StepAfter<S6, After<[S1, S2, S3, S4, S5]>>?,
      StepAfter<S7, After<[S1, S2, S3, S4, S5, S6]>>?,
      StepAfter<S8, After<[S1, S2, S3, S4, S5, S6, S7]>>?,
      StepAfter<S9, After<[S1, S2, S3, S4, S5, S6, S7, S8]>>?,
      StepAfter<S10, After<[S1, S2, S3, S4, S5, S6, S7, S8, S9]>>?,
    ],
    options: { readonly name?: string } = {},
  ): RunnableSequence<
    InputOf<S1>,
    OutcomeOf<[S1, S2, S3, S4, S5, S6, S7, S8, S9, S10]>[0],
    OutcomeOf<[S1, S2, S3, S4, S5, S6, S7, S8, S9, S10]>[1]
  > {
    if (!Array.isArray(steps)) throw new RunletError("config", "The steps of a sequence are given as an array.");
    return new RunnableSequence(
      (steps as readonly unknown[]).map((step) => compose.coerce(step)),
      options,
    );
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    return this.steps.flatMap((part, index) => compilePart(part, step, `seq:step:${index + 1}`));
  }

  override get "~parts"(): Parts {
    return {
      how: "sequence",
      parts: this.steps.map((runnable) => ({ runnable })),
      subgraph: this.name === NAME ? undefined : this.name,
    };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    return this.steps.reduceRight((behind, step) => step["~takes"](behind), wanted);
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return this.steps.reduce((before, step) => step["~gives"](before), given);
  }
}
