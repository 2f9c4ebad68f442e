import type { CallbackManagerForChainRun } from "@langchain/core/callbacks/manager";
import { Runnable as TheirRunnable, type RunnableConfig as TheirConfig } from "@langchain/core/runnables";
import type { Runnable } from "../../runnables/runnable.ts";
import { runIn, type Run } from "./config-in.ts";
import { glue } from "./glue.ts";
import type { Some } from "./some.ts";
import { valueIn, valueOut } from "./values.ts";

/** A runnable of ours as LangChain's, as `toLangChain` makes it. */
export class RunletRunnable<In, Out> extends TheirRunnable<In, Out> {
  override lc_namespace = ["runlet"];
  override name: string;
  readonly #runnable: Some;

  constructor(runnable: Runnable<never, unknown, unknown>) {
    super();
    this.#runnable = runnable as Some;
    this.name = runnable.name;
  }

  /** By which its events are named. */
  override get lc_id(): string[] {
    return ["runlet", this.name];
  }

  override invoke(input: In, options?: Partial<TheirConfig>): Promise<Out> {
    const invoke = async (given: In, config?: Partial<TheirConfig>, manager?: CallbackManagerForChainRun) => {
      const run = runIn(config, manager);
      try {
        return valueOut(await run.begin(() => this.#runnable.invoke(valueIn(given), run.config))) as Out;
      } finally {
        await run.told();
      }
    };
    return this._callWithConfig(invoke, input, this.#typed(options));
  }

  override async *_streamIterator(input: In, options?: Partial<TheirConfig>): AsyncGenerator<Out> {
    const given = (async function* () {
      yield input;
    })();
    const chunksOf = async (inputs: AsyncIterable<unknown>, run: Run) => {
      let value: unknown;
      for await (const only of inputs) value = only;
      return run.begin(() => this.#runnable.stream(valueIn(value), run.config));
    };
    yield* this.#stream(given, chunksOf, options);
  }

  override async *transform(inputs: AsyncGenerator<In>, options: Partial<TheirConfig>): AsyncGenerator<Out> {
    const chunksOf = async (chunks: AsyncIterable<unknown>, run: Run) =>
      run.begin(() => this.#runnable.transform(convertedIn(chunks), { ...run.config, join: glued }));
    yield* this.#stream(inputs, chunksOf, options);
  }

  #stream(
    inputs: AsyncGenerator<In>,
    chunksOf: (inputs: AsyncIterable<unknown>, run: Run) => Promise<AsyncIterable<unknown>>,
    options: Partial<TheirConfig> | undefined,
  ): AsyncGenerator<Out> {
    const stream = async function* (
      given: AsyncGenerator<In>,
      manager?: CallbackManagerForChainRun,
      config?: Partial<TheirConfig>,
    ) {
      const run = runIn(config, manager);
      try {
        for await (const chunk of await chunksOf(given, run)) {
          await run.told();
          yield valueOut(chunk) as Out;
        }
      } finally {
        await run.told();
      }
    };
    return this._transformStreamWithConfig(inputs, stream, this.#typed(options));
  }

  /** With the type that its events have. */
  #typed(options: Partial<TheirConfig> | undefined): Partial<TheirConfig> & { runType?: string } {
    const { type } = this.#runnable["~kind"];
    return type === "prompt" || type === "parser" ? { ...options, runType: type } : { ...options };
  }
}

async function* convertedIn(chunks: AsyncIterable<unknown>): AsyncGenerator<unknown, undefined> {
  for await (const chunk of chunks) yield valueIn(chunk);
}

/** LangChain says nothing of how chunks join. */
function glued(chunks: readonly unknown[]): unknown {
  const all = glue.gather();
  for (const chunk of chunks) all.add(chunk);
  return all.value();
}
