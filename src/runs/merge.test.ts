import { describe, expect, it } from "vitest";
import { generator } from "../runnables/generator.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import "../runnables/runnable.ts";
import { merge, type MergedStream } from "./merge.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Chunks that come when they are pushed. */
class Pushed implements AsyncIterableIterator<string> {
  begun = 0;
  asked = 0;
  returned = 0;
  private waiting: { resolve(result: IteratorResult<string>): void; reject(error: unknown): void } | undefined;

  [Symbol.asyncIterator](): this {
    this.begun++;
    return this;
  }

  next(): Promise<IteratorResult<string>> {
    this.asked++;
    return new Promise((resolve, reject) => (this.waiting = { resolve, reject }));
  }

  return(): Promise<IteratorResult<string>> {
    this.returned++;
    this.waiting?.resolve({ value: undefined, done: true });
    return Promise.resolve({ value: undefined, done: true });
  }

  async push(value: string): Promise<void> {
    this.waiting!.resolve({ value, done: false });
    await turn();
  }

  async end(): Promise<void> {
    this.waiting!.resolve({ value: undefined, done: true });
    await turn();
  }

  async fail(error: unknown): Promise<void> {
    this.waiting!.reject(error);
    await turn();
  }
}

/** Reads to the end, or to the failure, into an array that is there from the beginning. */
function reading<C>(merged: MergedStream<C>): { readonly seen: C[]; readonly over: Promise<unknown> } {
  const seen: C[] = [];
  const over = (async () => {
    for await (const item of merged) seen.push(item);
  })().catch((error: unknown) => error);
  return { seen, over };
}

describe("merge", () => {
  it("gives the chunks as they come, each with the name of its stream", async () => {
    const [a, b] = [new Pushed(), new Pushed()];
    const { seen, over } = reading(merge({ a, b }));
    await b.push("1");
    await a.push("2");
    await b.push("3");
    await b.end();
    await a.push("4");
    expect(seen.map(({ source, chunk }) => source + chunk)).toEqual(["b1", "a2", "b3", "a4"]);
    await a.end();
    expect(await over).toBe(undefined);
    expect([a, b].map(({ begun, returned }) => [begun, returned])).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it("begins nothing before it is read, and lets no stream be more than a chunk ahead", async () => {
    const made: string[] = [];
    const endless = (name: string) =>
      generator(async function* () {
        for (let at = 0; ; at++) {
          made.push(name);
          yield at;
        }
      }).stream(0 as never);
    const merged = merge({ a: endless("a"), b: endless("b") });
    await turn();
    expect(made).toEqual([]);
    expect(await merged.next()).toEqual({ value: { source: "a", chunk: 0 }, done: false });
    await turn();
    expect(made).toEqual(["a", "b"]);
    for (let at = 0; at < 10; at++) await merged.next();
    await turn();
    expect(made.length).toBeLessThanOrEqual(13);
    await merged.return();
  });

  it("keeps apart the runs of two programs", async () => {
    const shout = RunnableLambda.from((text: string) => text.toUpperCase());
    const runs = new Map<string, Set<string>>();
    const merged = merge({ left: shout.streamEvents("a"), right: shout.streamEvents("b"), text: shout.stream("c") });
    for await (const item of merged) {
      if (item.source === "text") expect(item.chunk).toBe("C");
      else runs.set(item.source, (runs.get(item.source) ?? new Set()).add(item.chunk.run_id));
    }
    expect([...runs].map(([source, ids]) => [source, ids.size])).toEqual([
      ["left", 1],
      ["right", 1],
    ]);
  });

  it("ends all streams, before the loop is left", async () => {
    const ended: string[] = [];
    const endless = (name: string) =>
      generator(async function* () {
        try {
          for (let at = 0; ; at++) yield at;
        } finally {
          await turn();
          ended.push(name);
        }
      }).stream(0 as never);
    const other = new Pushed();
    for await (const { source } of merge({ a: endless("a"), b: endless("b"), other })) if (source === "b") break;
    expect(ended.toSorted()).toEqual(["a", "b"]);
    expect(other.returned).toBe(1);
    const early = new Pushed();
    await merge({ early })[Symbol.asyncDispose]();
    expect([early.asked, early.returned]).toEqual([0, 1]);
  });

  it("leaves behind one that is stuck, and answers who waits", async () => {
    let asked = 0;
    const deaf = (async function* () {
      asked++;
      yield await new Promise<never>(() => {});
    })();
    const merged = merge({ deaf });
    const pull = merged.next();
    await turn();
    expect(asked).toBe(1);
    await merged.return();
    expect(await pull).toEqual({ value: undefined, done: true });
    expect(await merged.next()).toEqual({ value: undefined, done: true });
  });

  it("throws what a stream throws, as it is, and ends the others, each once", async () => {
    const [a, b, c] = [new Pushed(), new Pushed(), new Pushed()];
    const merged = merge({ a, b, c });
    const { seen, over } = reading(merged);
    const boom = new Error("boom");
    await c.end();
    await a.push("1");
    await a.fail(boom);
    expect(await over).toBe(boom);
    expect(seen).toEqual([{ source: "a", chunk: "1" }]);
    expect([a.returned, b.returned, c.returned]).toEqual([0, 1, 0]);
    expect(await merged.next()).toEqual({ value: undefined, done: true });
    await merged.return();
    expect([a.returned, b.returned, c.returned]).toEqual([0, 1, 0]);
  });

  it("answers several that ask at once in the order of their asking", async () => {
    const a = new Pushed();
    const merged = merge({ a });
    const pulls = [merged.next(), merged.next(), merged.next()];
    await a.push("1");
    await a.push("2");
    await a.end();
    expect((await Promise.all(pulls)).map(({ value }) => value?.chunk)).toEqual(["1", "2", undefined]);
    expect(a.asked).toBe(3);
  });

  it("can be read once, and takes an object of async iterables", async () => {
    const merged = merge({});
    expect(await merged.next()).toEqual({ value: undefined, done: true });
    expect(() => merged[Symbol.asyncIterator]()).toThrow(/can be read once/);
    const stream = RunnableLambda.from((text: string) => text).stream("a");
    await stream.final();
    for await (const _ of stream);
    await expect(merge({ stream }).next()).rejects.toMatchObject({ code: "config" });
    for (const wrong of [undefined, null, "a", [stream], stream, { a: 1 }, { a: [1] }, { a: undefined }])
      expect(() => merge(wrong as never)).toThrow(expect.objectContaining({ code: "config" }));
  });
});
