import { describe, expect, it } from "vitest";
import { isRunletError } from "../errors/error.ts";
import { generator } from "../runnables/generator.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { parallel } from "../runnables/parallel.ts";
import "../runnables/runnable.ts";
import { all } from "../../test/support/all.ts";
import { NOTHING, thrown, turn, type AnyRunnable } from "../../test/contract/ways.ts";
import type { RunnableConfig } from "./config.ts";
import { customEvent, dispatchCustomEvent } from "./custom-event.ts";

/** The custom events of a run: of which runnable each is, its name and data. */
async function told(runnable: AnyRunnable, input: unknown = "x", config: RunnableConfig = {}) {
  const events = await all(runnable.streamEvents(input as never, config));
  const names = new Map(events.map(({ run_id, name }) => [run_id, name] as const).toReversed());
  return events.flatMap((event) =>
    event.event === "on_custom_event" ? [[names.get(event.run_id), event.name, event.data]] : [],
  );
}

const say = (data: unknown, config?: RunnableConfig) => dispatchCustomEvent("said", data, config);

/** Each tells of 1 and then of 2, with the config or without. */
const WAYS: Readonly<Record<string, (config: (given: RunnableConfig) => RunnableConfig | undefined) => AnyRunnable>> = {
  "a function": (config) =>
    RunnableLambda.from(function it(_: string, given) {
      say(1, config(given));
      say(2, config(given));
    }),
  "an async function": (config) =>
    RunnableLambda.from(async function it(_: string, given) {
      say(1, config(given));
      await turn();
      say(2, config(given));
    }),
  "a function that returns a generator": (config) =>
    RunnableLambda.from(function* it(_: string, given) {
      say(1, config(given));
      yield "a";
      say(2, config(given));
    }),
  "a generator": (config) =>
    generator(function* it(_: Iterable<string>, given) {
      say(1, config(given));
      yield "a";
      say(2, config(given));
    }),
  "an async generator": (config) =>
    generator(async function* it(texts: AsyncIterable<string>, given) {
      for await (const text of texts) {
        say(1, config(given));
        yield text;
        await turn();
      }
      say(2, config(given));
    }),
  "a function that it calls": (config) =>
    RunnableLambda.from(async function it(_: string, given) {
      const inner = (data: number) => say(data, config(given));
      inner(1);
      await Promise.resolve().then(() => inner(2));
    }),
  "a callback of a timer": (config) =>
    RunnableLambda.from(async function it(_: string, given) {
      say(1, config(given));
      await new Promise<void>((resolve) => {
        setImmediate(() => {
          say(2, config(given));
          resolve();
        });
      });
    }),
};

const TWO = [
  ["it", "said", 1],
  ["it", "said", 2],
];

describe.each(Object.keys(WAYS))("dispatchCustomEvent in %s", (way) => {
  it("with the config", async () => {
    expect(await told(WAYS[way]!((given) => given))).toEqual(TWO);
  });

  it("with a config that is spread", async () => {
    expect(await told(WAYS[way]!((given) => ({ ...given, tags: ["mine"] })))).toEqual(TWO);
  });

  it("without one", async () => {
    expect(await told(WAYS[way]!(() => undefined))).toEqual(TWO);
  });

  it("where nobody watches: nothing", async () => {
    const runnable = WAYS[way]!(() => undefined);
    expect(await thrown(() => runnable.invoke("x" as never))).toBe(NOTHING);
    expect(await thrown(() => all(runnable.stream("x" as never)))).toBe(NOTHING);
  });
});

describe("dispatchCustomEvent", () => {
  it("outside of any run is an error that says what to do", () => {
    for (const config of [undefined, {}, { tags: ["a"] }]) {
      let error: unknown;
      try {
        dispatchCustomEvent("progress", 1, config);
      } catch (caught) {
        error = caught;
      }
      expect(isRunletError(error, "config")).toBe(true);
      expect((error as Error).message).toBe(
        'The custom event "progress" belongs to no run. Call dispatchCustomEvent inside the function of a step, and give it the config of that function.',
      );
    }
  });

  it("is of the innermost run that it is called in", async () => {
    const inner = RunnableLambda.from(function inner(_: string) {
      say("inner");
    });
    const outer = RunnableLambda.from(async function outer(text: string) {
      say("before");
      await inner.invoke(text);
      say("after");
    });
    expect(await told(outer)).toEqual([
      ["outer", "said", "before"],
      ["inner", "said", "inner"],
      ["outer", "said", "after"],
    ]);
  });

  it("in branches that run at the same time is of each its own", async () => {
    const branch = (name: string) =>
      RunnableLambda.from(
        async (_: string) => {
          await turn();
          say(name);
          await turn();
          say(name);
        },
        { name },
      );
    const events = await told(parallel({ a: branch("a"), b: branch("b") }));
    expect(events.toSorted()).toEqual([
      ["a", "said", "a"],
      ["a", "said", "a"],
      ["b", "said", "b"],
      ["b", "said", "b"],
    ]);
  });

  it("in a step that is over tells nobody", async () => {
    let late: (() => void) | undefined;
    const leaves = RunnableLambda.from((_: string, config) => {
      late = () => say("late", config);
    });
    const events = leaves.streamEvents("x");
    const read = await all(events);
    expect(read.map(({ event }) => event)).toEqual(["on_chain_start", "on_chain_stream", "on_chain_end"]);
    late!();
    expect(await events.next()).toEqual({ value: undefined, done: true });
  });

  it("goes where the filter lets it: by its own name, by its type, by the tags of its run", async () => {
    const step = RunnableLambda.from(function it(_: string) {
      say(1);
      dispatchCustomEvent("other", 2);
    });
    const names = async (filter: object) =>
      (await all(step.streamEvents("x", { tags: ["a"] }, filter))).map(({ event, name }) => `${event} ${name}`);
    const custom = ["on_custom_event said", "on_custom_event other"];
    expect(await names({ includeTypes: ["custom_event"] })).toEqual(custom);
    expect(await names({ includeNames: ["said"] })).toEqual(["on_custom_event said"]);
    expect((await names({ includeTags: ["a"] })).slice(1, 3)).toEqual(custom);
    expect(await names({ excludeTypes: ["chain"] })).toEqual(custom);
    expect(await names({ excludeTypes: ["custom_event"], includeNames: ["said"] })).toEqual([]);
  });
});

it("customEvent says to both sides what an event carries", async () => {
  const progress = customEvent<{ done: number }>("progress");
  const step = RunnableLambda.from((_: string, config) => {
    progress.dispatch({ done: 1 });
    dispatchCustomEvent("other", { done: "no" });
    progress.dispatch({ done: 2 }, config);
  });
  const done: number[] = [];
  for await (const event of step.streamEvents("x")) if (progress.is(event)) done.push(event.data.done);
  expect(done).toEqual([1, 2]);
  expect(progress.name).toBe("progress");
});
