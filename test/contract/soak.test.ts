import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { RunnableParallel } from "../../src/runnables/parallel.ts";
import { isRunletError } from "../../src/errors/error.ts";
import { random } from "../support/json-texts.ts";
import { cases } from "../support/runs.ts";
import { Source } from "../support/source.ts";
import { chain, thrown, turn, type AnyRunnable } from "./ways.ts";

/** With LONG=1, as many as the promise says. */
const RUNS = cases(1_000, 3_000, 100_000);

const inner = chain(
  (text: string) => `${text}.`,
  RunnableLambda.from(async (text: string) => text),
);

/** What stands behind a source: each awaits something else, and calls other runnables in its own way. */
const PROGRAMS: readonly ((source: unknown) => AnyRunnable)[] = [
  (source) => chain(source),
  (source) => chain(source, async (text: string) => await inner.invoke(text as never)),
  (source) =>
    chain(
      source,
      RunnableLambda.from(() => inner),
    ),
  (source) =>
    chain(
      source,
      generator(
        async function* (texts: AsyncIterable<string>) {
          for await (const text of texts) yield* inner.stream(text as never) as AsyncIterable<string>;
        },
        { join: "text" },
      ),
    ),
  (source) => chain(source, new RunnableParallel({ steps: { a: inner, b: (text: string) => text } })),
];

it(
  `leaves nothing behind, whatever of ${RUNS} watched runs is aborted or left when`,
  { timeout: 1_800_000 },
  async () => {
    const next = random(12_345);
    const below = (end: number) => Math.floor(next() * end);
    // Shared by very many runs, as that of a server may be.
    const shared = new AbortController();
    for (let run = 0; run < RUNS; run++) {
      const own = new AbortController();
      const source = new Source({ length: 5, chunk: () => "ab" });
      const kind = below(2) === 0 ? "sync" : "async";
      const begun = generator(() => source[kind] as AsyncIterable<string>, { join: "text" });
      const runnable = PROGRAMS[below(PROGRAMS.length)]!(begun);
      const at = below(25);
      const what = below(4);
      const config = { signal: what === 0 ? own.signal : shared.signal };
      let read = 0;
      const error = await thrown(async () => {
        for await (const _ of runnable.streamEvents("x" as never, config)) {
          if (read++ !== at) continue;
          if (what === 0) own.abort();
          else if (what === 1) break;
          else if (what === 2) throw new Error("consumer");
          else await turn();
        }
      });
      if (isRunletError(error)) expect(error.code).toBe("aborted");
      if (source.made > 0) expect([source.ended, source.wrongs]).toEqual([1, []]);
      expect(getEventListeners(own.signal, "abort")).toEqual([]);
      if (run % 1000 === 0) await turn();
    }
    expect(getEventListeners(shared.signal, "abort")).toEqual([]);
  },
);
