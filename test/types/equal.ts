/** Whether two types are the same: `any` is the same only as `any`. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** A type error where `T` is not true. */
export type Assert<T extends true> = T;

/** What a runnable takes, gives and streams, as a tuple; an error where one of them is `any`. */
export type Types<R> = R extends { "~in": (input: infer In) => void; "~out": infer Out; "~chunk": infer Chunk }
  ? [NoAny<In>, NoAny<Out>, NoAny<Chunk>]
  : never;
type NoAny<T> = 0 extends 1 & T ? "any has reached the user" : T;

export type Is<R, In, Out, Chunk> = Equal<Types<R>, [In, Out, Chunk]>;
