import type { Op } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { RunnableStep } from "../runs/config.ts";
import { Runnable } from "./base.ts";
import { compilePart } from "./compile.ts";
import { compose } from "./compose.ts";
import type { ChunkOf, OutputOf, Step } from "./step.ts";

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
    this.name = options.name ?? "RunnableSequence";
  }

  /**
   * A sequence of up to ten steps, typed from the first to the last. Each may be what `pipe` takes.
   *
   * @example
   * const chain = RunnableSequence.from([prompt, model, new StringOutputParser()]);
   */
  static from(steps: readonly unknown[], options: { readonly name?: string } = {}): RunnableSequence {
    if (!Array.isArray(steps)) throw new RunletError("config", "The steps of a sequence are given as an array.");
    return new RunnableSequence(
      steps.map((step) => compose.coerce(step)),
      options,
    );
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    return this.steps.flatMap((part, index) => compilePart(part, step, `seq:step:${index + 1}`));
  }
}
