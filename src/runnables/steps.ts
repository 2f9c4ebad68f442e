import type { StepConfig } from "../runs/config.ts";
import type { Runnable } from "./base.ts";
import type { BranchMap, Checked, ChunkOf, InputOf, IsAny, OutputOf, Passing } from "./step.ts";
import type { Step, StepFunction, StreamStep } from "./step.ts";

/** What a sequence can begin with: it says itself what it takes. */
export type FirstStep = Runnable<never, unknown, unknown> | StepFunction<never, unknown> | BranchMap | Passing;

/** An output and its chunks. */
type Outcome = readonly [output: unknown, chunk: unknown];

/** The outcome of steps one behind the other, of which the last ones may not be there. */
export type OutcomeOf<Steps extends readonly unknown[]> = Steps extends readonly [...infer Before, infer Last]
  ? IsOpen<Last> extends true
    ? OutcomeOf<Before>
    : After<Steps>
  : Outcome;

/**
 * The outcome of steps one behind the other. While TypeScript has not come to a function without annotations, its
 * outcome is `never`, which every step takes.
 */
export type After<Steps extends readonly unknown[]> = Steps extends readonly [infer First]
  ? [OutputOf<First, InputOf<First>>, ChunkOf<First, InputOf<First>>]
  : Steps extends readonly [...infer Before, infer Last]
    ? IsOpen<Last> extends true
      ? [never, never]
      : [OutputOf<Last, After<Before>[0]>, ChunkOf<Last, After<Before>[1]>]
    : Outcome;

/** A type parameter that nothing was inferred for. */
type IsOpen<S> = IsAny<S> extends true ? false : unknown extends S ? true : false;

/**
 * `S` as a step behind others. No step is of a type that {@link Seen} names: it is there for a function without
 * annotations, whose parameter takes its type from there.
 */
export type StepAfter<S, Before extends Outcome> =
  | (S & Seam<S, Before>)
  | Seen<Before>
  | { readonly [key: string]: Seen<Before> };
type Seam<S, Before extends Outcome> =
  IsOpen<S> extends true
    ? unknown
    : S extends Step<Before[0], Before[1]>
      ? Checked<S>
      : "This step does not take what the one before it gives";

declare const nothing: unique symbol;
type Seen<Before extends Outcome> =
  | StreamStep<NoInfer<Before[1]>, typeof nothing, typeof nothing>
  | ((input: Before[0], config: StepConfig) => typeof nothing);
