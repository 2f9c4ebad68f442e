import type { StepConfig } from "../runs/config.ts";
import type { Runnable } from "./base.ts";

/** A step that sees the stream of its input's chunks, as `generator(fn)` makes it. */
export interface StreamStep<in I, out O, out C> {
  readonly "~streams": (chunk: I) => void;
  readonly "~output": O;
  readonly "~chunk": C;
}

/** A function as a step: sees the finished value. */
export type StepFunction<In, O> = (input: In, config: StepConfig) => O;

/** An object as a step: its steps run in parallel on one input, and give an object of their outputs. */
export interface StepMap<Out, Chunk> {
  readonly [key: string]: Step<Out, Chunk>;
}

/**
 * What may follow a step that gives `Out`, in chunks of `Chunk`: a runnable, a function of the finished value, a
 * `generator(fn)` over the chunks, or an object of those.
 */
export type Step<Out, Chunk> =
  | (Runnable<Out, unknown, unknown> & { readonly "~streams"?: never })
  | StreamStep<Chunk, unknown, unknown>
  | StepFunction<Out, unknown>
  | StepMap<Out, Chunk>;

/** Gives back its input. In an object of steps it takes the type of what the other steps are given. */
export interface Passing {
  readonly "~passes": true;
}

/** What a function's result is to the next step: a runnable is run, an (async) iterable of its own is streamed. */
export type Settled<O> =
  IsAny<O> extends true
    ? unknown
    : O extends Runnable<never, infer O2, unknown>
      ? O2
      : O extends Streamed<infer C>
        ? C[]
        : O;
export type Chunked<O> =
  IsAny<O> extends true
    ? unknown
    : O extends Runnable<never, unknown, infer C>
      ? C
      : O extends Streamed<infer C>
        ? C
        : O;
type Streamed<C> = AsyncIterable<C> | Iterator<C>;

/** `any` fits every type, and would be looked into without end. */
export type IsAny<T> = 0 extends 1 & T ? true : false;

/** The output of a step that is given `In`. */
export type OutputOf<S, In> =
  IsAny<S> extends true
    ? unknown
    : S extends Passing
      ? In
      : S extends Runnable<never, infer O, unknown> | StreamStep<never, infer O, unknown>
        ? O
        : S extends (...args: never[]) => infer O
          ? Settled<Awaited<O>>
          : { -readonly [K in keyof S]: OutputOf<S[K], In> };

/** The chunks of a step whose input comes in chunks of `In`. */
export type ChunkOf<S, In> =
  IsAny<S> extends true
    ? unknown
    : S extends Passing
      ? In
      : S extends Runnable<never, unknown, infer C> | StreamStep<never, unknown, infer C>
        ? C
        : S extends (...args: never[]) => infer O
          ? Chunked<Awaited<O>>
          : { -readonly [K in keyof S]?: ChunkOf<S[K], In> };

/** Tells a bare generator function, which could mean two things, from other steps. */
export type Checked<S> = S extends (...args: never[]) => infer O
  ? unknown extends O
    ? unknown
    : O extends Generator | AsyncGenerator
      ? "Write generator(fn) for a step that sees the stream, or RunnableLambda.from(fn) for one that sees the value"
      : unknown
  : unknown;

/** An object with more keys: those of `More` go over those of `T`. */
export type Assigned<T, More> = Simplify<Omit<T, keyof More> & More>;
type Simplify<T> = { [K in keyof T]: T[K] };

/** An object of steps that begins a chain. */
export interface BranchMap {
  readonly [key: string]: Runnable<never, unknown, unknown> | Passing | StepFunction<never, unknown> | BranchMap;
}

/** What all steps of an object take. */
export type ParallelInput<M> = Common<{ [K in keyof M]: { readonly input: InputOf<M[K]> } }[keyof M]>;

/** What a step takes. */
export type InputOf<S> =
  IsAny<S> extends true
    ? unknown
    : S extends Passing
      ? unknown
      : S extends Runnable<infer In, unknown, unknown>
        ? In
        : S extends (input: infer In, ...rest: never[]) => unknown
          ? In
          : S extends BranchMap
            ? // An object of which no key is known would be looked into without end.
              string extends keyof S
              ? unknown
              : ParallelInput<S>
            : never;

/** The intersection of what a union of boxes holds: boxed, since a boolean is a union itself. */
type Common<Boxes> = (Boxes extends unknown ? (box: Boxes) => void : never) extends (box: infer All) => void
  ? All extends { readonly input: infer In }
    ? In
    : unknown
  : never;
