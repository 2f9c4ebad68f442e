import type { StepConfig } from "../runs/config.ts";
import type { Runnable } from "./base.ts";
import type { RunnablePick } from "./pick.ts";

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
      : S extends RunnablePick<Keys>
        ? Picked<In, S["keys"]>
        : S extends Runnable<never, infer O, unknown> | StreamStep<never, infer O, unknown>
          ? O
          : S extends (...args: never[]) => infer O
            ? Settled<Awaited<O>>
            : { -readonly [K in keyof S as Exclude<K, symbol>]: OutputOf<S[K], In> };

/** The chunks of a step whose input comes in chunks of `In`. */
export type ChunkOf<S, In> =
  IsAny<S> extends true
    ? unknown
    : S extends Passing
      ? In
      : S extends RunnablePick<Keys>
        ? Exclude<Picked<In, S["keys"]>, undefined>
        : S extends Runnable<never, unknown, infer C> | StreamStep<never, unknown, infer C>
          ? C
          : S extends (...args: never[]) => infer O
            ? Chunked<Awaited<O>>
            : { -readonly [K in keyof S as Exclude<K, symbol>]?: ChunkOf<S[K], In> };

type Keys<K = string> = K | readonly K[];

/** What a pick keeps of an object. */
type Picked<In, K> = K extends readonly (infer Some)[]
  ? Pick<In, Some & keyof In>
  : K extends keyof In
    ? In[K]
    : unknown;

/**
 * `S`, whatever it is, as what is written behind a step that gives `Out` in chunks of `Chunk`. `S` is `never` only while
 * TypeScript infers it: a generator without annotations takes its parameter's type from there. A conditional and no
 * union, since of a union of models (`flag ? a : b`) `S` would be the first alone.
 */
export type Given<S, Out, Chunk> = [S] extends [never] ? StreamStep<Chunk, unknown, unknown> : Needed<S, Out, Chunk>;

/** The same for an object of steps, which may be an interface: its keys are asked one by one. */
export type GivenMap<M, Out, Chunk> = [M] extends [never] ? M : NoInfer<NeededMap<M, Out, Chunk>>;

/**
 * Whatever may be written where a step is expected, a mistake too, since a type that its constraint refuses is not there
 * to say what it should have been. Functions without annotations take their parameters' types from the first part.
 */
export type Candidate<Out, Chunk> = Step<Out, Chunk> | object | Primitive;
type Primitive = string | number | bigint | boolean | symbol | null | undefined;

/** What a step of the kind of `S` has to be there: TypeScript says what the two differ in. It infers `S` where it is bare. */
export type Needed<S, Out, Chunk> =
  IsAny<S> extends true
    ? S
    : S extends RunnablePick<Keys>
      ? RunnablePick<Keys<keyof Out & string>>
      : S extends { readonly "~streams": unknown }
        ? StreamStep<Chunk, unknown, unknown>
        : S extends Runnable<never, unknown, unknown>
          ? Runnable<Out, unknown, unknown>
          : S extends (...args: never[]) => infer O
            ? NeededFunction<O, Out>
            : S extends abstract new (...args: never[]) => unknown
              ? abstract new (...args: never[]) => "This is a class: write new to make a step of it"
              : S extends Primitive | PromiseLike<unknown> | readonly unknown[]
                ? "A step is a runnable, a function, a generator(fn), or an object of those"
                : { readonly [K in keyof S as Exclude<K, symbol>]: Needed<S[K], Out, Chunk> };

type NeededMap<M, Out, Chunk> = M extends
  | Runnable<never, unknown, unknown>
  | ((...args: never[]) => unknown)
  | readonly unknown[]
  ? "Steps that run side by side are given as an object, each under its key"
  : Needed<M, Out, Chunk>;

/** A bare generator function could mean two things; a runnable that a function returns is run on the same input. */
type NeededFunction<O, Out> =
  IsAny<O> extends true
    ? StepFunction<Out, unknown>
    : [O] extends [never]
      ? StepFunction<Out, unknown>
      : [O] extends [Generator | AsyncGenerator]
        ? "Write generator(fn) for a step that sees the stream, or RunnableLambda.from(fn) for one that sees the value"
        : StepFunction<Out, Returned<O, Out>>;
type Returned<O, Out> =
  O extends Runnable<never, unknown, unknown>
    ? Runnable<Out, unknown, unknown>
    : O extends PromiseLike<infer P>
      ? PromiseLike<Returned<P, Out>>
      : O;

/** An object with more keys: those of `More` go over those of `T`. */
export type Assigned<T, More> = Simplify<Omit<T, keyof More> & More>;
type Simplify<T> = { [K in keyof T]: T[K] };

/** A runnable with the outputs of `M` added to its own. */
export type AssignedTo<In, Out, Chunk, M> = Runnable<
  In,
  Assigned<Out, OutputOf<M, Out>>,
  Assigned<Chunk, ChunkOf<M, Chunk>>
>;

/** An object of steps that begins a chain. */
interface BranchMap {
  readonly [key: string]: Runnable<never, unknown, unknown> | Passing | StepFunction<never, unknown> | BranchMap;
}

/** What all steps of an object take. */
export type ParallelInput<M> = Common<{ [K in keyof M]: { readonly input: InputOf<M[K]> } }[keyof M]>;

/** What all steps of a union take. */
export type CommonInput<S> = Common<S extends unknown ? { readonly input: InputOf<S> } : never>;

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
          : S extends MapOf<S>
            ? // An object of which no key is known would be looked into without end.
              string extends keyof S
              ? unknown
              : ParallelInput<S>
            : unknown;

/** `S`, where it is an object of steps: an interface has no index signature, so it is asked key by key. */
type MapOf<S> = { readonly [K in keyof S]: BranchMap[string] };

/** The intersection of what a union of boxes holds: boxed, since a boolean is a union itself. */
type Common<Boxes> = (Boxes extends unknown ? (box: Boxes) => void : never) extends (box: infer All) => void
  ? All extends { readonly input: infer In }
    ? In
    : unknown
  : never;
