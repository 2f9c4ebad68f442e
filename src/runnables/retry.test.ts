import { describe, expect, it, vi } from "vitest";
import { all } from "../../test/support/all.ts";
import { thrown } from "../../test/contract/ways.ts";
import { mapEach, Source } from "../../test/support/source.ts";
import { RunletError } from "../errors/error.ts";
import { generator } from "./generator.ts";
import { RunnableLambda } from "./lambda.ts";

const NOW = { initialDelayMs: 0 };

/** Fails so often, and then answers. */
function flaky(failures: number, error: unknown = new Error("boom")) {
  let calls = 0;
  const runnable = RunnableLambda.from(
    (text: string) => {
      if (calls++ < failures) throw error;
      return `${text}!`;
    },
    { name: "flaky" },
  );
  return { runnable, calls: () => calls };
}

describe("withRetry", () => {
  it("tries again in invoke, in stream, in both synchronous ways, and for each item of a batch", async () => {
    const retried = () => flaky(2).runnable.withRetry(NOW);
    expect(await retried().invoke("a")).toBe("a!");
    expect(await all(retried().stream("a"))).toEqual(["a!"]);
    expect(retried().invokeSync("a")).toBe("a!");
    expect([...retried().streamSync("a")]).toEqual(["a!"]);
    expect(await retried().batch(["a", "b"], { maxConcurrency: 1 })).toEqual(["a!", "b!"]);
  });

  it("fails with the last error when it has tried as often as it may", async () => {
    let count = 0;
    const { runnable, calls } = flaky(9);
    const failing = RunnableLambda.from(() => {
      throw new Error(`boom ${++count}`);
    });
    await expect(failing.withRetry({ ...NOW, stopAfterAttempt: 4 }).invoke(1)).rejects.toThrow("boom 4");
    await expect(runnable.withRetry(NOW).invoke("a")).rejects.toThrow("boom");
    expect(calls()).toBe(3);
    expect(() => runnable.withRetry({ stopAfterAttempt: 0 })).toThrow(/from 1 on/);
  });

  it.each([
    [new RunletError("rate_limit", "later", { retryable: true }), 3],
    [new RunletError("auth", "no key"), 1],
    [new RunletError("quota", "nothing left"), 1],
    [new RunletError("parse", "no JSON"), 3],
    [Object.assign(new Error("503"), { status: 503 }), 3],
    [Object.assign(new Error("429"), { statusCode: 429 }), 3],
    [Object.assign(new Error("404"), { status: 404 }), 1],
    [Object.assign(new Error("stopped"), { name: "AbortError" }), 1],
    [new TypeError("fetch failed"), 3],
  ])("tries %s %i times", async (error, times) => {
    const { runnable, calls } = flaky(9, error);
    await expect(runnable.withRetry(NOW).invoke("a")).rejects.toBe(error);
    expect(calls()).toBe(times);
  });

  it("asks retryIf, and tells onFailedAttempt, which may wait, and may throw", async () => {
    const { runnable, calls } = flaky(9);
    await expect(runnable.withRetry({ ...NOW, retryIf: (_, attempt) => attempt < 2 }).invoke("a")).rejects.toThrow(
      "boom",
    );
    expect(calls()).toBe(2);
    const told: unknown[] = [];
    const onFailedAttempt = async (error: unknown, attempt: number) => {
      await undefined;
      told.push([(error as Error).message, attempt]);
      if (attempt === 2) throw new Error("enough");
    };
    await expect(runnable.withRetry({ ...NOW, onFailedAttempt }).invoke("a")).rejects.toThrow("enough");
    expect(told).toEqual([
      ["boom", 1],
      ["boom", 2],
    ]);
    expect(() => runnable.withRetry({ ...NOW, onFailedAttempt }).invokeSync("a")).toThrow(/has to wait/);
  });

  it("never tries again after its first chunk", async () => {
    let calls = 0;
    const cut = RunnableLambda.from(function* (text: string) {
      calls++;
      yield text;
      throw new Error("cut");
    });
    const read: string[] = [];
    const reading = async () => {
      for await (const chunk of cut.withRetry(NOW).stream("a")) read.push(chunk);
    };
    await expect(reading()).rejects.toThrow("cut");
    expect([calls, read]).toEqual([1, ["a"]]);
  });

  it("gives each attempt the whole of an input that is a stream, and the failure of that as it is", async () => {
    let calls = 0;
    const reads = generator(
      async function* (texts: AsyncIterable<string>) {
        const mine = ++calls;
        let seen = "";
        for await (const text of texts) {
          seen += text;
          if (mine === 1 && seen.length === 2) throw new Error("boom");
          if (seen.length > 3) yield seen;
        }
      },
      { join: "last" },
    );
    const retried = reads.withRetry(NOW);
    const source = new Source({ length: 6, chunk: (at) => `${at}` });
    expect(await all(retried.transform(source.async))).toEqual(["0123", "01234", "012345"]);
    expect([calls, source.ended, source.wrongs]).toEqual([2, 1, []]);
    const boom = new Error("of the input");
    const broken = new Source({ length: 6, throwsAt: 1, error: boom });
    calls = 5;
    await expect(all(retried.transform(broken.async as AsyncIterable<string>))).rejects.toBe(boom);
    expect(calls).toBe(6);
  });

  it("does not try again where more has been read than is kept", async () => {
    const failing = generator(async function* (texts: AsyncIterable<string>) {
      for await (const text of texts) if (text === "5") throw new Error("boom");
      yield "never";
    });
    const source = new Source({ length: 9, chunk: (at) => `${at}` });
    const tries: number[] = [];
    const retried = failing.withRetry({ ...NOW, onFailedAttempt: (_, attempt) => tries.push(attempt) });
    const stream = retried.transform(source.async, { keepLimit: { text: 3 } });
    await expect(all(stream)).rejects.toThrow("boom");
    expect(tries).toEqual([]);
  });

  it("makes each attempt a run of its own, tagged from the second on", async () => {
    const { runnable } = flaky(2);
    const events = await all(runnable.withRetry(NOW).streamEvents("a"));
    expect(events.map(({ event, name, tags }) => [event, name, ...tags])).toEqual([
      ["on_chain_start", "RunnableRetry"],
      ["on_chain_start", "flaky"],
      ["on_chain_error", "flaky"],
      ["on_chain_start", "flaky", "retry:attempt:2"],
      ["on_chain_error", "flaky", "retry:attempt:2"],
      ["on_chain_start", "flaky", "retry:attempt:3"],
      ["on_chain_stream", "flaky", "retry:attempt:3"],
      ["on_chain_stream", "RunnableRetry"],
      ["on_chain_end", "flaky", "retry:attempt:3"],
      ["on_chain_end", "RunnableRetry"],
    ]);
  });

  it("is kept by what is bound to it", async () => {
    const { runnable, calls } = flaky(4);
    const bound = runnable
      .withRetry({ ...NOW, stopAfterAttempt: 5 })
      .withConfig({ tags: ["a"] })
      .withConfig({ tags: ["b"] });
    expect(await bound.invoke("x")).toBe("x!");
    expect(calls()).toBe(5);
  });

  it("costs a stream no promise of its own", async () => {
    const source = new Source({ length: 50 });
    let made = 0;
    const promises = vi.spyOn(globalThis.Promise, "resolve");
    const chunks = mapEach((chunk) => chunk).withRetry(NOW);
    for await (const _ of chunks.transform(source.sync)) made++;
    expect(made).toBe(50);
    expect(promises.mock.calls.length).toBeLessThan(60);
    promises.mockRestore();
  });
});

