import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { all } from "../../test/support/all.ts";
import { Source } from "../../test/support/source.ts";
import { pause } from "../engine/pause.ts";
import type { StepConfig } from "../runs/config.ts";
import { generator } from "./generator.ts";
import { hedge } from "./hedge.ts";
import { RunnableLambda } from "./lambda.ts";

/** Says its name twice, after so long; and whether it has been begun and was ended. */
function speaker(name: string, ms: number, error?: Error) {
  const seen = { begun: 0, ended: 0, signal: undefined as AbortSignal | undefined };
  const runnable = RunnableLambda.from(
    async function* (_: string, { signal }: StepConfig) {
      seen.begun++;
      seen.signal = signal;
      try {
        await pause(ms, signal);
        if (error) throw error;
        yield name;
        yield name;
      } finally {
        seen.ended++;
      }
    },
    { name },
  );
  return { runnable, seen };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function settle<T>(pending: Promise<T>): Promise<T> {
  pending.catch(() => {});
  await vi.runAllTimersAsync();
  return pending;
}

describe("hedge", () => {
  it("leaves the second alone where the first is in time", async () => {
    const [a, b] = [speaker("a", 50), speaker("b", 0)];
    expect(await settle(all(hedge(a.runnable, b.runnable, { afterMs: 100 }).stream("x")))).toEqual(["a", "a"]);
    expect([a.seen.ended, b.seen.begun]).toEqual([1, 0]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives the answer of the faster, and ends the other", async () => {
    const [a, b] = [speaker("a", 500), speaker("b", 50)];
    expect(await settle(all(hedge(a.runnable, b.runnable, { afterMs: 100 }).stream("x")))).toEqual(["b", "b"]);
    expect([a.seen, b.seen]).toMatchObject([
      { begun: 1, ended: 1 },
      { begun: 1, ended: 1 },
    ]);
    expect(a.seen.signal?.aborted).toBe(true);
    const [late, later] = [speaker("late", 120), speaker("later", 500)];
    expect(await settle(hedge(late.runnable, later.runnable, { afterMs: 100 }).invoke("x"))).toEqual(["late", "late"]);
    expect(later.seen).toMatchObject({ begun: 1, ended: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives one answer where both come in the same moment", async () => {
    const moment = pause(500, new AbortController().signal);
    const speak = (name: string) =>
      RunnableLambda.from(async function* () {
        await moment;
        yield name;
        yield name;
      });
    const read = await settle(all(hedge(speak("a"), speak("b"), { afterMs: 100 }).stream("x")));
    expect(["a,a", "b,b"]).toContain(read.join());
  });

  it("asks the second at once where the first fails, and fails with the error of the first where both do", async () => {
    const boom = new Error("a");
    const [a, b] = [speaker("a", 10, boom), speaker("b", 20)];
    expect(await settle(hedge(a.runnable, b.runnable, { afterMs: 1e6 }).invoke("x"))).toEqual(["b", "b"]);
    const [slow, quick] = [speaker("a", 500, boom), speaker("b", 20, new Error("b"))];
    await expect(settle(hedge(slow.runnable, quick.runnable, { afterMs: 100 }).invoke("x"))).rejects.toBe(boom);
    await expect(settle(hedge(a.runnable, quick.runnable, { afterMs: 100 }).invoke("x"))).rejects.toBe(boom);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends both, and its clock, where it is left", async () => {
    const [a, b] = [speaker("a", 1e6), speaker("b", 1e6)];
    for (const wait of [50, 150]) {
      const stream = hedge(a.runnable, b.runnable, { afterMs: 100 }).stream("x");
      const pull = stream.next();
      await vi.advanceTimersByTimeAsync(wait);
      await stream.return();
      expect(await pull).toEqual({ value: undefined, done: true });
    }
    expect([a.seen.begun, b.seen.begun]).toEqual([2, 1]);
    expect([a.seen.ended, b.seen.ended]).toEqual([2, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives both an input that is a stream from its beginning", async () => {
    const reader = (name: string, ms: number) =>
      generator(
        async function* (texts: AsyncIterable<string>, { signal }) {
          for await (const text of texts) {
            await pause(ms, signal);
            yield `${name}${text}`;
          }
        },
        { join: "text" },
      );
    const source = new Source({ length: 3, chunk: (at) => `${at}` });
    const both = hedge(reader("a", 500), reader("b", 10), { afterMs: 100 });
    expect(await settle(all(both.transform(source.async)))).toEqual(["b0", "b1", "b2"]);
    expect([source.ended, source.wrongs]).toEqual([1, []]);
  });

  it("takes turns in a synchronous run", () => {
    const failing = RunnableLambda.from((_: string): string => {
      throw new Error("a");
    });
    const fine = RunnableLambda.from((text: string) => `${text}!`);
    expect(hedge(failing, fine, { afterMs: 100 }).invokeSync("x")).toBe("x!");
    expect(() => hedge(failing, failing, { afterMs: 100 }).invokeSync("x")).toThrow("a");
    expect(() => hedge(fine, fine, { afterMs: Number.NaN })).toThrow(/milliseconds/);
  });

  it("shows the one that was not wanted as cancelled", async () => {
    const [a, b] = [speaker("a", 500), speaker("b", 50)];
    const events = await settle(all(hedge(a.runnable, b.runnable, { afterMs: 100 }).streamEvents("x")));
    const ends = events.filter(({ event }) => /_(end|cancel|error)$/.test(event));
    expect(ends.map(({ event, name }) => `${event} ${name}`)).toEqual([
      "on_chain_cancel a",
      "on_chain_end b",
      "on_chain_end RunnableHedge",
    ]);
  });
});
