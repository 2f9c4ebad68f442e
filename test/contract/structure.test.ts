import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { isRunletError, RunletError } from "../../src/errors/error.ts";
import { errorInfo } from "../../src/errors/info.ts";
import { generator } from "../../src/runnables/generator.ts";
import { hedge } from "../../src/runnables/hedge.ts";
import { RunnableAssign } from "../../src/runnables/assign.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { parallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { RunnablePick } from "../../src/runnables/pick.ts";
import type { RunnableConfig } from "../../src/runs/config.ts";
import { mapEach, Source, spreadEach } from "../support/source.ts";
import { all, chain, thrown, turn, waysToFail, waysToFailSync, type AnyRunnable } from "./ways.ts";

// Laws of how steps are put together, which need particular steps to be seen.

const passing = generator(async function* (chunks: AsyncIterable<unknown>) {
  for await (const chunk of chunks) yield chunk;
});

describe("falsy chunks", () => {
  const FALSY = [0, "", false, null, undefined, Number.NaN];
  it.each([
    ["a passthrough", new RunnablePassthrough()],
    ["a fused step", mapEach((chunk) => chunk)],
    ["a generator", passing],
    ["a nested sequence", chain(new RunnablePassthrough(), chain(passing, new RunnablePassthrough()))],
  ])("pass through %s", async (_, step) => {
    expect(await all(chain(step).transform(FALSY))).toEqual(FALSY);
  });

  it("pass through a parallel step and pick", async () => {
    const step = chain({ a: new RunnablePassthrough(), b: () => 0 }, new RunnablePick("a"));
    expect(await all(step.transform(FALSY))).toEqual(FALSY);
  });

  it("are outputs of functions", async () => {
    for (const value of FALSY) {
      const step = chain(() => value);
      expect(await step.invoke(1 as never)).toBe(value);
      expect(await all(step.stream(1 as never))).toEqual([value]);
      expect([...step.streamSync(1 as never)]).toEqual([value]);
    }
  });
});

describe("memory", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const LENGTH = 3_000;
  const KEEP = 20;

  it.each([
    ["a passthrough", new RunnablePassthrough()],
    ["a generator", passing],
    [
      "fused steps",
      chain(
        mapEach((chunk) => chunk),
        spreadEach(2),
        mapEach((chunk) => chunk),
      ),
    ],
    ["a parallel step", parallel({ a: new RunnablePassthrough(), b: passing })],
    ["assign", new RunnableAssign({ more: passing })],
    ["nested sequences", chain(chain(passing, new RunnablePassthrough()), chain(passing))],
  ])("does not grow with the length of a stream through %s", async (_, step) => {
    const made: WeakRef<object>[] = [];
    const chunk = (index: number) => {
      const object = { [`key${index % 2}`]: index };
      made.push(new WeakRef(object));
      return object;
    };
    const config: RunnableConfig = { keepLimit: { chunks: KEEP, text: KEEP } };
    const stream = chain(step).transform(new Source({ length: LENGTH, chunk }).async, config);
    let read = 0;
    for await (const _ of stream) if (++read === LENGTH - 10) break;
    await turn();
    collectGarbage();
    expect(made.length).toBeGreaterThan(LENGTH / 4);
    expect(made.filter((object) => object.deref() !== undefined).length).toBeLessThan(10 * KEEP);
    expect(isRunletError(await thrown(() => stream.final()), "aborted")).toBe(true);
  });
});

describe("a window", () => {
  const READ = 10;

  it("of 16 is what is mapped ahead of a batch", async () => {
    let mapped = 0;
    const source = new Source();
    const stream = chain(
      source.batches(1_000),
      mapEach((chunk) => (mapped++, chunk)),
    ).stream(undefined as never);
    for (let at = 0; at < READ; at++) await stream.next();
    await turn();
    expect([mapped, source.made]).toEqual([16, 1_000]);
    await stream.return();
    expect(source.returned).toBe(1);
  });

  it("of 16 is what is mapped ahead of a step that spreads", async () => {
    let mapped = 0;
    const source = new Source();
    const stream = chain(
      spreadEach(1_000),
      mapEach((chunk) => (mapped++, chunk)),
    ).transform(source.async);
    for (let at = 0; at < READ; at++) await stream.next();
    await turn();
    expect([mapped, source.made]).toEqual([16, 1]);
    await stream.return();
  });

  it("holds through all kinds of steps at once", async () => {
    const source = new Source({ chunk: (index) => ({ a: index }) });
    const stream = chain(
      chain(passing, new RunnablePassthrough()),
      { a: chain(new RunnablePick("a"), passing), all: passing },
      new RunnableAssign({ more: passing }),
      passing,
    ).transform(source.async);
    for (let at = 0; at < READ; at++) await stream.next();
    await turn();
    expect(source.made).toBeLessThanOrEqual(16);
    await stream.return();
  });
});

