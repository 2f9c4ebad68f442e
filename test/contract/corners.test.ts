import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import { errorInfo } from "../../src/errors/info.ts";
import { generator, type StepInput } from "../../src/runnables/generator.ts";
import { RunnableAssign } from "../../src/runnables/assign.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { RunnablePick } from "../../src/runnables/pick.ts";
import type { StepConfig } from "../../src/runs/config.ts";
import { Source } from "../support/source.ts";
import { all, chain, thrown, turn } from "./ways.ts";

const ab = generator(
  function* () {
    yield "a";
    yield "b";
  },
  { join: "text" },
);
const given = 1 as never;

describe("what a run leaves", () => {
  it("is incomplete after a break, however often it is ended then", async () => {
    const stream = ab.stream(given);
    for await (const _ of stream) break;
    await stream[Symbol.asyncDispose]();
    expect(await thrown(() => stream.final())).toMatchObject({ code: "aborted", partial: "a" });
  });

  it("is told by final() also where a finally throws", async () => {
    const failing = {
      next: () => ({ value: 1, done: false }),
      return: () => {
        throw new Error("finally");
      },
    };
    const stream = chain(() => failing).stream(given);
    await stream.next();
    expect(await thrown(() => stream.return())).toMatchObject({ message: "finally" });
    expect(await thrown(() => stream.final())).toMatchObject({ code: "aborted" });
    const picked = chain(() => failing, new RunnablePick("a")).stream(given);
    expect(await thrown(() => picked.final())).toMatchObject({ code: "config" });
  });

  it("is not taken for an end by a generator that was left behind", async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    let saw: unknown = "nothing";
    const waiting = generator(async function* (input: StepInput<unknown>) {
      await gate;
      saw = await thrown(() => all(input));
      yield 1;
    });
    const stream = waiting.stream(given);
    const pull = stream.next();
    await stream.return();
    expect(await pull).toEqual({ value: undefined, done: true });
    go();
    await turn();
    expect(isRunletError(saw, "aborted")).toBe(true);
  });

  it("is an end where the generator left the reading itself", async () => {
    const twice = generator(async function* (input: StepInput<string>) {
      for await (const text of input) {
        yield text;
        break;
      }
      for await (const text of input) yield text;
    });
    expect(await chain(ab, twice).invoke(given)).toEqual(["a"]);
  });

  it("is no rejection that nobody handles where branches leave early and the source's finally throws", async () => {
    const fail = (): never => {
      throw new Error("finally");
    };
    const endless = generator(async function* () {
      try {
        while (true) yield 1;
      } finally {
        fail();
      }
    });
    const leaving = generator(async function* (input: StepInput<number>) {
      for await (const _ of input) break;
      await turn();
      yield "left";
    });
    expect(await chain(endless, { a: leaving }).invoke(given)).toEqual({ a: ["left"] });
  });
});

describe("a step that ends its own run by its signal", () => {
  it("is the last one to run", async () => {
    const controller = new AbortController();
    let ran = 0;
    const step = chain(
      () => controller.abort(),
      () => ran++,
    );
    expect(await thrown(() => step.invoke(given, { signal: controller.signal }))).toMatchObject({ code: "aborted" });
    expect(ran).toBe(0);
  });

  it("has what it answers with closed", async () => {
    const controller = new AbortController();
    const source = new Source();
    const step = chain(() => {
      controller.abort();
      return source.async;
    });
    expect(await thrown(() => step.invoke(given, { signal: controller.signal }))).toMatchObject({ code: "aborted" });
    expect([source.made, source.returned]).toEqual([0, 1]);
  });
});

