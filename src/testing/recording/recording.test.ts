import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { all } from "../../../test/support/all.ts";
import { isRunletError } from "../../errors/error.ts";
import { ChatZhipuAI } from "../../providers/zhipu/chat-model.ts";
import { glmServer } from "../glm-server/server.ts";
import { ScriptedChatModel } from "../scripted/chat-model.ts";
import { record } from "./record.ts";
import { replay } from "./replay.ts";

const KEY = "planted-id.planted-s3cr3t";
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runlet-recording-"));
  file = join(folder, "tape.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

const lines = (): Record<string, unknown>[] =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const texts = async (model: ChatZhipuAI, question = "hello"): Promise<string[]> =>
  (await all(model.stream(question))).map(({ text }) => text);

describe("what goes over the wire", () => {
  it("is recorded as it came, and comes again", async () => {
    await using server = await glmServer({ replies: [["鹦", "鹉 🦜", "!"]] });
    const recorded = new ChatZhipuAI({ apiKey: KEY, baseURL: server.url, fetch: record(fetch, file) });
    const first = await texts(recorded);
    await server.close();
    expect(first.join("")).toBe("鹦鹉 🦜!");
    const played = new ChatZhipuAI({ apiKey: "other.key", baseURL: server.url, fetch: replay(file).fetch });
    expect(await texts(played)).toEqual(first);
    // The last answer to a question is given again and again.
    expect(await texts(played)).toEqual(first);
    const [asked, response, ...rest] = lines();
    expect(asked).toMatchObject({
      request: { method: "POST", body: { messages: [{ role: "user", content: "hello" }] } },
    });
    expect(response).toMatchObject({ response: { status: 200 }, after: expect.any(Number) });
    expect(rest.map((line) => line["text"]).join("")).toContain('"鹉 🦜"');
  });

  it("is kept apart where several answers come at a time", async () => {
    await using server = await glmServer({ slow: 2, replies: (messages) => [...String(messages.at(-1)?.content)] });
    const model = new ChatZhipuAI({ apiKey: KEY, baseURL: server.url, fetch: record(fetch, file) });
    const asked = ["abcdefgh", "ijklmnop", "qrstuvwx"];
    expect(await Promise.all(asked.map((question) => texts(model, question)))).toEqual(
      asked.map((word) => [...word, ""]),
    );
    const played = new ChatZhipuAI({ apiKey: KEY, baseURL: server.url, fetch: replay(file).fetch });
    for (const question of asked.toReversed()) expect((await texts(played, question)).join("")).toBe(question);
    expect(lines().some(({ of }) => of !== undefined)).toBe(true);
  });

  it("has no secret in it, wherever one stood", async () => {
    const secret = "sk-planted-0123456789";
    const half = Math.ceil(secret.length / 2);
    const echo: typeof fetch = async () => {
      const pieces = [`data: {"error":"bad ${secret.slice(0, half)}`, `${secret.slice(half)} and more"}\n\n`];
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          const piece = pieces.shift();
          if (piece === undefined) controller.close();
          else controller.enqueue(new TextEncoder().encode(piece));
        },
      });
      return new Response(body, { headers: { "x-echo": secret, "set-cookie": "session=1" } });
    };
    const response = await record(echo, file)(`https://u:${secret}x@models.example/v1?api_key=${secret}&a=1`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}` },
      body: JSON.stringify({
        api_key: secret,
        max_tokens: 100000,
        nested: [{ token: `${secret}y` }],
        text: `I am ${secret}`,
      }),
    }).catch(() => undefined);
    // An address with a password is none that fetch takes.
    expect(response).toBeUndefined();
    const good = await record(echo, file)(`https://models.example/v1?api_key=${secret}&a=1`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "x-plain": "plain" },
      body: JSON.stringify({
        api_key: secret,
        max_tokens: 100000,
        nested: [{ token: `${secret}y` }],
        text: `I am ${secret}`,
      }),
    });
    // Who is recorded gets what came.
    expect(await good.text()).toContain(secret);
    const text = readFileSync(file, "utf8");
    expect(text).not.toContain(secret);
    expect(text).not.toContain(secret.slice(half));
    expect(text).toContain("and more");
    expect(lines()[0]).toMatchObject({
      request: {
        url: "https://models.example/v1?api_key=***&a=1",
        headers: { authorization: "***", "x-plain": "plain" },
        body: { api_key: "***", max_tokens: 100000, text: "I am ***" },
      },
    });
  });

  it("fails as it failed, with what had come", async () => {
    await using server = await glmServer({ replies: [{ tokens: ["a", "b", "c"], cutAfter: 2 }] });
    const thrown = (fetch: typeof globalThis.fetch) =>
      texts(new ChatZhipuAI({ apiKey: KEY, baseURL: server.url, fetch })).catch((error: unknown) => error);
    const first = await thrown(record(fetch, file));
    const again = await thrown(replay(file).fetch);
    for (const error of [first, again]) expect(isRunletError(error, "truncated") && error.partial).toBeTruthy();
    expect((again as Error).message).toBe((first as Error).message);
  });

  it("says where the reader has left, and plays what came until then", async () => {
    await using server = await glmServer({ replies: [["a", 30_000, "b"]] });
    const model = new ChatZhipuAI({ apiKey: KEY, baseURL: server.url, fetch: record(fetch, file) });
    for await (const _ of model.stream("hello")) break;
    expect(lines().at(-1)).toMatchObject({ end: "aborted" });
  });

  it("is refused where it was not asked, or is not a recording", async () => {
    writeFileSync(
      file,
      '{"request":{"method":"POST","url":"https://models.example/","headers":{}}}\n{"end":"complete"}\n',
    );
    const asked = replay(file).fetch("https://models.example/other", { method: "POST" });
    await expect(asked).rejects.toMatchObject({ code: "config" });
    writeFileSync(file, '{"text":"a"}\n');
    expect(() => replay(file)).toThrow("a recording begins with");
    writeFileSync(file, "nothing\n");
    expect(() => replay(file)).toThrow("line 1: this is not JSON");
    expect(() => replay(join(folder, "none"))).toThrow("ENOENT");
    expect(() => replay(file, { speed: 0 })).toThrow("speed");
  });
});