describe("batches", () => {
  const numbers = (stop: number) => new Source({ length: stop, chunk: (index) => index });

  it("are seen chunk by chunk by a step that spreads, and by those before it", async () => {
    const source = numbers(5);
    const stream = chain(
      source.batches(3),
      mapEach((x) => -(x as number)),
      spreadEach(2),
    );
    expect(await all(stream.stream(undefined as never))).toEqual([-0, -0, -1, -1, -2, -2, -3, -3, -4, -4]);
  });

  it("give what was made of them before a step failed", async () => {
    for (const step of [mapEach, (map: (x: unknown) => unknown) => chain(mapEach(map), spreadEach(1))]) {
      const boom = new Error("boom");
      const source = numbers(10);
      const failing = step((x) => {
        if (x === 4) throw boom;
        return x;
      });
      const chunks: unknown[] = [];
      const error = await thrown(async () => {
        const stream = chain(source.batches(10), failing).stream(undefined as never);
        for await (const chunk of stream) chunks.push(chunk);
      });
      expect(error).toBe(boom);
      expect(chunks).toEqual([0, 1, 2, 3]);
      expect(errorInfo(boom)?.partial).toEqual(chunks);
      expect(source.returned).toBe(1);
    }
  });
});

describe("errors", () => {
  it("that are not errors are wrapped, with the value as cause", async () => {
    for (const value of ["text", 0, null, undefined, false, Symbol("s")]) {
      const step = RunnableLambda.from(
        () => {
          throw value;
        },
        { name: "thrower" },
      );
      for (const way of Object.values({ ...waysToFail(chain(step), 1), ...waysToFailSync(chain(step), 1) })) {
        const error = (await way()) as RunletError;
        expect(error).toMatchObject({ code: "thrown", path: ["RunnableSequence", "thrower"] });
        expect(error.cause).toBe(value);
      }
    }
  });

  it("name the steps that led to them, outermost first, through every kind of step", async () => {
    const boom = new Error("boom");
    const failing = RunnableLambda.from(
      () => {
        throw boom;
      },
      { name: "failing" },
    );
    const inner = chain({ a: failing, b: new RunnablePassthrough() }).withConfig({ runName: "inner" });
    const outer = chain(
      new RunnablePassthrough(),
      RunnableLambda.from(() => inner, { name: "chooser" }),
    );
    const path = ["outer", "chooser", "inner", "RunnableParallel<a,b>", "failing"];
    for (const way of Object.values(waysToFail(outer, 1, { runName: "outer" }))) {
      expect(await way()).toBe(boom);
      expect(errorInfo(boom)?.path).toEqual(path);
    }
  });

  it("carry what had come, the same in every way to run", async () => {
    const boom = new Error("boom");
    const half = generator(
      function* half() {
        yield "a";
        yield "b";
        throw boom;
      },
      { join: "text" },
    );
    const step = chain({ text: half });
    for (const [name, way] of Object.entries({ ...waysToFail(step, 1), ...waysToFailSync(step, 1) })) {
      expect(await way()).toBe(boom);
      expect(errorInfo(boom), name).toEqual({
        path: ["RunnableSequence", "RunnableParallel<text>", "half"],
        partial: { text: "ab" },
        partialCut: false,
      });
    }
  });

  it("of a run inside a function keep the path of both", async () => {
    const boom = new Error("boom");
    const failing = RunnableLambda.from(
      () => {
        throw boom;
      },
      { name: "failing" },
    );
    const calling = RunnableLambda.from((input: number) => failing.invoke(input as never), { name: "calling" });
    expect(await thrown(() => calling.invoke(1))).toBe(boom);
    expect(errorInfo(boom)?.path).toEqual(["calling", "failing"]);
  });
});

