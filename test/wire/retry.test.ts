import { describe, expect, it, vi } from "vitest";
import type { RunletError } from "../../src/errors/error.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { hedge } from "../../src/runnables/hedge.ts";
import { glmError, type GlmReply } from "../../src/testing/glm-server/reply.ts";
import { glmServer } from "../../src/testing/glm-server/server.ts";
import { all } from "../support/all.ts";
import { thrown } from "../contract/ways.ts";

const AT_ONCE = { initialDelayMs: 0 };
const ANSWER: GlmReply = ["Hel", "lo"];

async function serve(replies: readonly GlmReply[]) {
  const server = await glmServer({ replies });
  const model = new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url, maxRetries: 0 });
  return { server, model, [Symbol.asyncDispose]: () => server.close() };
}

const shouldRetry = (said: string): GlmReply => ({
  status: 500,
  body: "trouble",
  headers: { "x-should-retry": said },
});

describe("retries over HTTP", () => {
  it.each([
    ["401", 1],
    ["1113", 1],
    ["1210", 1],
    ["1211", 1],
    ["1301", 1],
    ["1302", 3],
    ["1305", 3],
    ["1234", 3],
    ["500", 3],
  ])("send a request that is refused with %s %i times, in invoke, stream and batch alike", async (code, times) => {
    await using served = await serve([glmError(code)]);
    const { model, server } = served;
    const retried = model.withRetry(AT_ONCE);
    const ways = [
      () => retried.invoke("x"),
      () => all(retried.stream("x")),
      () => retried.batch(["x"]),
      () => all(retried.streamEvents("x")),
      () => all(retried.streamLog("x")),
    ];
    for (const [at, way] of ways.entries()) {
      expect(await thrown(way)).toMatchObject({ providerCode: code });
      expect(server.requests.length).toBe((at + 1) * times);
    }
  });

  it.each([
    [408, 2],
    [409, 2],
    [425, 2],
    [429, 2],
    [500, 2],
    [503, 2],
    [529, 2],
    [400, 1],
    [404, 1],
    [422, 1],
  ])("send a request that is answered with status %i %i times", async (status, times) => {
    await using served = await serve([{ status, body: "no" }, ANSWER]);
    const outcome = await thrown(() => served.model.withRetry(AT_ONCE).invoke("x"));
    expect(served.server.requests.length).toBe(times);
    if (times === 1) expect(outcome).toMatchObject({ status });
  });

  it("obey what the answer says of itself", async () => {
    await using no = await serve([shouldRetry("false"), ANSWER]);
    expect(await thrown(() => no.model.withRetry(AT_ONCE).invoke("x"))).toMatchObject({
      status: 500,
      retryable: false,
    });
    await using yes = await serve([{ status: 400, body: "no", headers: { "x-should-retry": "true" } }, ANSWER]);
    expect((await yes.model.withRetry(AT_ONCE).invoke("x")).text).toBe("Hello");
    expect([no.server.requests.length, yes.server.requests.length]).toEqual([1, 2]);
  });

  it("wait as long as the answer asks for, and not where that is too long", async () => {
    const busy = { ...glmError("1302"), headers: { "retry-after": "1" } };
    const waits = vi.spyOn(globalThis, "setTimeout");
    await using served = await serve([busy, ANSWER]);
    expect((await served.model.withRetry(AT_ONCE).invoke("x")).text).toBe("Hello");
    expect(waits.mock.calls.map(([, ms]) => ms)).toContain(1000);
    waits.mockRestore();
    await using hurried = await serve([busy, ANSWER]);
    const error = await thrown(() => hurried.model.withRetry({ maxRetryAfterMs: 500 }).invoke("x"));
    expect(error).toMatchObject({ code: "rate_limit", retryAfterMs: 1000 });
    expect(hurried.server.requests.length).toBe(1);
  });

  it("send nothing again once a chunk has been delivered", async () => {
    await using served = await serve([{ tokens: ["Hel", "lo", " you"], cutAfter: 2 }, ANSWER]);
    const read: string[] = [];
    const error = (await thrown(async () => {
      const stream = served.model.pipe(new StringOutputParser()).withRetry(AT_ONCE).stream("x");
      for await (const text of stream) read.push(text);
    })) as RunletError;
    expect([error.code, error.partial, read.join("")]).toEqual(["truncated", "Hello", "Hello"]);
    expect(served.server.requests.length).toBe(1);
  });

  it("send it again where the answer breaks off before its first chunk", async () => {
    await using served = await serve([{ tokens: ["Hel"], cutAfter: 0 }, ANSWER]);
    expect((await served.model.withRetry(AT_ONCE).invoke("x")).text).toBe("Hello");
    expect(served.server.requests.length).toBe(2);
  });

  it("are made for each item of a batch by itself", async () => {
    let count = 0;
    const server = await glmServer({ replies: () => (count++ % 2 === 0 ? glmError("500") : ANSWER) });
    const model = new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url, maxRetries: 0 });
    const answers = await model.withRetry(AT_ONCE).batch(["a", "b", "c"], { maxConcurrency: 1 });
    await server.close();
    expect([answers.map(({ text }) => text), count]).toEqual([["Hello", "Hello", "Hello"], 6]);
  });
});

describe("timeouts over HTTP", () => {
  const late = async (reply: GlmReply, timeout: object) => {
    await using served = await serve([reply]);
    const error = await thrown(() => served.model.pipe(new StringOutputParser()).invoke("x", { timeout }));
    const closed = async () => (await served.server.recorded())[0]?.closed;
    await vi.waitFor(async () => expect(await closed()).toBe("aborted"));
    return error;
  };

  it("end a request that is not answered", async () => {
    const server = await glmServer({ replies: () => new Promise<GlmReply>(() => {}) });
    const model = new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url, maxRetries: 0 });
    const error = await thrown(() => model.invoke("x", { timeout: { connect: 30 } }));
    await vi.waitFor(() => expect(server.requests[0]?.closed).toBe("aborted"));
    await server.close();
    expect(error).toMatchObject({ code: "timeout", timeout: "connect", phase: "connect", retryable: true });
  });

  it("end an answer without a first chunk; a comment is none", async () => {
    const heartbeats = Array.from({ length: 40 }, () => [{ raw: ": ping\n\n" }, 20]).flat();
    expect(await late(heartbeats, { firstChunk: 60 })).toMatchObject({ code: "timeout", timeout: "firstChunk" });
  });

  it("end one that falls silent, heartbeats or not", async () => {
    const heartbeats = Array.from({ length: 40 }, () => [{ raw: ": ping\n\n" }, 20]).flat();
    expect(await late(["Hel", "lo", ...heartbeats], { idle: 60 })).toMatchObject({ timeout: "idle", partial: "Hello" });
  });

  it("end the whole", async () => {
    expect(await late(["Hel", 5000, "lo"], { total: 60 })).toMatchObject({ timeout: "total", partial: "Hel" });
  });
});

describe("a hedge over HTTP", () => {
  it("ends the request that was not wanted", async () => {
    await using slow = await serve([[5000, "late"]]);
    await using fast = await serve([ANSWER]);
    const stream = hedge(slow.model, fast.model, { afterMs: 20 }).pipe(new StringOutputParser()).stream("x");
    expect((await all(stream)).join("")).toBe("Hello");
    await vi.waitFor(async () => expect((await slow.server.recorded())[0]?.closed).toBe("aborted"));
  });
});
