import { isPromise } from "../engine/closing.ts";
import type { Context } from "../engine/context.ts";
import { list } from "../engine/join.ts";
import type { Call, Op } from "../engine/op.ts";
import type { Source } from "../engine/source.ts";
import { RunletError } from "../errors/error.ts";
import { callInside, iterateInside } from "../runs/ambient.ts";
import { stepConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import { watchBound } from "../runs/watch.ts";
import { Runnable } from "./base.ts";
import { compile, isRunnable } from "./compile.ts";
import { isAsyncIterable, iterationInside } from "./input.ts";
import type { Chunked, Settled, StepFunction } from "./step.ts";

/** What one is called that has no name. */
export const UNNAMED = "RunnableLambda";

/**
 * A function as a runnable. It sees the finished value of what is before it, once, and the config of its step.
 *
 * What it returns is the output; a promise is awaited; a runnable is run on the same input, and streamed; an (async)
 * iterator, such as a generator function makes, is streamed too: `invoke` gives the array of its chunks. `O` is what the
 * function returns.
 *
 * @example
 * const shout = RunnableLambda.from((text: string) => text.toUpperCase());
 * const spell = RunnableLambda.from(function* (word: string) { yield* word; });
 */
export class RunnableLambda<in In, O> extends Runnable<In, Settled<Awaited<O>>, Chunked<Awaited<O>>> {
  readonly name: string;
  readonly #fn: StepFunction<In, O>;

  /**
   * `name` is what errors and events call it; by default the function's own, or `RunnableLambda`. LangChain's form, one
   * object `{ func, name }`, means the same.
   */
  constructor(
    fn: StepFunction<In, O> | { readonly func: StepFunction<In, O>; readonly name?: string },
    options: { readonly name?: string } = {},
  ) {
    super();
    const { func, name = options.name } = typeof fn === "function" ? { func: fn } : (fn ?? {});
    if (typeof func !== "function")
      throw new RunletError("config", "RunnableLambda takes a function, or { func } with one.");
    this.#fn = func;
    this.name = name ?? (func.name || UNNAMED);
  }

  static from<In, O>(fn: StepFunction<In, O>, options?: { readonly name?: string }): RunnableLambda<In, O> {
    return new RunnableLambda(fn, options);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const fn = this.#fn;
    const call: Call<In> = {
      sees: "value",
      step,
      waits: isAsync(fn) ? step : undefined,
      run: (input, context) => {
        const config = stepConfig(context);
        return answer(callInside(config, fn, input, config), input, config, context);
      },
    };
    return [call];
  }
}

/**
 * A function as a runnable: {@link RunnableLambda.from}, to be written around a function whose name is what events call it.
 *
 * @example
 * const reverseTwice = chain(async function reverseTwice(text: string) { return await reverse.invoke(await reverse.invoke(text)); });
 */
export const chain = RunnableLambda.from;

/** Declared with `async`: known to wait before it is called. */
export function isAsync(fn: unknown): boolean {
  const tag = (fn as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  return tag === "AsyncFunction" || tag === "AsyncGeneratorFunction";
}

function answer(output: unknown, input: unknown, config: StepConfig, context: Context): Source | PromiseLike<Source> {
  // Promise.resolve: what a user's own `then` gives back may be nothing.
  if (isPromise(output)) return Promise.resolve(output).then((settled) => answer(settled, input, config, context));
  if (isRunnable(output)) {
    const source: Source = { kind: "value", value: input };
    const program = compile(output, context.step as RunnableStep);
    return { kind: "program", program: watchBound(program, context, source), input: source };
  }
  if (isAsyncIterable(output)) return iterationInside(output, list, config)!;
  if (isIterator(output)) return { kind: "sync", iterator: iterateInside(config, output), join: list };
  return { kind: "value", value: output };
}

/** An iterator is a stream; arrays, strings, Maps and Sets are values. */
export function isIterator(value: unknown): value is Iterator<unknown> {
  return typeof value === "object" && value !== null && typeof (value as Iterator<unknown>).next === "function";
}
