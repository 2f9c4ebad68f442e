import { describe, expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { errorInfo } from "../errors/info.ts";
import type { RunletError } from "../errors/error.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { generator } from "../runnables/generator.ts";
import { parallel } from "../runnables/parallel.ts";
import { RunnablePassthrough } from "../runnables/passthrough.ts";
import { JsonOutputParser } from "./json.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const noTurn = (): Promise<void> => Promise.resolve();

/** A step that says these pieces, each after a wait. */
const says = (pieces: readonly string[], wait: () => Promise<void>) =>
  generator(
    async function* (_: AsyncIterable<unknown>) {
      for (const piece of pieces) {
        await wait();
        yield piece;
      }
    },
    { join: "text" },
  );

/** An array of 4,000 numbers, in as many pieces: beyond a thousand, a piece pays a small part of what its value costs. */
const WIDE = ["[0", ...Array.from({ length: 3998 }, () => ",0"), ",0]"];
const EACH = Array.from({ length: 4000 }, (_, i) => i + 1);

async function failure(run: () => Promise<unknown>): Promise<RunletError> {
  try {
    await run();
  } catch (error) {
    return error as RunletError;
  }
  throw new Error("It did not fail.");
}

describe("JsonOutputParser", () => {
  it("takes text and messages, and what is not text of them says nothing", async () => {
    const parser = new JsonOutputParser();
    expect(await parser.invoke('Sure: {"a": [1]}')).toEqual({ a: [1] });
    expect(await parser.invoke(new AIMessageChunk({ content: '```json\n"x"\n```' }))).toBe("x");
    expect(await all(parser.stream("null"))).toEqual([null]);
    const error = await failure(() => parser.invoke(7 as never));
    expect(error).toMatchObject({
      code: "config",
      message: "JsonOutputParser takes messages or text, and was given a value of type number.",
    });
  });

  it("fails where the text cannot be JSON any more, with what there was", async () => {
    const chain = says(['{"a":', "[1,2", "}", "never read"], noTurn).pipe(new JsonOutputParser());
    const stream = chain.stream("x");
    const values: unknown[] = [];
    const error = await failure(async () => {
      for await (const value of stream) values.push(value);
    });
    expect(values).toEqual([{}, { a: [1, 2] }]);
    expect(error).toMatchObject({ code: "parse", phase: "parse", offset: 9, partial: { a: [1, 2] } });
    expect(errorInfo(error)?.path).toEqual(["RunnableSequence", "JsonOutputParser"]);
    expect(await failure(() => chain.invoke("x"))).toMatchObject({ code: "parse", partial: { a: [1, 2] } });
    const whole = says(['{"a":[1,2}'], noTurn).pipe(new JsonOutputParser());
    expect(await failure(() => whole.invoke("x"))).toMatchObject({ code: "parse", partial: { a: [1, 2] } });
  });

  it("fails at an early end, or takes it, and says where there is no JSON", async () => {
    const cut = says(['{"a":"x'], noTurn);
    expect(await failure(() => cut.pipe(new JsonOutputParser()).invoke("x"))).toMatchObject({ partial: { a: "x" } });
    expect(await cut.pipe(new JsonOutputParser({ incomplete: "accept" })).invoke("x")).toEqual({ a: "x" });
    const none = await failure(() => new JsonOutputParser().invoke("Sorry."));
    expect(none.message).toBe("There is no JSON value in this text of 6 characters.");
    const deep = await failure(() => new JsonOutputParser({ maxDepth: 2 }).invoke("[[[]]]"));
    expect(deep.code).toBe("limit");
    expect((await failure(() => new JsonOutputParser().invoke("[".repeat(1_000_000)))).code).toBe("limit");
  });
});

describe("a value that is held", () => {
  const parser = new JsonOutputParser<number[]>();
  const lengths = async (values: AsyncIterable<{ readonly length: number }>): Promise<number[]> =>
    (await all(values)).map((value) => value.length);
  const counted = generator(async function* (values: AsyncIterable<number[]>) {
    for await (const value of values) yield value.length;
  });

  it.each([
    ["setImmediate", turn],
    ["setTimeout", later],
  ])(
    "goes out before the run waits: of chunks in turns of their own (%s) none is lost",
    { timeout: 60_000 },
    async (_, wait) => {
      expect(await lengths(says(WIDE, wait).pipe(parser).stream("x"))).toEqual(EACH);
    },
  );

  it("goes out to the step behind, and in branches", async () => {
    expect(await all(says(WIDE, turn).pipe(parser).pipe(counted).stream("x"))).toEqual(EACH);
    const branches = says(WIDE, turn).pipe(parallel({ value: parser, text: new RunnablePassthrough() }));
    const seen: number[] = [];
    for await (const { value } of branches.stream("x")) if (value) seen.push(value.length);
    expect(seen).toEqual(EACH);
  });

  it("is merged while more text is at hand, and goes out at the end", async () => {
    const merged = await lengths(says(WIDE, noTurn).pipe(parser).stream("x"));
    expect(merged.length).toBeLessThan(1100);
    expect(merged.at(-1)).toBe(4000);
    expect(merged).toEqual(merged.toSorted((a, b) => a - b));
    const ready = generator(
      function* (_: Iterable<unknown>) {
        yield* WIDE;
      },
      { join: "text" },
    );
    expect(Array.from(ready.pipe(parser).streamSync("x"), (value) => value.length)).toEqual(merged);
    expect(await says(WIDE, turn).pipe(parser).invoke("x")).toHaveLength(4000);
  });

  it("is dropped with a run that is left, that fails behind it, or that is aborted", async () => {
    const chain = says(WIDE, turn).pipe(parser);
    let seen = 0;
    for await (const _ of chain.stream("x")) if (++seen === 1500) break;
    expect(seen).toBe(1500);
    const failing = chain.pipe(
      generator(async function* (values) {
        for await (const value of values) {
          if (value.length === 1500) throw new Error("enough");
          yield value.length;
        }
      }),
    );
    await expect(all(failing.stream("x"))).rejects.toThrow("enough");
    const controller = new AbortController();
    const aborted = (async () => {
      for await (const value of chain.stream("x", { signal: controller.signal })) {
        if (value.length === 1500) controller.abort();
      }
    })();
    await expect(aborted).rejects.toMatchObject({ code: "aborted" });
  });

  it("reaches a slow consumer, too", async () => {
    const seen: number[] = [];
    for await (const value of says(WIDE.slice(0, 1100).concat("]"), turn).pipe(parser).stream("x")) {
      seen.push(value.length);
      if (value.length > 1000) await later();
    }
    expect(seen).toEqual(EACH.slice(0, 1100));
  });
});