describe("what a model says", () => {
  it("is recorded and comes again, chunk by chunk, in the order of the answers", async () => {
    const scripted = new ScriptedChatModel({ replies: [["a", "b"], ["c"]] });
    const recorded = record(scripted, file);
    const first = [await all(recorded.stream("x")), await all(recorded.stream("x"))];
    const { model } = replay(file);
    const again = [await all(model.stream("x")), await all(model.stream("x"))];
    expect(again).toEqual(first);
    expect((await model.invoke("x")).text).toBe("c");
    await expect(model.invoke("y")).rejects.toMatchObject({ code: "config" });
    expect(lines()[0]).toEqual({ input: [{ type: "human", content: "x" }] });
  });

  it("fails as it failed", async () => {
    const { model } = { model: record(new ScriptedChatModel({ replies: [["a", new Error("off")]] }), file) };
    await expect(model.invoke("x")).rejects.toThrow("off");
    await expect(replay(file).model.invoke("x")).rejects.toThrow("off");
  });
});

describe("the speed", () => {
  it("is that of the recording times a number", async () => {
    const input = [{ type: "human", content: "x" }];
    const chunk = { type: "ai", content: "a", id: "1" };
    const take = [{ input }, { chunk, after: 40 }, { chunk, after: 40 }, { end: "complete", after: 40 }];
    writeFileSync(file, take.map((line) => JSON.stringify(line)).join("\n"));
    const began = performance.now();
    expect((await replay(file, { speed: 2 }).model.invoke("x")).text).toBe("aa");
    // No timer goes off early; how late it does is the machine's.
    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
  });

  it("does not hold a reader who leaves", async () => {
    const take = [{ input: [{ type: "human", content: "x" }] }, { chunk: { type: "ai", content: "a" }, after: 1e9 }];
    writeFileSync(file, take.map((line) => JSON.stringify(line)).join("\n"));
    const running = replay(file, { speed: 1 }).model.invoke("x", { signal: AbortSignal.timeout(10) });
    await expect(running).rejects.toMatchObject({ code: "aborted" });
  });
});
