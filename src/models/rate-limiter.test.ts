import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { InMemoryRateLimiter } from "./rate-limiter.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** Who has been served by now. */
function served(limiter: InMemoryRateLimiter, count: number, signal?: AbortSignal) {
  const order: [number, boolean][] = [];
  for (let who = 0; who < count; who++) void limiter.acquire(signal).then((acquired) => order.push([who, acquired]));
  return order;
}

describe("InMemoryRateLimiter", () => {
  it("lets a bucketful through at once, then as many as are earned, in the order of asking", async () => {
    const order = served(new InMemoryRateLimiter({ requestsPerSecond: 2, maxBucketSize: 3 }), 6);
    const counts: number[] = [];
    for (const ms of [0, 499, 1, 499, 1, 500]) {
      await vi.advanceTimersByTimeAsync(ms);
      counts.push(order.length);
    }
    expect(counts).toEqual([3, 3, 4, 4, 5, 6]);
    expect(order.map(([who]) => who)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("saves up no more than a bucketful, whatever the pause", async () => {
    const limiter = new InMemoryRateLimiter({ requestsPerSecond: 10, maxBucketSize: 2 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([1, 2, 3].map(() => limiter.tryAcquire())).toEqual([true, true, false]);
    await vi.advanceTimersByTimeAsync(100);
    expect([1, 2].map(() => limiter.tryAcquire())).toEqual([true, false]);
  });

  it("serves those that wait before one that does not", async () => {
    const limiter = new InMemoryRateLimiter({ requestsPerSecond: 1 });
    const order = served(limiter, 2);
    await vi.advanceTimersByTimeAsync(999);
    expect(limiter.tryAcquire()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(order.length).toBe(2);
  });

  it("lets go of one whose signal aborts, of which no timer and no listener is left", async () => {
    const limiter = new InMemoryRateLimiter({ requestsPerSecond: 1 });
    const controller = new AbortController();
    const left = served(limiter, 3, controller.signal);
    const stays = served(limiter, 1);
    await vi.advanceTimersByTimeAsync(0);
    controller.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(left).toEqual([
      [0, true],
      [1, false],
      [2, false],
    ]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(stays).toEqual([[0, true]]);
    expect(await limiter.acquire(controller.signal)).toBe(false);
    const other = new AbortController();
    const last = served(limiter, 1, other.signal);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(1);
    other.abort();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(last).toEqual([[0, false]]);
  });

  it.each([{ requestsPerSecond: 0 }, { requestsPerSecond: Number.NaN }, { maxBucketSize: 0.5 }])(
    "refuses %j",
    (fields) => {
      expect(() => new InMemoryRateLimiter(fields)).toThrow(expect.objectContaining({ code: "config" }));
    },
  );
});

describe("a model with a rate limiter", () => {
  const limited = (rateLimiter: InMemoryRateLimiter) => new ScriptedChatModel({ replies: [["a", "b"]], rateLimiter });

  it("asks when it is its turn, together with the others", async () => {
    const limiter = new InMemoryRateLimiter({ requestsPerSecond: 1, maxBucketSize: 2 });
    const models = [limited(limiter), limited(limiter)];
    const asked = () => models.map(({ calls }) => calls.length);
    const answers = Promise.all([...models, ...models].map((model) => model.invoke("x")));
    await vi.advanceTimersByTimeAsync(0);
    expect(asked()).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked()).toEqual([2, 1]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked()).toEqual([2, 2]);
    expect((await answers).map(({ text }) => text)).toEqual(["ab", "ab", "ab", "ab"]);
  });

  it("does not wait in a synchronous run", async () => {
    const model = limited(new InMemoryRateLimiter());
    expect(model.invokeSync("x").text).toBe("ab");
    expect(await thrown(() => model.invokeSync("x"))).toMatchObject({
      code: "async_step",
      path: ["ScriptedChatModel"],
      message: expect.stringContaining("Its rateLimiter lets it ask only later"),
    });
    await vi.advanceTimersByTimeAsync(1000);
    expect(model.invokeSync("x").text).toBe("ab");
  });

  it("does not ask where nobody waits for it any more", async () => {
    const model = limited(new InMemoryRateLimiter());
    await model.invoke("x");
    const controller = new AbortController();
    const stream = all(model.stream("x", { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(await thrown(() => stream)).toMatchObject({ code: "aborted" });
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(5000);
    expect(model.calls.length).toBe(1);
  });

  it("has a clock of its own behind the wait", async () => {
    const slow = (pause: number) =>
      new ScriptedChatModel({
        replies: [[pause, "a"]],
        rateLimiter: new InMemoryRateLimiter(),
        timeout: { firstChunk: 500 },
      });
    const quick = slow(400);
    const late = slow(600);
    const answers = [quick, quick].map((model) => model.invoke("x"));
    const failures = [late, late].map((model) => thrown(() => model.invoke("x")));
    await vi.advanceTimersByTimeAsync(3000);
    expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(["a", "a"]);
    for (const failure of await Promise.all(failures))
      expect(failure).toMatchObject({ code: "timeout", timeout: "firstChunk" });
  });
});

describe("a model with time limits of its own", () => {
  const slow = (timeout: number | object) => new ScriptedChatModel({ replies: [["a", 1000, "b"]], timeout });

  it.each([
    ["in all", 500, "total"],
    ["between chunks", { idle: 500 }, "idle"],
  ])("fails, %s", async (_, timeout, name) => {
    const failure = thrown(() => slow(timeout).invoke("x"));
    await vi.advanceTimersByTimeAsync(2000);
    expect(await failure).toMatchObject({ code: "timeout", timeout: name, partial: { text: "a" } });
  });

  it("is that alone which has run out, for what is around it", async () => {
    const answer = slow(500)
      .withFallbacks([new ScriptedChatModel({ replies: [["c"]] })])
      .invoke("x");
    await vi.advanceTimersByTimeAsync(2000);
    expect((await answer).text).toBe("c");
  });

  it("has other ones where a run says so", async () => {
    const answer = slow({ idle: 500 }).invoke("x", { timeout: { idle: 1500 } });
    await vi.advanceTimersByTimeAsync(2000);
    expect((await answer).text).toBe("ab");
    expect(() => slow({ idle: -1 })).toThrow(/"idle"/);
  });
});