describe("the wait between attempts", () => {
  const waits = async (error: Error, options: object) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const spy = vi.spyOn(globalThis, "setTimeout");
    try {
      const { runnable } = flaky(9, error);
      const failure = thrown(() => runnable.withRetry(options).invoke("a"));
      await vi.runAllTimersAsync();
      expect(await failure).toBe(error);
      return spy.mock.calls.map(([, ms]) => ms);
    } finally {
      spy.mockRestore();
      vi.useRealTimers();
    }
  };

  it("is drawn at random from zero to a bound that doubles, up to a limit", async () => {
    const random = vi.spyOn(Math, "random").mockReturnValue(0.5);
    expect(await waits(new Error("boom"), { stopAfterAttempt: 7 })).toEqual([250, 500, 1000, 2000, 4000, 4000]);
    random.mockRestore();
  });

  it("is what the provider asks for, at least; a longer one than is allowed is not waited for", async () => {
    const random = vi.spyOn(Math, "random").mockReturnValue(0.5);
    const asking = (retryAfterMs: number) => new RunletError("rate_limit", "later", { retryable: true, retryAfterMs });
    expect(await waits(asking(7000), { stopAfterAttempt: 2 })).toEqual([7250]);
    expect(await waits(asking(61_000), {})).toEqual([]);
    expect(await waits(asking(61_000), { stopAfterAttempt: 2, maxRetryAfterMs: 90_000 })).toEqual([61_250]);
    random.mockRestore();
  });

  it("ends with the run", async () => {
    const { runnable, calls } = flaky(9);
    const controller = new AbortController();
    const run = runnable.withRetry({ initialDelayMs: 1e9, maxDelayMs: 1e9 }).invoke("a", { signal: controller.signal });
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort("enough");
    await expect(run).rejects.toMatchObject({ code: "aborted", cause: "enough" });
    expect(calls()).toBe(1);
  });
});
