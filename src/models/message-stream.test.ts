import { describe, expect, it } from "vitest";
import { Source, type SourceOptions } from "../../test/support/source.ts";
import { errorInfo } from "../errors/info.ts";
import { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import type { MessageStreamEvent } from "../messages/events.ts";
import { ChatModel } from "./chat-model.ts";
import type { MessageStream } from "./message-stream.ts";

const USAGE = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
const CHUNKS = [
  { content: "", additional_kwargs: { reasoning_content: "The tool" } },
  { content: "", additional_kwargs: { reasoning_content: " knows." } },
  "Let me",
  " look.",
  { content: "", tool_call_chunks: [{ type: "tool_call_chunk", index: 0, id: "a", name: "f", args: '{"x":' }] },
  { content: "", tool_call_chunks: [{ type: "tool_call_chunk", index: 0, args: "1}" }] },
  { content: "", tool_call_chunks: [{ type: "tool_call_chunk", index: 1, id: "b", name: "g", args: "{}" }] },
  { content: "", usage_metadata: USAGE, response_metadata: { finish_reason: "tool_calls" } },
] as const;
const CALLS = [
  { type: "tool_call", id: "a", name: "f", args: { x: 1 } },
  { type: "tool_call", id: "b", name: "g", args: {} },
];

/** A model that says these chunks, and counts what is done to it. */
class Model extends ChatModel {
  readonly name = "Model";
  readonly source: Source;
  asked = 0;
  signal: AbortSignal | undefined;

  constructor(options: SourceOptions = {}) {
    super();
    const chunk = (at: number) => new AIMessageChunk(CHUNKS[at] ?? { content: `${at}` });
    this.source = new Source({ length: CHUNKS.length, chunk, ...options });
  }

  protected reply(): AsyncIterable<AIMessageChunk> {
    this.asked++;
    return this.source.async as AsyncIterable<AIMessageChunk>;
  }
}

const READ: Record<string, (message: MessageStream) => AsyncIterable<unknown>> = {
  events: (message) => message,
  text: (message) => message.text,
  reasoning: (message) => message.reasoning,
  toolCalls: (message) => message.toolCalls,
  usage: (message) => message.usage,
};
const AWAIT: Record<string, (message: MessageStream) => PromiseLike<unknown>> = {
  text: (message) => message.text,
  reasoning: (message) => message.reasoning,
  toolCalls: (message) => message.toolCalls,
  usage: (message) => message.usage,
  final: (message) => message.final(),
};

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const list = [];
  for await (const item of items) list.push(item);
  return list;
}

/** What a loop is given, and then its error. */
async function until(items: AsyncIterable<unknown>): Promise<[unknown[], unknown]> {
  const list: unknown[] = [];
  try {
    for await (const item of items) list.push(item);
  } catch (error) {
    return [list, error];
  }
  return [list, undefined];
}

