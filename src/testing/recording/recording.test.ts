import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { all } from "../../../test/support/all.ts";
import { isRunletError } from "../../errors/error.ts";
import type { ChatModel } from "../../models/chat-model.ts";
import { ChatZhipuAI } from "../../providers/zhipu/chat-model.ts";
import { RunnableLambda } from "../../runnables/lambda.ts";
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

  describe("of bytes", () => {
    const secret = "sk-planted-0123456789";
    const saying =
      (pieces: readonly Uint8Array[]): typeof fetch =>
      async () => {
        const left = [...pieces];
        const body = new ReadableStream<Uint8Array>({
          pull(controller) {
            const piece = left.shift();
            if (piece) controller.enqueue(piece);
            else controller.close();
          },
        });
        return new Response(body);
      };
    /** What is played of a body that came in these pieces. */
    const played = async (...pieces: readonly Uint8Array[]): Promise<Buffer> => {
      const asked = { headers: { authorization: `Bearer ${secret}` } };
      const bytes = async (fetch: typeof globalThis.fetch) =>
        Buffer.from(await (await fetch("https://models.example/", asked)).arrayBuffer());
      expect(await bytes(record(saying(pieces), file))).toEqual(Buffer.concat(pieces));
      return bytes(replay(file).fetch);
    };
    const hex = (text: string): Buffer => Buffer.from(text, "hex");
    const HELD = Buffer.from(secret.slice(0, 5)).toString("hex");

    it.each([
      ["is cut inside a character", ["6162e282"]],
      ["is cut inside a character, a byte at a time", ["61", "f0", "9f", "a6"]],
      ["has its characters cut", ["61f0", "9fa6", "9c62c3", "a9"]],
      ["turns out to be none of text", ["6162e2", "fffe"]],
      ["turns out to be none of text in the middle of a piece", ["6162", "6364ff65", "66"]],
      ["has the beginning of a secret before what is no text", [`6162${HELD}`, "fffe", "6364"]],
      ["ends with the beginning of a secret", [`fffe${HELD}`]],
      ["ends with the beginning of a secret, behind half a character", ["61e2", HELD]],
      ["begins with a byte order mark", ["efbbbf61"]],
    ])("gives every one of them, in their order, where it %s", async (_, pieces) => {
      expect((await played(...pieces.map(hex))).toString("hex")).toBe(pieces.join(""));
    });

    it("is text as far as it is UTF-8", async () => {
      await played(hex("6162e2"), hex("82ac63f0"), hex("ff"));
      const body = lines().flatMap(({ text, base64 }) => (text ?? base64) && { text, base64 });
      expect(body.filter(Boolean)).toEqual([{ text: "ab" }, { text: "€c" }, { base64: "8P8=" }]);
    });

    it.each([
      ["in one piece", [`ff ${secret} .`]],
      ["across pieces", [`ff ${secret.slice(0, 9)}`, `${secret.slice(9)} .`]],
      ["from the text on", [`${secret.slice(0, 9)}`, `${secret.slice(9)} ff`]],
    ])("has no secret in what is no text, %s", async (_, pieces) => {
      const bytes = pieces.map((piece) => Buffer.from(piece.replace("ff", "\xff"), "latin1"));
      expect((await played(...bytes)).toString("latin1")).toBe(
        pieces.join("").replace("ff", "\xff").replace(secret, "***"),
      );
    });
  });

  it("is added to a recording that was saved without its last line's end", async () => {
    const answer: typeof fetch = async () => new Response("a");
    await (await record(answer, file)("https://models.example/1")).text();
    writeFileSync(file, readFileSync(file, "utf8").trimEnd());
    await (await record(answer, file)("https://models.example/2")).text();
    // Another process, which has not written it.
    const copy = join(folder, "copy.jsonl");
    writeFileSync(copy, readFileSync(file, "utf8").trimEnd());
    await (await record(answer, copy)("https://models.example/3")).text();
    for (const number of [1, 2, 3])
      expect(await (await replay(copy).fetch(`https://models.example/${number}`)).text()).toBe("a");
    expect(readFileSync(copy, "utf8")).not.toContain("\n\n");
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

  it("is told once", async () => {
    const told = async (model: ChatModel): Promise<string[]> => {
      const events: string[] = [];
      const callbacks = [
        {
          handleChatModelStart: (...[, , , parent, , , , name]: unknown[]) => events.push(`start ${name} in ${parent}`),
          handleLLMNewToken: (token: string) => events.push(token),
          handleLLMEnd: () => events.push("end"),
        },
      ];
      const chain = RunnableLambda.from((input: string) => model.invoke(input, { callbacks }));
      expect((await chain.invoke("x")).text).toBe("a");
      expect((await model.invoke("x", { callbacks })).text).toBe("a");
      const streamed = (await all(chain.streamEvents("x"))).filter(({ event }) => event === "on_chat_model_start");
      return [...events, ...streamed.map(({ event }) => event)];
    };
    const plain = await told(new ScriptedChatModel({ replies: [["a"]] }));
    expect(plain.slice(0, 3)).toEqual([expect.stringContaining("start ScriptedChatModel"), "a", "end"]);
    const named = (events: string[]) => events.map((event) => event.replace(/ in .*/, ""));
    expect(named(await told(record(new ScriptedChatModel({ replies: [["a"]] }), file)))).toEqual(named(plain));
  });

  it("is of a model that is asked as the other one: its options, its method for structured output", async () => {
    const scripted = new ScriptedChatModel({ replies: [['{"a":1}']], structuredOutputMethod: "jsonSchema" });
    const recorded = record(scripted, file);
    expect(await recorded.withStructuredOutput({ type: "object" }).invoke("x")).toEqual({ a: 1 });
    expect(scripted.calls[0]?.options).toHaveProperty("responseFormat");
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