describe("recursion", () => {
  const endless: RunnableLambda<number, unknown> = new RunnableLambda((): unknown => endless);

  it("is ended at its limit", async () => {
    let depth = 0;
    const counting: RunnableLambda<number, unknown> = new RunnableLambda((): unknown => (depth++, counting));
    const error = await thrown(() => counting.invoke(1));
    expect(error).toMatchObject({ code: "limit", message: "Recursion limit reached." });
    expect(depth).toBe(26);
    expect(await thrown(() => chain(() => passing).invoke(1 as never, { recursionLimit: 0 }))).toMatchObject({
      code: "limit",
    });
    expect(() => endless.invokeSync(1, { recursionLimit: 3 })).toThrow("Recursion limit reached.");
  });

  it("through the branches of a parallel step is counted by answers, not by branches", async () => {
    const deep = chain({ a: { b: { c: () => passing } } });
    expect(await deep.invoke(1 as never, { recursionLimit: 1 })).toEqual({ a: { b: { c: [1] } } });
    const growing: RunnableLambda<number, unknown> = new RunnableLambda((): unknown => parallel({ a: growing }));
    expect(isRunletError(await thrown(() => growing.invoke(1)), "limit")).toBe(true);
  });
});

describe("a wrong step", () => {
  const sentence = /\w+ .*\.$/;
  it.each([
    ["a text", () => chain("text")],
    ["a number", () => chain(5)],
    ["nothing", () => chain(undefined)],
    ["null", () => chain(null)],
    ["an array", () => chain([])],
    ["an instance", () => chain(new Date())],
    ["a bare generator function", () => chain(function* named() {})],
    ["a bare async generator function", () => chain(async function* named() {})],
    ["no steps", () => chain()],
    ["one in an object", () => chain({ a: { b: 5 } })],
    ["an array as parallel steps", () => parallel([] as never)],
    ["null as parallel steps", () => new RunnableAssign(null as never)],
    ["a number to pick", () => new RunnablePick(5 as never)],
    ["a text as a function", () => RunnableLambda.from("text" as never)],
    ["a text as a generator", () => generator("text" as never)],
    ["a join of another name", () => chain(generator(function* () {}, { join: "sum" as never })).stream(1 as never)],
    ["what cannot be iterated", () => new RunnablePassthrough().transform(5 as never)],
  ])("is refused where it is put in: %s", async (_, make) => {
    const error = (await thrown(make)) as RunletError;
    expect(isRunletError(error, "config"), String(error)).toBe(true);
    expect(error.message).toMatch(sentence);
  });

  it("is named, where it is a bare generator function, with the two ways out", async () => {
    const { message } = (await thrown(() => chain(function* spell() {}))) as Error;
    for (const word of ["spell", "generator(fn)", "RunnableLambda.from(fn)"]) expect(message).toContain(word);
  });
});

describe("a step that turns out to wait in a synchronous run", () => {
  it.each([
    ["a promise", () => Promise.resolve(1)],
    ["a promise that rejects", () => Promise.reject(new Error("later"))],
    ["an async iterator", () => passing.stream(1 as never)],
    ["an iterator of promises of results", () => ({ next: async () => ({ done: true, value: undefined }) })],
    ["a runnable that waits", () => passing],
  ])("is named: %s", async (_, answer) => {
    const step = chain((x: unknown) => x, RunnableLambda.from(answer as () => unknown, { name: "late" }));
    for (const way of Object.values(waysToFailSync(step, 1))) {
      const error = (await way()) as RunletError;
      expect(error.code).toBe("async_step");
      expect(error.path.slice(0, 2)).toEqual(["RunnableSequence", "late"]);
    }
  });

  const refusing = RunnableLambda.from((): unknown => {
    throw new Error("refused");
  });
  const other = RunnableLambda.from((): unknown => "another answer");
  const late = RunnableLambda.from((): unknown => passing);
  const lateInside = RunnableLambda.from(function* () {
    yield "a";
    yield late.invokeSync(1);
  });
  it.each<[string, AnyRunnable]>([
    ["falls back from it", late.withFallbacks([other])],
    ["falls back to it", refusing.withFallbacks([late, other])],
    ["falls back from it in the middle", chain(lateInside.withFallbacks([other]), (text: unknown) => text)],
    ["has a word in it", late.withRetry({ onFailedAttempt: () => refusing.invokeSync(1) })],
    [
      "is told of a failure by a promise",
      refusing.withRetry({ onFailedAttempt: async () => {} }).withFallbacks([other]),
    ],
    ["hedges it", hedge(late, other, { afterMs: 0 })],
  ])("is no failed attempt of what %s", async (_, step) => {
    for (const [way, run] of Object.entries(waysToFailSync(step, 1)))
      expect(await run(), way).toMatchObject({ code: "async_step" });
  });
});
