import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextMacrotask } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { AIMessage } from "../../src/messages/ai.ts";
import type { StandardBlock } from "../../src/messages/content.ts";
import type { MessageStreamEvent } from "../../src/messages/events.ts";
import type { MessageStream } from "../../src/models/message-stream.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { glmError, type GlmReply, type GlmScript } from "../../src/testing/glm-server/reply.ts";
import { glmServer, type GlmServer } from "../../src/testing/glm-server/server.ts";
import { cutAt, inPieces } from "../support/pieces.ts";
import { hasShared, SHARED } from "../support/shared.ts";

const CALLS = {
  toolCalls: [
    { name: "get_weather", arguments: { city: "Paris" }, id: "call_a" },
    { name: "get_time", arguments: { city: "Tokyo", zone: "JST" }, id: "call_b" },
  ],
};
const ANSWER: GlmScript = {
  tokens: [{ reasoning: "Two" }, { reasoning: " tools." }, "Let me", " look.", CALLS],
};

const servers: GlmServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(reply: GlmReply, config: { signal?: AbortSignal } = {}) {
  const server = await glmServer({ replies: [reply] });
  servers.push(server);
  return {
    server,
    message: new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url }).streamMessage("hello", config),
  };
}

/** The end of a request, as soon as the server knows it. */
async function endOf(server: GlmServer): Promise<string> {
  for (;;) {
    const closed = (await server.recorded())[0]?.closed;
    if (closed) return closed;
    await nextMacrotask();
  }
}

async function eventsOf(message: MessageStream): Promise<MessageStreamEvent[]> {
  const events: MessageStreamEvent[] = [];
  for await (const event of message) events.push(event);
  return events;
}

const blocksOf = (events: readonly MessageStreamEvent[]): StandardBlock[] =>
  events.flatMap((event) => (event.type === "content-block-finish" ? [event.content] : []));

/** Every side of a message, read at once; of each that fails, the error. */
async function sides(message: MessageStream): Promise<unknown[]> {
  const told = [message.text, message.reasoning, message.toolCalls, message.usage, message.final()];
  const settled = await Promise.allSettled(told);
  return settled.map((side) => (side.status === "fulfilled" ? side.value : side.reason));
}