describe("an abort", () => {
  it("is of the whole run, and of no step in it", async () => {
    const controller = new AbortController();
    const source = new Source({ deafAt: 2 });
    const step = chain(() => source.async, new RunnablePassthrough());
    const stream = step.stream(given, { signal: controller.signal });
    await stream.next();
    controller.abort();
    expect(errorInfo(await thrown(() => stream.next()))?.path).toEqual(["RunnableSequence"]);
  });

  it("tells its reason to the signal of every step", async () => {
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    const step = chain(
      (_: unknown, config: StepConfig) => {
        ({ signal } = config);
        return new Promise(() => {});
      },
      () => 1,
    );
    const run = thrown(() => step.invoke(given, { signal: controller.signal }));
    controller.abort("why");
    expect(await run).toMatchObject({ code: "aborted", cause: "why" });
    expect(signal?.reason).toBe("why");
  });

  it("finds no listener of a branch that would have begun later", async () => {
    const { signal } = new AbortController();
    const step = chain({ a: new RunnablePassthrough().withConfig({ signal }), b: new RunnablePassthrough() });
    const stream = step.transform(new Source({ length: 1 }).async, { maxConcurrency: 1 });
    const pull = stream.next();
    await Promise.resolve();
    await stream.return();
    await pull;
    await turn();
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("what a function may answer with", () => {
  it("is a promise of another make", async () => {
    // oxlint-disable-next-line unicorn/no-thenable
    const thenable = { then: (resolve: (value: number) => void) => resolve(5) };
    expect(await chain(() => thenable).invoke(given)).toBe(5);
  });

  it("is an iterator that gives promises of its results", async () => {
    let made = 0;
    const iterator = { next: async () => ({ value: made, done: made++ === 2 }) };
    expect(await chain(() => iterator).invoke(given)).toEqual([0, 1]);
  });

  it("is an async iterator that throws at once: it is not closed, and its step is named", async () => {
    let closed = 0;
    const boom = new Error("boom");
    const iterator = {
      next() {
        throw boom;
      },
      return: () => closed++,
    };
    const step = RunnableLambda.from(() => ({ [Symbol.asyncIterator]: () => iterator }), { name: "bad" });
    expect(await thrown(() => chain(step, ab, ab).invoke(given))).toBe(boom);
    expect(errorInfo(boom)?.path).toEqual(["RunnableSequence", "bad"]);
    expect(closed).toBe(0);
  });

  it.each([
    ["a number", () => 5],
    ["nothing", () => undefined],
    ["null", () => null],
    ["a promise that rejects", () => Promise.reject(new Error("unseen"))],
  ])("is no stream for a generator: %s", async (_, answer) => {
    const step = generator(answer as never);
    expect(await thrown(() => step.invoke(given))).toMatchObject({ code: "config" });
  });
});

describe("joins", () => {
  it("of a branch are kept by pick, which asks for them before the branch has begun", async () => {
    expect(await chain({ a: ab }, new RunnablePick("a")).invoke(given)).toBe("ab");
    expect(await chain({ b: { a: ab } }, new RunnablePick("b"), new RunnablePick("a")).invoke(given)).toBe("ab");
  });

  it("of a key that is not there are of nothing", async () => {
    expect(await chain({ a: ab }, new RunnablePick("b")).invoke(given)).toBe(undefined);
    expect(await chain({ a: ab }, new RunnablePick(["b", "a"])).invoke(given)).toEqual({ a: "ab" });
  });

  it("that throw are the fault of the step that has them, in every way to run", async () => {
    const boom = new Error("boom");
    const failing = generator(
      async function* failing() {
        yield 1;
      },
      {
        join: () => {
          throw boom;
        },
      },
    );
    const step = chain(new RunnablePassthrough(), failing);
    for (const way of [() => step.invoke(given), () => step.stream(given).final()]) {
      expect(await thrown(way)).toBe(boom);
      expect(errorInfo(boom)?.path).toEqual(["RunnableSequence", "failing"]);
    }
    const stream = step.stream(given);
    for await (const _ of stream) break;
    expect(await thrown(() => stream.final())).toMatchObject({ code: "aborted", partial: undefined });
  });
});

describe("assign", () => {
  it("passes each chunk of its input before what is made of it, however it is read", async () => {
    const slow = generator(async function* (input: StepInput<{ n: number }>) {
      for await (const { n } of input) yield n;
    });
    const ahead = generator(async function* (input: StepInput<{ n: number }>) {
      let before: { n: number } | undefined;
      for await (const row of input) {
        if (before) yield before.n;
        before = row;
      }
    });
    for (const made of [new RunnablePick("n"), chain(new RunnablePassthrough(), new RunnablePick("n")), slow, ahead]) {
      for (const pause of [0, 1, 3]) {
        const source = new Source({ length: 30, chunk: (n) => ({ n }) });
        let passed = -1;
        const stream = new RunnableAssign({ made, last: (row: { n: number }) => row.n }).transform(source.async);
        for await (const chunk of stream as AsyncIterable<{ n?: number; made?: number }>) {
          for (let turns = 0; turns < pause; turns++) await turn();
          if (chunk.n !== undefined) passed = chunk.n;
          if (chunk.made !== undefined) expect(chunk.made).toBeLessThanOrEqual(passed);
        }
        expect(passed).toBe(29);
      }
    }
  });
});

describe("branches of a synchronous run", () => {
  it("get no chunk that was not made, where assign passes nothing on", () => {
    const pairs = generator(function* (input: Iterable<unknown>) {
      const [first, second] = [...input];
      yield first;
      yield second;
    });
    const rows = generator(function* () {
      yield { a: 1 };
      yield { a: 2 };
    });
    const step = chain(rows, new RunnableAssign({ a: pairs }));
    expect([...step.streamSync(given)]).toEqual([{ a: { a: 1 } }, { a: { a: 2 } }]);
  });

  it("are each told of a failure of their input", () => {
    const failing = generator(function* () {
      yield 1;
      throw new Error("boom");
    });
    const saw: string[] = [];
    const branch = (name: string) =>
      generator(function* (input: Iterable<unknown>) {
        try {
          Array.from(input);
          saw.push(`${name} end`);
        } catch {
          saw.push(`${name} error`);
        }
        yield name;
      });
    expect([...chain(failing, { a: branch("a"), b: branch("b") }).streamSync(given)]).toEqual([{ a: "a" }, { b: "b" }]);
    expect(saw).toEqual(["a error", "b error"]);
  });
});

it("a key __proto__ is only a key: of steps, chunks, picks and configs", async () => {
  const steps = Object.fromEntries([["__proto__", ab]]);
  const output = await chain(steps).invoke(given);
  expect(Object.entries(output as object)).toEqual([["__proto__", "ab"]]);
  expect(await chain(steps, new RunnablePick("__proto__")).invoke(given)).toBe("ab");
  expect(await chain(() => ({}), new RunnablePick("toString")).invoke(given)).toBe(undefined);
  const assigned = await chain(() => ({ a: 1 }), new RunnableAssign(steps)).invoke(given);
  expect(Object.entries(assigned as object)).toEqual([
    ["a", 1],
    ["__proto__", "ab"],
  ]);
  expect(await chain(() => ab).invoke(given, JSON.parse('{"__proto__": {"recursionLimit": 0}}'))).toBe("ab");
});

describe("what runs have to do with each other", () => {
  it("an error that several runs are thrown at once carries nothing of one to the other", async () => {
    const down = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("down")), 5));
    const stream = (user: string) =>
      RunnableLambda.from(async function* () {
        yield `secret of ${user}`;
        await down;
      }).stream(undefined, { runName: user });
    const outcome = async (user: string) => {
      try {
        await all(stream(user));
      } catch (error) {
        return errorInfo(error);
      }
    };
    const [alice, bob] = await Promise.all([outcome("alice"), outcome("bob")]);
    expect(JSON.stringify(alice)).not.toContain("secret of bob");
    expect(JSON.stringify(bob)).not.toContain("secret of alice");
  });

  it("a run that is given the config of a step is inside it: its path and what it received are kept", async () => {
    const boom = new Error("boom");
    const inner = generator(async function* () {
      yield "so far";
      throw boom;
    });
    const outer = RunnableLambda.from((input: string, config: StepConfig) => inner.invoke(input, config), {
      name: "outer",
    });
    expect(await thrown(() => outer.invoke("x"))).toBe(boom);
    expect(errorInfo(boom)).toEqual({ path: ["outer", "RunnableGenerator"], partial: ["so far"], partialCut: false });
  });

  it("a step that reads ahead leaves no rejection behind when the consumer breaks", async () => {
    const ahead = generator(async function* (input: AsyncIterable<string>) {
      const iterator = input[Symbol.asyncIterator]();
      let next = iterator.next();
      for (;;) {
        const { done, value } = await next;
        if (done) return;
        next = iterator.next();
        yield value;
      }
    });
    const slow = RunnableLambda.from(async function* () {
      for (;;) yield await new Promise<string>((resolve) => setTimeout(resolve, 1, "x"));
    });
    for await (const _ of chain(slow, ahead).stream(undefined as never)) break;
  });

  it("an abort has what had come on the way to a step that needs the whole", async () => {
    const controller = new AbortController();
    const words = RunnableLambda.from(async function* () {
      yield "a";
      yield "b";
      controller.abort();
      yield "c";
    });
    const error = await thrown(() => chain(words, () => 1).invoke(undefined as never, { signal: controller.signal }));
    expect(error).toMatchObject({ code: "aborted", partial: ["a", "b"] });
  });

  it("final() says so when a consumer that has begun to read falls too far behind, and it reads on", async () => {
    const letters = RunnableLambda.from(function* () {
      for (let i = 0; i < 30; i++) yield i;
    });
    const stream = letters.stream(undefined, { keepLimit: { chunks: 10 } });
    await stream.next();
    await expect(stream.final()).rejects.toMatchObject({ code: "limit" });
    expect((await all(stream)).length).toBe(29);
  });

  it("a stream is read in one way: as chunks or as bytes", async () => {
    const stream = RunnableLambda.from((text: string) => text).stream("abc");
    const response = stream.toResponse();
    expect(() => stream.toReadableStream()).toThrow(/read as bytes/);
    expect(await response.text()).toBe("abc");
  });

  it("a config that is none is refused at once, in words", async () => {
    const echo = RunnableLambda.from((text: string) => text);
    for (const config of [{ signal: new AbortController() }, { signal: 3 }, { tags: "abc" }, null]) {
      expect(await thrown(() => echo.invoke("x", config as never))).toMatchObject({ code: "config" });
    }
  });
});
