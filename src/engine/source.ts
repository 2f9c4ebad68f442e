import { endQuietly } from "./closing.ts";
import type { Chunks, Pull } from "./context.ts";
import type { Join } from "./join.ts";
import type { Program } from "./program.ts";
import type { Reach } from "./taking-back.ts";

/** Where the chunks of a run come from, and how they join. */
export type Source =
  | Answer
  /** Another program, whose chunks take the place of this step's. */
  | { readonly kind: "program"; readonly program: Program; readonly input: Source };

export type Answer = Value | Incoming;

/** One value, which is the only chunk. */
export interface Value {
  readonly kind: "value";
  readonly value: unknown;
}

export type Incoming = Iteration | Passed;

/** Another stream of this run, whose chunks are passed on as they come, without a promise. */
export interface Passed extends Completing {
  readonly kind: "chunks";
  readonly chunks: Pull;
  /** What may begin anew in their place, where they fail. */
  readonly recovery?: Recovery;
}

/** What to do where a stream of a run fails. */
export interface Recovery {
  /** Whether it is to begin anew, where what has come of it has got that far. */
  mayRecover(reach: Reach): boolean;
  /** What begins anew in its place. */
  recover(error: unknown): Source | PromiseLike<Source>;
}

interface Completing {
  /** What is left to be done when all chunks have come, before the end is told. */
  complete?(): PromiseLike<unknown> | undefined;
}

export type Iteration = (
  | {
      /** Chunks that are there when asked for. */
      readonly kind: "sync";
      readonly iterator: Iterator<unknown>;
    }
  | {
      /** Chunks that may have to be waited for. */
      readonly kind: "async";
      readonly iterator: AsyncIterator<unknown>;
    }
  | {
      /** Arrays of chunks: many that came at once, as with one read of a socket. */
      readonly kind: "batches";
      readonly iterator: AsyncIterator<readonly unknown[]>;
    }
) &
  Completing & {
    readonly join: Join;
    /** True where a failure of the iterator is for the steps behind it to judge, at their end: it just ends, then. */
    readonly failsAsEnd?: (error: unknown) => boolean;
  };

/** What a step that sees the stream is given. */
export interface Upstream {
  /** The input, where it is one value that is there from the start. */
  readonly value: { readonly value: unknown } | undefined;
  /** The input as chunks; one chunk, where it is a value. The same each time. */
  chunks(): Chunks;
}

/** The input of a step that sees the stream, for a program that takes the step's place. */
export function sourceOf(input: Upstream): Source {
  return input.value ? { kind: "value", value: input.value.value } : { kind: "chunks", chunks: input.chunks() };
}

/** Ends what nobody reads: an answer that came too late, an input that was not looked at. */
export function discard(source: Source): void {
  if (source.kind === "program") return discard(source.input);
  if (source.kind === "value") return;
  endQuietly(() => (source.kind === "chunks" ? source.chunks.close() : source.iterator.return?.()));
}
