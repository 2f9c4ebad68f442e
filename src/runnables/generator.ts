import { letGo } from "../engine/closing.ts";
import type { Chunks, Context } from "../engine/context.ts";
import { joined } from "../engine/joined.ts";
import { list } from "../engine/join.ts";
import type { Flow, Op } from "../engine/op.ts";
import type { Source, Upstream } from "../engine/source.ts";
import { RunletError } from "../errors/error.ts";
import { callInside } from "../runs/ambient.ts";
import { stepConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import { Runnable } from "./base.ts";
import { iterationInside, joinOf, type JoinName, type JoinOption } from "./input.ts";
import { isAsync } from "./lambda.ts";
import type { StreamStep } from "./step.ts";

/**
 * What a generator step reads: with `for await` in an `async function*`, with `for` in a `function*`. Read it once.
 * A `function*` in an asynchronous run is given its input when it is complete, since a plain loop cannot wait for it.
 */
export interface StepInput<out C> extends AsyncIterable<C>, Iterable<C> {}

/** A generator function over the stream of a step's input. */
export type StreamFunction<I, C> = (input: StepInput<I>, config: StepConfig) => AsyncIterable<C> | Iterable<C>;

/** What chunks of `C` join into, by the name of the join. */
export type Joined<J, C> = J extends "text"
  ? string
  : J extends "last"
    ? C
    : J extends "messages"
      ? C extends { "~join"(chunks: never): infer O }
        ? O
        : never
      : C[];

export interface GeneratorOptions<Join = JoinOption> {
  /** How the chunks that it yields join into its output. Default: `"list"`, an array of them. */
  readonly join?: Join;
  /** What errors and events call it. Default: the function's own name, or `RunnableGenerator`. */
  readonly name?: string;
}

/** A generator function as a runnable, as {@link generator} makes it. It sees the stream of its input. */
export class RunnableGenerator<in I, out O, out C> extends Runnable<NoInfer<I>, O, C> implements StreamStep<I, O, C> {
  declare readonly "~streams": (chunk: I) => void;
  declare readonly "~output": O;
  readonly name: string;
  readonly #fn: StreamFunction<I, C>;
  readonly #join: JoinOption;

  constructor(fn: StreamFunction<I, C>, options: GeneratorOptions = {}) {
    super();
    if (typeof fn !== "function") throw new RunletError("config", "generator() takes a generator function.");
    this.#fn = fn;
    this.#join = options.join ?? "list";
    this.name = options.name ?? (fn.name || "RunnableGenerator");
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const fn = this.#fn as StreamFunction<unknown, unknown>;
    const join = joinOf(this.#join);
    const call = (input: StepInput<unknown>, context: Context): Source => {
      const config = stepConfig(context);
      const chunks = callInside(config, fn, input, config);
      const iteration = iterationInside(chunks, join, config);
      if (iteration) return iteration;
      letGo(chunks);
      throw new RunletError("config", `The step "${step.name}" is not a generator: it returned no iterator.`);
    };
    const flow: Flow = {
      sees: "stream",
      step,
      waits: isAsync(fn) ? step : undefined,
      run: (input, context) =>
        context.sync || !isSyncGenerator(fn)
          ? call(new ChunkInput(input.chunks(), context.sync), context)
          : readAll(input).then((chunks) => call(chunks as never, context)),
    };
    return [flow];
  }
}

/**
 * A step that sees the stream: stream in, stream out. What it yields is passed on at once; a `finally` in it runs
 * however the stream ends.
 *
 * @example
 * const upper = generator(async function* (texts: AsyncIterable<string>) {
 *   for await (const text of texts) yield text.toUpperCase();
 * }, { join: "text" });
 */
export function generator<I, C, J extends JoinName = "list", O = Joined<J, C>>(
  fn: StreamFunction<I, C>,
  options?: GeneratorOptions<J | ((chunks: readonly C[]) => O)>,
): RunnableGenerator<I, NoInfer<O>, C> {
  return new RunnableGenerator(fn, options as GeneratorOptions);
}

function isSyncGenerator(fn: unknown): boolean {
  return (fn as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] === "GeneratorFunction";
}

async function readAll(input: Upstream): Promise<unknown> {
  return (await joined(input.chunks(), list)).value;
}

const END: IteratorResult<never, undefined> = { value: undefined, done: true };

/** The chunks of a stage as an iterable, in the one way that its run allows. */
class ChunkInput implements AsyncIterableIterator<unknown, undefined>, StepInput<unknown> {
  private readonly chunks: Chunks;
  private readonly sync: boolean;
  /** The function has ended the reading itself. */
  private left = false;

  constructor(chunks: Chunks, sync: boolean) {
    this.chunks = chunks;
    this.sync = sync;
  }

  [Symbol.asyncIterator](): this {
    if (!this.sync) return this;
    throw new RunletError(
      "async_step",
      "This run is synchronous: read the input of the generator with for, not for await.",
    );
  }

  [Symbol.iterator](): IterableIterator<unknown, undefined> {
    if (!this.sync) {
      throw new RunletError("async_step", "This run is asynchronous: read the input of the generator with for await.");
    }
    return {
      next: () => (this.left ? END : this.chunks.nextSync()),
      return: () => {
        this.left = true;
        this.chunks.close();
        return END;
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    return this.left ? Promise.resolve(END) : this.chunks.next();
  }

  async return(): Promise<IteratorResult<unknown, undefined>> {
    this.left = true;
    await this.chunks.close();
    return END;
  }
}
