import { list, type Join } from "../../engine/join.ts";
import type { Chunks } from "../../engine/context.ts";
import type { Call, Each, Flow, Op, Sink } from "../../engine/op.ts";
import type { Iteration } from "../../engine/source.ts";
import { callInside, iterateInside } from "../../runs/ambient.ts";
import { stepConfig, type RunnableConfig, type RunnableStep, type StepConfig } from "../../runs/config.ts";
import type { RunKind } from "../../runs/kind.ts";
import { Runnable } from "../../runnables/runnable.ts";
import { configOut } from "./config-out.ts";
import { graphJoin } from "./graph-join.ts";
import { innermost, isGraph, joinOf, kindOf, takesStream, type Theirs } from "./structure.ts";
import { valueIn, valueOut } from "./values.ts";

/** A runnable of LangChain's as ours, as `fromLangChain` makes it. */
export class LangChainRunnable<
  in In,
  out Out,
  out Chunk = Out,
  Config extends RunnableConfig = RunnableConfig,
> extends Runnable<In, Out, Chunk, Config> {
  readonly name: string;
  readonly #runnable: Theirs;
  readonly #kind: RunKind;
  readonly #join: Join | undefined;

  constructor(runnable: Theirs, join: Join | undefined) {
    super();
    this.#runnable = runnable;
    this.#kind = kindOf(runnable);
    this.#join = join;
    this.name = nameOf(runnable);
  }

  override get "~kind"(): RunKind {
    return this.#kind;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const runnable = this.#runnable;
    const graph = isGraph(runnable);
    const join = this.#join ?? joinOf(runnable);
    const stream = (input: unknown, config: StepConfig): Promise<Iteration> => {
      const options = graph ? { streamMode: "values", ...configOut(config) } : configOut(config);
      const chunks = callInside(config, () => runnable.stream(valueOut(input), options));
      const joined = graph ? (this.#join ?? joinOfMode((options as GraphOptions).streamMode)) : join;
      return Promise.resolve(chunks).then((read) => iteration(read[Symbol.asyncIterator](), config, joined));
    };
    const head: Call | Flow = takesStream(runnable)
      ? {
          sees: "stream",
          step,
          waits: step,
          run(input, context) {
            const config = stepConfig(context);
            if (input.value) return stream(input.value.value, config);
            const chunks = callInside(config, () => runnable.transform(given(input.chunks()), configOut(config)));
            return iteration(chunks, config, join);
          },
        }
      : { sees: "value", step, waits: step, run: (input, context) => stream(input, stepConfig(context)) };
    return [head as Op, convertingEach(step, valueIn) as Each as Op];
  }
}

interface GraphOptions {
  readonly streamMode?: unknown;
}

/** What a graph gives in one mode is its state, of which the last is the output; in any other, what happens in it. */
function joinOfMode(mode: unknown): Join {
  return mode === "values" ? graphJoin : list;
}

/** What a runnable of LangChain's is called, in its own events too. */
export function nameOf(runnable: Theirs): string {
  const inner = innermost(runnable);
  const { name } = inner as { readonly name?: unknown };
  return typeof name === "string" && name !== "" ? name : inner.getName();
}

function iteration(chunks: AsyncIterator<unknown>, config: StepConfig, join: Join): Iteration {
  return { kind: "async", iterator: iterateInside(config, chunks), join };
}

/** Our stream, as a generator of LangChain's values. */
async function* given(chunks: Chunks): AsyncGenerator<unknown, undefined> {
  try {
    for (;;) {
      const result = await chunks.next();
      if (result.done) return undefined;
      yield valueOut(result.value);
    }
  } finally {
    await chunks.close();
  }
}

/** A step that makes of each chunk one of the other library. */
export function convertingEach<In, Out>(step: RunnableStep, convert: (chunk: In) => Out): Each<In, Out> {
  return { sees: "chunk", step, open: (out) => new Converting(convert, out), join: (before) => before };
}

class Converting<In, Out> implements Sink<In> {
  private readonly convert: (chunk: In) => Out;
  private readonly out: Sink<Out>;

  constructor(convert: (chunk: In) => Out, out: Sink<Out>) {
    this.convert = convert;
    this.out = out;
  }

  push(chunk: In): void {
    this.out.push(this.convert(chunk));
  }
}
