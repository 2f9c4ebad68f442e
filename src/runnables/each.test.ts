import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { errorInfo } from "../errors/info.ts";
import { CommaSeparatedListOutputParser } from "../parsers/list.ts";
import type { StreamEvent } from "../runs/events.ts";
import { RunnableEach } from "./each.ts";
import { generator } from "./generator.ts";
import { RunnableLambda } from "./lambda.ts";
import { parallel } from "./parallel.ts";
import { RunnablePassthrough } from "./passthrough.ts";
import { RunnableSequence } from "./sequence.ts";
import "./runnable.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A step that ends for each element when it is told, and counts. */
function controlled() {
  const counts = { now: 0, most: 0, ended: 0 };
  const begun: number[] = [];
  const ends = new Map<number, { resolve: () => void; reject: (error: unknown) => void }>();
  const runnable = RunnableLambda.from(async (element: number, { signal }) => {
    begun.push(element);
    counts.most = Math.max(counts.most, ++counts.now);
    const onAbort = () => counts.ended++;
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await new Promise<void>((resolve, reject) => ends.set(element, { resolve, reject }));
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
    counts.now--;
    return element * 10;
  });
  const end = async (...elements: readonly number[]) => {
    for (const element of elements) ends.get(element)!.resolve();
    await turn();
  };
  const fail = (element: number, error: unknown) => ends.get(element)!.reject(error);
  return { runnable, counts, begun, end, fail };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const spelled = generator(async function* (texts: AsyncIterable<string>) {
  for await (const text of texts) yield* text;
});
const shout = RunnableLambda.from((text: string) => text.toUpperCase());

describe("map", () => {
  it("gives the outputs in the order of the elements, whichever ends first", async () => {
    const { runnable, begun, end } = controlled();
    const output = runnable.map().invoke([1, 2, 3]);
    await turn();
    expect(begun).toEqual([1, 2, 3]);
    await end(3, 2, 1);
    expect(await output).toEqual([10, 20, 30]);
    expect(await runnable.map().invoke([])).toEqual([]);
  });

  it("streams each output as soon as it and all before it are complete", async () => {
    const { runnable, end } = controlled();
    const seen: unknown[] = [];
    const read = (async () => {
      for await (const chunk of runnable.map().stream([1, 2, 3])) seen.push(chunk);
    })();
    await turn();
    await end(2);
    expect(seen).toEqual([]);
    await end(1);
    expect(seen).toEqual([[10], [20]]);
    await end(3);
    await read;
    expect(seen).toEqual([[10], [20], [30]]);
  });

  it("keeps to maxConcurrency, given or bound, and loses no slot to one that is slow", async () => {
    for (const how of ["given", "bound"]) {
      const { runnable, counts, begun, end } = controlled();
      const config = { maxConcurrency: 2 };
      const each = how === "bound" ? runnable.map().withConfig(config) : runnable.map();
      const output = each.invoke(upTo(6), how === "given" ? config : {});
      await turn();
      expect(begun).toEqual([0, 1]);
      for (const element of [1, 2, 3, 4]) await end(element);
      expect(begun).toEqual(upTo(6));
      await end(5, 0);
      expect(await output).toEqual([0, 10, 20, 30, 40, 50]);
      expect(counts.most).toBe(2);
    }
    await expect(controlled().runnable.map().invoke([1], { maxConcurrency: 0 })).rejects.toMatchObject({
      code: "config",
    });
  });

  it("begins no more than its slots beyond what a reader that pauses has read", async () => {
    const { runnable, begun, end } = controlled();
    const stream = runnable.map().stream(upTo(50), { maxConcurrency: 3 });
    const first = stream.next();
    await turn();
    await end(0, 1, 2);
    expect(await first).toEqual({ value: [0], done: false });
    expect(begun).toEqual(upTo(3));
    await stream.next();
    await turn();
    expect(begun).toEqual(upTo(4));
    await stream.return();
  });

  it("begins no more than 100 while the first keeps the reader waiting", async () => {
    let begun = 0;
    const each = RunnableLambda.from(async (element: number) => {
      begun++;
      if (element === 0) await new Promise(() => {});
    }).map();
    const stream = each.stream(upTo(1000), { maxConcurrency: 2 });
    const pull = stream.next();
    for (let at = 0; at < 20; at++) await turn();
    expect(begun).toBe(100);
    await stream.return();
    expect((await pull).done).toBe(true);
  });

  it("begins one element at a time where each is complete at once", async () => {
    let begun = 0;
    const each = RunnableLambda.from((element: number) => (begun++, element)).map();
    const stream = each.stream(upTo(50));
    await stream.next();
    expect(begun).toBe(1);
    await stream.next();
    expect(begun).toBe(2);
    await stream.return();
    const sync = each.streamSync(upTo(50));
    expect([sync.next().value, begun]).toEqual([[0], 3]);
    sync.return();
    expect(each.invokeSync([7, 8])).toEqual([7, 8]);
  });

  it("joins what each element streams", async () => {
    const texts = generator(
      async function* (texts: AsyncIterable<string>) {
        for await (const text of texts) yield* text;
      },
      { join: "text" },
    );
    expect(await texts.map().invoke(["ab", "", "c"])).toEqual(["ab", "", "c"]);
  });

  describe("of a stream", () => {
    /** One chunk at a time, when it is asked for. */
    const source = () => {
      const made = { count: 0 };
      const chain = generator(async function* () {
        for (const letter of "abcdef") {
          made.count++;
          yield letter;
          await turn();
        }
      });
      return { made, chain };
    };

    it("begins the elements as they arrive, through one map behind the other", async () => {
      const { made, chain } = source();
      const each = RunnableSequence.from([chain, shout.map(), shout.map()]);
      const counts: unknown[] = [];
      for await (const chunk of each.stream(0 as never)) counts.push([...(chunk as string[]), made.count]);
      expect(counts).toEqual([..."ABCDEF"].map((letter, index) => [letter, index + 1]));
    });

    it("of a list parser, of a key of a parallel step, of a stream that is given", async () => {
      const parsed = new CommaSeparatedListOutputParser().pipe(shout.map());
      const texts = async function* () {
        yield "a, b";
        yield ", c";
      };
      const chunks: unknown[] = [];
      for await (const chunk of parsed.transform(texts())) chunks.push(chunk);
      expect(chunks).toEqual([["A"], ["B"], ["C"]]);
      const picked = parallel({ letters: spelled, text: new RunnablePassthrough() }).pick("letters").pipe(shout.map());
      expect(await picked.invoke("ab")).toEqual(["A", "B"]);
      expect(await shout.map().transform(texts()).final()).toEqual(["A, B", ", C"]);
    });

    it("is 16 elements ahead of its reader at most, unless maxConcurrency says more", async () => {
      for (const [maxConcurrency, most] of [
        [undefined, 16],
        [40, 40],
      ] as const) {
        const { runnable, begun } = controlled();
        const endless = generator(function* () {
          for (let at = 0; ; at++) yield at;
        });
        const stream = endless.pipe(runnable.map()).stream(0 as never, { maxConcurrency });
        const pull = stream.next();
        await turn();
        expect(begun).toEqual(upTo(most));
        await stream.return();
        expect((await pull).done).toBe(true);
      }
    });

    it("gives what was begun before the stream failed", async () => {
      const boom = new Error("boom");
      const failing = generator(async function* () {
        yield 1;
        yield 2;
        throw boom;
      });
      const slow = RunnableLambda.from(async (element: number) => {
        await turn();
        return element;
      });
      const seen: unknown[] = [];
      const read = async () => {
        for await (const chunk of failing.pipe(slow.map()).stream(0 as never)) seen.push(chunk);
      };
      await expect(read()).rejects.toBe(boom);
      expect(seen).toEqual([[1], [2]]);
    });
  });

  it("ends the other elements when one fails, after what was complete", async () => {
    const { runnable, counts, begun, end, fail } = controlled();
    const stream = runnable.map().stream(upTo(10), { maxConcurrency: 4 });
    const first = stream.next();
    await turn();
    await end(0, 1);
    expect((await first).value).toEqual([0]);
    expect((await stream.next()).value).toEqual([10]);
    const third = stream.next();
    const boom = new Error("boom");
    await turn();
    const running = counts.now;
    fail(3, boom);
    await expect(third).rejects.toBe(boom);
    await turn();
    expect(counts.ended).toBe(running - 1);
    expect(begun.length).toBeLessThan(10);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it("says where it failed, and fails where an element cannot begin", async () => {
    const boom = new Error("boom");
    const failing = RunnableLambda.from(() => {
      throw boom;
    });
    await expect(failing.map().invoke([1])).rejects.toBe(boom);
    expect(errorInfo(boom)?.path).toEqual(["RunnableEach", "RunnableLambda"]);
    const aborted = shout.withConfig({ signal: AbortSignal.abort("before") }).map();
    await expect(aborted.invoke(["a", "b"])).rejects.toMatchObject({ code: "aborted", cause: "before" });
    expect(await aborted.invoke([])).toEqual([]);
  });

  it("ends all elements when it is left, before the loop is", async () => {
    const { runnable, counts, end } = controlled();
    const stream = runnable.map().stream(upTo(5), { maxConcurrency: 3 });
    const first = stream.next();
    await turn();
    await end(0);
    await first;
    await stream.return();
    expect(counts.ended).toBe(2);
  });

  it("needs an array, and a step", async () => {
    const each = shout.map();
    for (const [value, what] of [
      ["text", "a value of type string"],
      [null, "null"],
      [{}, "a value of type object"],
    ])
      await expect(each.invoke(value as never)).rejects.toMatchObject({
        code: "config",
        message: `The step "RunnableEach" needs an array, and was given ${String(what)}.`,
      });
    expect(() => new RunnableEach({ bound: 1 as never })).toThrow(expect.objectContaining({ code: "config" }));
    expect(() => spelled.map().invokeSync(["a"])).toThrow(expect.objectContaining({ code: "async_step" }));
  });

  it("has a run for each element, inside its own", async () => {
    const events: StreamEvent[] = [];
    for await (const event of shout
      .map()
      .withConfig({ tags: ["t"] })
      .streamEvents(["a", "b"]))
      events.push(event);
    const [root] = events;
    expect(events.map(({ event, name, data }) => [event, name, data])).toEqual([
      ["on_chain_start", "RunnableEach", { input: ["a", "b"] }],
      ["on_chain_start", "RunnableLambda", { input: "a" }],
      ["on_chain_stream", "RunnableLambda", { chunk: "A" }],
      ["on_chain_end", "RunnableLambda", { input: "a", output: "A" }],
      ["on_chain_stream", "RunnableEach", { chunk: ["A"] }],
      ["on_chain_start", "RunnableLambda", { input: "b" }],
      ["on_chain_stream", "RunnableLambda", { chunk: "B" }],
      ["on_chain_end", "RunnableLambda", { input: "b", output: "B" }],
      ["on_chain_stream", "RunnableEach", { chunk: ["B"] }],
      ["on_chain_end", "RunnableEach", { input: ["a", "b"], output: ["A", "B"] }],
    ]);
    const inner = events.filter(({ name }) => name === "RunnableLambda");
    expect(new Set(inner.map(({ run_id }) => run_id)).size).toBe(2);
    expect(inner.every(({ parent_ids, tags }) => parent_ids[0] === root!.run_id && tags[0] === "t")).toBe(true);
  });

  it("runs 10,000 elements", async () => {
    const elements = upTo(10_000);
    const more = elements.map((element) => element + 1);
    const each = RunnableLambda.from(async (element: number) => element + 1).map();
    expect(await each.invoke(elements, { maxConcurrency: 10 })).toEqual(more);
  });

  it("puts one listener on a signal that is bound to what each element runs", async () => {
    const { signal } = new AbortController();
    const listeners = new Set<number>();
    const step = RunnableLambda.from(async (element: number) => {
      listeners.add(getEventListeners(signal, "abort").length);
      return element;
    });
    await step.withConfig({ signal }).map().invoke(upTo(100), { maxConcurrency: 10 });
    expect([[...listeners], getEventListeners(signal, "abort")]).toEqual([[1], []]);
  });
});
