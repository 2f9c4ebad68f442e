import type { Op } from "../engine/op.ts";
import type { Program } from "../engine/program.ts";
import { RunletError } from "../errors/error.ts";
import type { RunnableStep } from "../runs/config.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { giveAny, takeAny } from "./alternatives.ts";
import { attemptsOp, type Attempts } from "./attempts.ts";
import { Runnable } from "./base.ts";
import { compile, isRunnable, waitsOf } from "./compile.ts";
import type { Parts } from "./parts.ts";

export interface FallbackOptions {
  /** Whether a failure leads to the next one. Default: any failure does. */
  readonly fallbackIf?: (error: unknown) => boolean;
  /**
   * The next one may begin where somebody has seen a part of the answer as well, if that can be taken back: in a `stream` that was
   * given `onReset`, which is called before the first new chunk; in `streamEvents` and `streamLog`, which say so (`on_*_reset`).
   * Generators behind it are run again. Not inside a parallel step, nor `map`. Default: false.
   */
  readonly restart?: boolean;
}

/** A runnable that can take the place of one that takes `In`: said by its marks alone, since the class itself is being defined. */
export interface Fallback<in In> {
  readonly "~in": (input: In) => void;
  readonly "~out": unknown;
  readonly "~chunk": unknown;
}

/** In LangChain's form too. */
export type Fallbacks = readonly object[] | ({ readonly fallbacks: readonly object[] } & FallbackOptions);

/**
 * Runs `runnable`, and where that fails before anybody has seen a chunk of it the fallbacks, in order: in `invoke` and for each item
 * of a `batch`, whenever it fails; in `stream`, before its first chunk. Each is given the same input. Where all fail, the run fails with the error of the first. Once a chunk
 * has been delivered nothing else is tried (unless `restart` says so), so that two answers are never glued together.
 *
 * Of an input that is a stream what has been read is kept for the next one, up to the `keepLimit`. `withFallbacks` makes one.
 */
export class RunnableWithFallbacks<in In = never, out Out = unknown, out Chunk = Out> extends Runnable<In, Out, Chunk> {
  readonly name = "RunnableWithFallbacks";
  readonly runnable: Runnable<In, Out, Chunk>;
  readonly fallbacks: readonly Runnable<In, Out, Chunk>[];
  readonly options: FallbackOptions;

  constructor(
    runnable: Runnable<In, Out, Chunk>,
    fallbacks: readonly Runnable<In, Out, Chunk>[],
    options: FallbackOptions = {},
  ) {
    super();
    this.runnable = runnable;
    this.fallbacks = fallbacks;
    this.options = options;
  }

  get #all(): readonly Runnable[] {
    return [this.runnable, ...this.fallbacks];
  }

  override get "~parts"(): Parts {
    const fallbacks = this.fallbacks.map((runnable, at) => ({ runnable, label: `fallback ${at + 1}` }));
    return { how: "alternatives", parts: [{ runnable: this.runnable }, ...fallbacks] };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    return takeAny(this.#all, wanted);
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return giveAny(this.#all, given);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const programs = this.#all.map((runnable) => compile(runnable, step));
    return [attemptsOp(step, () => inOrder(programs, this.options), waitsOf(programs))];
  }
}

/** One after the other, without a wait. Where all fail, the error is that of the first. */
export function inOrder(programs: readonly Program[], options: FallbackOptions = {}): Attempts {
  const { fallbackIf = () => true, restart = false } = options;
  let first: { readonly error: unknown } | undefined;
  return {
    restart,
    program: (at) => programs[at]!,
    next: (error, at) => {
      first ??= { error };
      if (!fallbackIf(error)) throw error;
      if (at + 1 === programs.length) throw first.error;
      return 0;
    },
  };
}

export function withFallbacks(runnable: object, fallbacks: Fallbacks, options: FallbackOptions): RunnableWithFallbacks {
  const given = "fallbacks" in fallbacks ? fallbacks : { fallbacks, ...options };
  if (!Array.isArray(given.fallbacks) || !given.fallbacks.every(isRunnable))
    throw new RunletError("config", "withFallbacks takes an array of runnables, or { fallbacks } with one.");
  return new RunnableWithFallbacks(runnable as Runnable, given.fallbacks as readonly unknown[] as Runnable[], given);
}