describe("a message stream over HTTP", () => {
  it.each(["glm-4.7", "glm-4-plus", "vllm"] as const)(
    "has thoughts, text, the tool calls behind them, and the usage (%s)",
    async (dialect) => {
      const { server, message } = await serve({ ...ANSWER, dialect });
      const events = await eventsOf(message);
      const calls = [
        { type: "tool_call", name: "get_weather", args: { city: "Paris" }, id: "call_a" },
        { type: "tool_call", name: "get_time", args: { city: "Tokyo", zone: "JST" }, id: "call_b" },
      ];
      expect(blocksOf(events)).toEqual([
        { type: "reasoning", reasoning: "Two tools." },
        { type: "text", text: "Let me look." },
        ...calls,
      ]);
      const final = await message.final();
      expect(events[0]).toEqual({ type: "message-start", id: final.id });
      expect(events.at(-1)).toEqual({ type: "message-finish", message: final, reason: "tool_calls" });
      expect(final.contentBlocks).toEqual(blocksOf(events));
      expect(await sides(message)).toEqual([
        "Let me look.",
        "Two tools.",
        calls,
        expect.objectContaining({ output_tokens: 5 }),
        final,
      ]);
      expect(final.usage_metadata).toEqual(await message.usage);
      expect(await endOf(server)).toBe("finished");
      expect(server.requests).toHaveLength(1);
    },
  );

  it("sends nothing before it is read", async () => {
    const { server, message } = await serve(["a"]);
    await nextMacrotask();
    expect(server.requests).toHaveLength(0);
    expect(await message.text).toBe("a");
  });

  it.each(["text", "reasoning", "events"])("closes the request where a loop over the %s is broken", async (side) => {
    const { server, message } = await serve({ ...ANSWER, slow: 5, tokens: Array(2_000).fill(ANSWER.tokens).flat() });
    const read = side === "text" ? message.text : side === "reasoning" ? message.reasoning : message;
    for await (const _ of read) break;
    expect(await endOf(server)).toBe("aborted");
  });

  const failures: [string, GlmReply, string, string][] = [
    ["a connection that breaks", { ...ANSWER, cutAfter: 4 }, "truncated", "Let me look."],
    ["an error in the stream", ["Let me", { error: { code: "1234", message: "no" } }], "provider", "Let me"],
    ["an end without a mark", { tokens: ["Let me"], finishReason: null, noDone: true }, "truncated", "Let me"],
  ];
  it.each(failures)("%s is the error of each side, and nothing is taken for whole", async (_, reply, code, text) => {
    const { message } = await serve(reply);
    const texts: string[] = [];
    const loop = (async () => {
      for await (const text of message.text) texts.push(text);
    })();
    const [[failed], errors] = await Promise.all([Promise.allSettled([loop]), sides(message)]);
    const error = (failed as PromiseRejectedResult).reason;
    expect(error).toMatchObject({ code, phase: "mid-stream" });
    expect((error.partial as AIMessage).text).toBe(text);
    expect(texts.join("")).toBe(text);
    expect(errors).toEqual(Array(5).fill(error));
    for (const other of errors) expect(other).toBe(error);

    const told: MessageStreamEvent[] = [];
    const read = async () => {
      for await (const event of message) told.push(event);
    };
    await expect(read()).rejects.toBe(error);
    expect(told.at(-1)).toMatchObject({ type: "error", code, message: error.message, partial: { content: text } });
  });

  it("a refusal is the error of each side", async () => {
    const { message } = await serve(glmError("1302"));
    const errors = await sides(message);
    expect(errors[0]).toMatchObject({ code: "rate_limit", partial: undefined });
    expect(new Set(errors).size).toBe(1);
  });

  it("a signal closes the request", async () => {
    const controller = new AbortController();
    const { server, message } = await serve({ tokens: Array(2_000).fill("a"), slow: 5 }, { signal: controller.signal });
    const waited = sides(message);
    for await (const _ of message.text) {
      controller.abort();
      break;
    }
    expect(await waited).toEqual(Array(5).fill(expect.objectContaining({ code: "aborted" })));
    expect(await endOf(server)).toBe("aborted");
  });
});

describe.skipIf(!hasShared)("recorded answers of GLM, as message streams", () => {
  const folder = join(SHARED, "fixtures/zhipu");
  const files = hasShared ? readdirSync(folder).filter((name) => name.endsWith(".sse")) : [];
  const answered = (pieces: readonly Uint8Array[]) =>
    new ChatZhipuAI({ apiKey: "id.secret", fetch: () => Promise.resolve(inPieces(pieces)) }).streamMessage("hello");

  it.each(files)("%s: the events say what the answer says, wherever it is cut", async (file) => {
    const bytes = readFileSync(join(folder, file));
    const message = answered([bytes]);
    const events = await eventsOf(message);
    const final = await message.final();
    const thoughts = final.additional_kwargs["reasoning_content"] ?? "";
    expect(await sides(message)).toEqual([final.text, thoughts, final.tool_calls, final.usage_metadata, final]);
    expect(blocksOf(events)).toEqual(final.contentBlocks);

    for (const offset of [1, 2, 3, 5, 7].map((part) => Math.floor(bytes.length / (part + 0.5)))) {
      expect(await eventsOf(answered(cutAt(bytes, offset)))).toEqual(events);
    }
  });

  it.each(files)("%s: cut off anywhere, it fails, and says as much as came", async (file) => {
    const bytes = readFileSync(join(folder, file));
    const whole = await answered([bytes]).final();
    for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      const message = answered([bytes.subarray(0, Math.floor(bytes.length * part))]);
      const errors = await sides(message);
      expect(errors[0]).toMatchObject({ code: "truncated" });
      expect(new Set(errors).size).toBe(1);
      const { partial } = errors[0] as { partial: AIMessage | undefined };
      expect(whole.text.startsWith(partial?.text ?? "")).toBe(true);
    }
  });
});