const caught = (waited: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(waited).then(
    (value) => expect.fail(`it did not fail, but gave ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );

const whole = async (): Promise<AIMessage> => new Model().invoke("?");

describe("a message stream", () => {
  it.each([
    ["text", ["Let me", " look."], "Let me look."],
    ["reasoning", ["The tool", " knows."], "The tool knows."],
    ["toolCalls", CALLS, CALLS],
    ["usage", [USAGE], USAGE],
  ])("gives %s alone, piece by piece or whole", async (side, pieces, value) => {
    expect(await all(READ[side]!(new Model().streamMessage("?")))).toEqual(pieces);
    expect(await AWAIT[side]!(new Model().streamMessage("?"))).toEqual(value);
  });

  it("gives the message that invoke gives", async () => {
    const message = await new Model().streamMessage("?").final();
    expect(message).toBeInstanceOf(AIMessage);
    expect(message).toEqual(await whole());
  });

  it("gives the events, the last of which has the message", async () => {
    const events = (await all(new Model().streamMessage("?"))) as MessageStreamEvent[];
    const types = events.filter((event) => event.type !== "content-block-delta").map((event) => event.type);
    expect(types.join(" ").replaceAll("content-block", "block")).toBe(
      "message-start block-start block-finish block-start block-finish block-start block-finish block-start " +
        "usage block-finish message-finish",
    );
    expect(events.at(-1)).toEqual({ type: "message-finish", message: await whole(), reason: "tool_calls" });
  });

  it("of a model that says nothing is an empty message", async () => {
    const message = new Model({ length: 0 }).streamMessage("?");
    expect([await message.text, await message.reasoning, await message.toolCalls, await message.usage]).toEqual([
      "",
      "",
      [],
      undefined,
    ]);
    expect((await message.final()).content).toBe("");
    expect(await all(message.text)).toEqual([]);
  });

  it("runs nothing before it is read, whatever is taken hold of", async () => {
    const model = new Model();
    const message = model.streamMessage("?");
    const { text, usage } = message;
    const iterator = text[Symbol.asyncIterator]();
    message[Symbol.asyncIterator]();
    await new Promise(setImmediate);
    expect([model.asked, model.source.made]).toEqual([0, 0]);
    expect(await iterator.next()).toEqual({ value: "Let me", done: false });
    expect([model.asked, model.source.made]).toEqual([1, 3]);
    expect(await usage).toEqual(USAGE);
    expect(model.asked).toBe(1);
  });

  it("is pulled only as far as the reader that is furthest has asked", async () => {
    const model = new Model();
    const message = model.streamMessage("?");
    const [text, thoughts, calls] = [message.text, message.reasoning, message.toolCalls].map((side) =>
      (side as AsyncIterable<unknown>)[Symbol.asyncIterator](),
    );
    await thoughts!.next();
    expect(model.source.made).toBe(1);
    await text!.next();
    expect(model.source.made).toBe(3);
    await thoughts!.next();
    expect(model.source.made).toBe(3);
    // The first call is whole when the second begins.
    await calls!.next();
    expect(model.source.made).toBe(7);
    await message.cancel();
  });

  it("can be read by all at once, from one run", async () => {
    const model = new Model();
    const message = model.streamMessage("?");
    const sides = Object.values(READ).map((read) => all(read(message)));
    const values = Object.values(AWAIT).map((wait) => wait(message));
    expect((await Promise.all(sides)).map((items) => items.length)).toEqual([18, 2, 2, 2, 1]);
    expect(await Promise.all(values)).toEqual(["Let me look.", "The tool knows.", CALLS, USAGE, await whole()]);
    expect([model.asked, model.source.ended]).toEqual([1, 1]);
  });

  it("can be read one after the other, in any order, and again", async () => {
    const model = new Model();
    const message = model.streamMessage("?");
    expect(await all(message.reasoning)).toEqual(["The tool", " knows."]);
    expect(await all(message.text)).toEqual(["Let me", " look."]);
    expect(await message.usage).toEqual(USAGE);
    expect(await all(message.toolCalls)).toEqual(CALLS);
    expect(await all(message)).toHaveLength(18);
    expect(await all(message.text)).toEqual(["Let me", " look."]);
    expect(await message.final()).toBe(await message.final());
    expect([model.asked, model.source.made]).toEqual([1, CHUNKS.length]);
  });

  it("answers several calls of next in order", async () => {
    const iterator = new Model().streamMessage("?").text[Symbol.asyncIterator]();
    const results = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]);
    expect(results.map((result) => result.value)).toEqual(["Let me", " look.", undefined, undefined]);
  });

  it("takes a config", async () => {
    const failing = new Model({ throwsAt: 0 }).streamMessage("?", { runName: "asked" });
    expect(errorInfo(await caught(failing.final()))?.path).toEqual(["asked"]);
    expect(() => new Model().streamMessage("?", { signal: {} as AbortSignal })).toThrow(/AbortSignal/);
  });
});

describe("a message that fails", () => {
  const boom = Object.freeze(new Error("boom"));
  const points = Array.from({ length: CHUNKS.length + 1 }, (_, at) => at);

  it.each(points)("fails for each reader, with one error, after what had come (after %i chunks)", async (throwsAt) => {
    const complete = new Model({ length: throwsAt }).streamMessage("?");
    const message = new Model({ throwsAt, error: boom }).streamMessage("?");
    for (const [name, wait] of Object.entries(AWAIT)) {
      const alone = new Model({ throwsAt, error: boom }).streamMessage("?");
      expect([name, await caught(wait(alone))]).toEqual([name, boom]);
      expect(await caught(wait(message))).toBe(boom);
    }
    for (const [name, read] of Object.entries(READ)) {
      const alone = new Model({ throwsAt, error: boom }).streamMessage("?");
      const [items, error] = await until(read(alone));
      expect([name, error]).toEqual([name, boom]);
      expect(await until(read(message))).toEqual([items, boom]);
      if (name === "text" || name === "reasoning") expect(items).toEqual(await all(read(complete)));
    }
  });

  it("tells who reads the events, and finishes nothing that was not whole", async () => {
    const message = new Model({ throwsAt: 4, error: boom }).streamMessage("?");
    const [events, error] = (await until(message)) as [MessageStreamEvent[], unknown];
    const partial = errorInfo(error)!.partial as AIMessage;
    expect(partial.text).toBe("Let me look.");
    expect(events.slice(-2)).toEqual([
      { type: "content-block-delta", index: 1, delta: { type: "text-delta", text: " look." } },
      {
        type: "error",
        name: "Error",
        code: undefined,
        message: "boom",
        phase: undefined,
        retryable: false,
        path: ["Model"],
        partial,
      },
    ]);
  });

  it("gives a tool call that was whole before, and none that was not", async () => {
    expect((await until(new Model({ throwsAt: 7 }).streamMessage("?").toolCalls))[0]).toEqual([CALLS[0]]);
    expect((await until(new Model({ throwsAt: 6 }).streamMessage("?").toolCalls))[0]).toEqual([]);
  });

  it("tells a loop once", async () => {
    const iterator = new Model({ throwsAt: 0, error: boom }).streamMessage("?").text[Symbol.asyncIterator]();
    expect(await caught(iterator.next())).toBe(boom);
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  it("fails silently for whoever does not look", async () => {
    const message = new Model({ throwsAt: 3, error: boom }).streamMessage("?");
    void message.final();
    expect(await until(message.reasoning)).toEqual([["The tool", " knows."], boom]);
    // Handled or not is found out in the turns after: the check behind each test would see it.
    await new Promise(setImmediate);
  });

  it("fails where its chunks are not of one message", async () => {
    class Mixed extends ChatModel {
      readonly name = "Mixed";
      ended = 0;
      protected async *reply() {
        try {
          yield new AIMessageChunk("a");
          yield new AIMessage("b") as AIMessageChunk;
          yield new AIMessageChunk("c");
        } finally {
          this.ended++;
        }
      }
    }
    const model = new Mixed();
    const message = model.streamMessage("?");
    expect(await until(message.text)).toEqual([["a"], expect.objectContaining({ code: "config" })]);
    expect(await caught(message.final())).toMatchObject({ code: "config" });
    expect(model.ended).toBe(1);
  });
});

describe("a message that is ended", () => {
  const endless = () => new Model({ length: Infinity });

  it.each(Object.keys(READ))("break: the model is closed before the loop over %s is left", async (side) => {
    const model = endless();
    const message = model.streamMessage("?");
    for await (const _ of READ[side]!(message)) break;
    expect(model.source.returned).toBe(1);
    expect(model.source.wrongs).toEqual([]);
  });

  it("break: what had come can be read, and then it is told that this is not all", async () => {
    const message = endless().streamMessage("?");
    for await (const text of message.text) if (text === " look.") break;
    const [thoughts, error] = await until(message.reasoning);
    expect(thoughts).toEqual(["The tool", " knows."]);
    expect(error).toMatchObject({ name: "AbortError", code: "aborted", path: ["Model"] });
    expect((error as Error).message).toMatch(/Call final\(\) first/);
    expect((error as { partial: AIMessage }).partial.text).toBe("Let me look.");
    for (const wait of Object.values(AWAIT)) expect(await caught(wait(message))).toBe(error);
    expect((await until(message))[0].at(-1)).toMatchObject({ type: "error", code: "aborted" });
  });

  it("break: does not end what another loop is reading", async () => {
    const model = new Model();
    const message = model.streamMessage("?");
    const text = all(message.text);
    for await (const _ of message.reasoning) break;
    for await (const _ of message) break;
    expect(model.source.returned).toBe(0);
    expect(await text).toEqual(["Let me", " look."]);
  });

  it("break: ends it with the last loop", async () => {
    const model = endless();
    const message = model.streamMessage("?");
    const text = message.text[Symbol.asyncIterator]();
    await text.next();
    for await (const _ of message.reasoning) break;
    expect(model.source.returned).toBe(0);
    await text.return!();
    await text.return!();
    expect(model.source.returned).toBe(1);
    expect(await text.next()).toEqual({ value: undefined, done: true });
  });

  it.each(Object.keys(AWAIT))("break: does not end what is waited for (%s)", async (side) => {
    const model = new Model();
    const message = model.streamMessage("?");
    const waited = Promise.resolve(AWAIT[side]!(message));
    await Promise.resolve();
    for await (const _ of message) break;
    expect(await waited).toEqual(await AWAIT[side]!(new Model().streamMessage("?")));
    expect(model.source.returned).toBe(0);
  });

  it("break: does not end a run that was asked for the whole", async () => {
    const model = new Model();
    const message = model.streamMessage("?");
    void message.final();
    for await (const _ of message.reasoning) break;
    expect(await all(message.text)).toEqual(["Let me", " look."]);
    expect(model.source.returned).toBe(0);
  });

  it("break: by a reader that has not begun ends nothing", async () => {
    const message = new Model().streamMessage("?");
    await message[Symbol.asyncIterator]().return!();
    expect(await message.text).toBe("Let me look.");
  });

  it("cancel: all who read are told, with the reason, and the model is closed", async () => {
    const model = endless();
    const message = model.streamMessage("?");
    const iterator = message.text[Symbol.asyncIterator]();
    await iterator.next();
    const waited = caught(message.usage);
    const loop = until(message.text);
    await message.cancel("enough");
    expect(model.source.returned).toBe(1);
    const error = await waited;
    expect(error).toMatchObject({ code: "aborted", cause: "enough", path: ["Model"] });
    expect((await loop)[1]).toBe(error);
    // What had come is given first.
    expect(await until(iterator)).toEqual([expect.any(Array), error]);
    await message.cancel();
    expect(await caught(message.final())).toBe(error);
  });

  it("cancel: settles all who wait for a model that is stuck", async () => {
    const message = new Model({ deafAt: 3 }).streamMessage("?");
    const waits = Object.values(AWAIT).map((wait) => caught(wait(message)));
    const loops = Object.values(READ).map((read) => until(read(message)));
    await new Promise(setImmediate);
    await message.cancel();
    const errors = [...(await Promise.all(waits)), ...(await Promise.all(loops)).map(([, error]) => error)];
    expect(new Set(errors).size).toBe(1);
    expect((errors[0] as { partial: AIMessage }).partial.text).toBe("Let me");
    // Also after the model was told to end.
    expect((await until(message))[0].at(-1)).toMatchObject({ type: "error", code: "aborted" });
  });

  it("cancel: before anything has run, nothing ever runs", async () => {
    const model = new Model();
    const message = model.streamMessage("?");
    await message.cancel();
    expect(await caught(message.text)).toMatchObject({ code: "aborted", partial: undefined });
    expect(model.asked).toBe(0);
  });

  it("cancel: of a complete message does nothing", async () => {
    const message = new Model().streamMessage("?");
    await message.final();
    await message.cancel();
    expect(await message.text).toBe("Let me look.");
  });

  it("using: is ended with the block", async () => {
    const model = endless();
    {
      await using message = model.streamMessage("?");
      await message.text[Symbol.asyncIterator]().next();
    }
    expect(model.source.returned).toBe(1);
  });

  it("signal: each side is told, with what had come", async () => {
    const controller = new AbortController();
    const model = endless();
    const message = model.streamMessage("?", { signal: controller.signal });
    const texts: string[] = [];
    const loop = (async () => {
      for await (const text of message.text) {
        texts.push(text);
        if (text === " look.") controller.abort("enough");
      }
    })();
    const error = await caught(loop);
    expect(error).toMatchObject({ code: "aborted", cause: "enough" });
    expect((error as { partial: AIMessage }).partial.text).toBe(texts.join(""));
    for (const wait of Object.values(AWAIT)) expect(await caught(wait(message))).toBe(error);
    expect(model.source.returned).toBe(1);
  });

  it("signal: aborted before, nothing runs", async () => {
    const model = new Model();
    const message = model.streamMessage("?", { signal: AbortSignal.abort() });
    expect(await caught(message.text)).toMatchObject({ code: "aborted" });
    expect(model.asked).toBe(0);
  });
});
