import { isPromise } from "../engine/closing.ts";
import type { Context } from "../engine/context.ts";
import { list } from "../engine/join.ts";
import type { Call, Op } from "../engine/op.ts";
import type { Source } from "../engine/source.ts";
import { RunletError } from "../errors/error.ts";
import { stepConfig, type RunnableStep } from "../runs/config.ts";
import { Runnable } from "./base.ts";
import { compile, isRunnable } from "./compile.ts";
import { isAsyncIterable } from "./input.ts";
import type { Chunked, Settled, StepFunction } from "./step.ts";

/**
 * A function as a runnable. It sees the finished value of what is before it, once, and the config of its step.
 *
 * What it returns is the output; a promise is awaited; a runnable is run on the same input, and streamed; an (async)
 * iterator, such as a generator function makes, is streamed too: `invoke` gives the array of its chunks.
 *
 * @example
 * const shout = RunnableLambda.from((text: string) => text.toUpperCase());
 * const spell = RunnableLambda.from(function* (word: string) { yield* word; });
 */
export class RunnableLambda<in In, out Out, out Chunk = Out> extends Runnable<In, Out, Chunk> {
  readonly name: string;
  readonly #fn: StepFunction<In, unknown>;

  /** `name` is what errors and events call it; by default the function's own, or `RunnableLambda`. */
  constructor(fn: StepFunction<In, unknown>, options: { readonly name?: string } = {}) {
    super();
    if (typeof fn !== "function") throw new RunletError("config", "RunnableLambda takes a function.");
    this.#fn = fn;
    this.name = options.name ?? (fn.name || "RunnableLambda");
  }

  static from<In, O>(
    fn: StepFunction<In, O>,
    options?: { readonly name?: string },
  ): RunnableLambda<In, Settled<Awaited<O>>, Chunked<Awaited<O>>> {
    return new RunnableLambda(fn, options);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const fn = this.#fn;
    const call: Call<In> = {
      sees: "value",
      step,
      waits: isAsync(fn) ? step : undefined,
      run: (input, context) => answer(fn(input, stepConfig(context)), input, context),
    };
    return [call];
  }
}

/** Declared with `async`: known to wait before it is called. */
export function isAsync(fn: unknown): boolean {
  const tag = (fn as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  return tag === "AsyncFunction" || tag === "AsyncGeneratorFunction";
}

function answer(output: unknown, input: unknown, context: Context): Source | PromiseLike<Source> {
  // Promise.resolve: what a user's own `then` gives back may be nothing.
  if (isPromise(output)) return Promise.resolve(output).then((settled) => answer(settled, input, context));
  if (isRunnable(output)) {
    return {
      kind: "program",
      program: compile(output, context.step as RunnableStep),
      input: { kind: "value", value: input },
    };
  }
  if (isAsyncIterable(output)) return { kind: "async", iterator: output[Symbol.asyncIterator](), join: list };
  if (isIterator(output)) return { kind: "sync", iterator: output, join: list };
  return { kind: "value", value: output };
}

/** An iterator is a stream; arrays, strings, Maps and Sets are values. */
function isIterator(value: unknown): value is Iterator<unknown> {
  return typeof value === "object" && value !== null && typeof (value as Iterator<unknown>).next === "function";
}
