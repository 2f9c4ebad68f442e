import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import type { BaseMessage } from "../messages/message.ts";
import { ScriptedChatModel, type ScriptedChatToken } from "../testing/scripted/chat-model.ts";
import { ChatModel } from "./chat-model.ts";
import { InMemoryCache, type ResponseCache } from "./response-cache.ts";

const USAGE = { input_tokens: 3, output_tokens: 2, total_tokens: 5 };
const END = new AIMessageChunk({
  content: "",
  response_metadata: { finish_reason: "stop", model_name: "m" },
  usage_metadata: USAGE,
});
const cached = (reply: (ScriptedChatToken | number | Error)[], cache: ResponseCache = new InMemoryCache()) =>
  new ScriptedChatModel({ replies: [reply], cache });

describe("a model with a cache", () => {
  it("asks once, and gives the same again as one chunk that says so", async () => {
    const model = cached(["The", " sky", END]);
    const first = await model.invoke("x");
    expect(first.usage_metadata).toEqual(USAGE);
    const chunks = await all(model.stream("x"));
    expect(model.calls.length).toBe(1);
    expect(chunks).toEqual([
      new AIMessageChunk({
        content: "The sky",
        id: first.id,
        response_metadata: { finish_reason: "stop", model_name: "m", cached: true },
      }),
    ]);
    expect(await model.invoke("x")).toEqual(
      new AIMessage({
        ...first,
        content: "The sky",
        response_metadata: chunks[0]!.response_metadata,
        usage_metadata: undefined,
      }),
    );
    expect((await model.stream("x").settled).usage).toBe(undefined);
  });

  it("keeps an answer that was streamed to its end, and no other", async () => {
    const model = cached(["The", " sky"]);
    for await (const _ of model.stream("x")) break;
    expect(model.calls.length).toBe(1);
    expect((await model.stream("x").final()).text).toBe("The sky");
    expect(model.calls.length).toBe(2);
    expect(await model.streamMessage("x").text).toBe("The sky");
    expect(model.calls.length).toBe(2);
  });

  it("keeps tool calls, thoughts and blocks", async () => {
    const model = cached([
      new AIMessageChunk({ content: [{ type: "text", text: "Let me see.", index: 0 }] }),
      new AIMessageChunk({ content: "", additional_kwargs: { reasoning_content: "Hm." } }),
      { name: "weather", args: { city: "Paris" }, id: "call_1" },
    ]);
    const first = await model.invoke("x");
    const again = await model.invoke("x");
    expect(again.tool_calls).toEqual(first.tool_calls);
    expect(again.contentBlocks).toEqual(first.contentBlocks);
    expect(await model.streamMessage("x").toolCalls).toEqual(first.tool_calls);
    expect(model.calls.length).toBe(1);
  });

  it.each([
    ["fails", ["The", new Error("off")]],
    [
      "is cut off at a limit",
      ["The", new AIMessageChunk({ content: "", response_metadata: { finish_reason: "length" } })],
    ],
    [
      "is withheld",
      ["The", new AIMessageChunk({ content: "", response_metadata: { finish_reason: "content_filter" } })],
    ],
    ["says nothing", [END]],
    [
      "has a call that cannot be carried out",
      [
        new AIMessageChunk({
          content: "",
          tool_call_chunks: [{ type: "tool_call_chunk", name: "a", args: "{", index: 0 }],
        }),
      ],
    ],
  ])("asks again where the answer %s", async (_, reply) => {
    const model = cached(reply);
    for (let time = 1; time <= 2; time++) {
      await model.invoke("x").catch(() => {});
      expect(model.calls.length).toBe(time);
    }
  });

  it("asks for what differs: messages, options, another model", async () => {
    const cache = new InMemoryCache();
    const model = cached(["a"], cache);
    await model.invoke("x");
    await model.invoke("y");
    await model.invoke("x", { temperature: 1 });
    await model.bind({ seed: 1 }).invoke([["human", "x"]]);
    expect(model.calls.length).toBe(4);
    await model.invoke([["human", "x"]], { tags: ["a"], metadata: { b: 1 } });
    await model.bind({ seed: 1 }).invoke("x");
    expect(model.calls.length).toBe(4);
    const other = cached(["b"], cache);
    expect((await other.invoke("x")).text).toBe("a");
  });

  it("does not mind the order of keys", async () => {
    const model = cached(["a"]);
    const tools = [{ name: "f", parameters: { type: "object", properties: {} } }];
    const same = [{ parameters: { properties: {}, type: "object" }, name: "f" }];
    await model.bindTools(tools).invoke("x");
    await model.bindTools(same).invoke("x");
    expect(model.calls.length).toBe(1);
  });

  it("both ask, where two ask at once", async () => {
    const model = cached([1, "a"]);
    const answers = await Promise.all([model.invoke("x"), model.invoke("x")]);
    expect(answers.map(({ text }) => text)).toEqual(["a", "a"]);
    expect(model.calls.length).toBe(2);
    await model.invoke("x");
    expect(model.calls.length).toBe(2);
  });

  it("runs synchronously, as far as the cache does", async () => {
    const model = cached(["a", "b"]);
    expect(Array.from(model.streamSync("x"), ({ text }) => text)).toEqual(["a", "b"]);
    expect(Array.from(model.streamSync("x"), ({ text }) => text)).toEqual(["ab"]);
    const late = cached(["a"], { lookup: async () => undefined, update: async () => {} });
    expect(await thrown(() => late.invokeSync("x"))).toMatchObject({ code: "async_step" });
    expect((await late.invoke("x")).text).toBe("a");
  });

  it("fails of its cache, with the answer where there was one", async () => {
    const off = () => Promise.reject(new Error("disk"));
    const blind = cached(["a"], { lookup: off, update: async () => {} });
    expect(await thrown(() => blind.invoke("x"))).toMatchObject({ message: "disk" });
    expect(blind.calls.length).toBe(0);
    const full = cached(["a"], { lookup: async () => undefined, update: off });
    const stream = full.stream("x");
    const seen: string[] = [];
    const read = async () => {
      for await (const { text } of stream) seen.push(text);
    };
    expect(await thrown(read)).toMatchObject({ message: "disk" });
    expect(seen).toEqual(["a"]);
    expect((await stream.settled).messages?.map(({ text }) => text)).toEqual(["a"]);
  });

  it("has to say what its answers depend on", async () => {
    class Echo extends ChatModel {
      readonly name = "Echo";
      protected *reply(messages: readonly BaseMessage[]) {
        yield new AIMessageChunk({ content: messages[0]!.text, id: "echo" });
      }
    }
    const error = await thrown(() => new Echo({ cache: new InMemoryCache() }).invoke("x"));
    expect(error).toMatchObject({ code: "config", message: expect.stringContaining("cacheKey") });
  });

  it("is told to who watches as any model", async () => {
    const model = cached(["a", "b"]);
    const names = async () => (await all(model.streamEvents("x"))).map(({ event }) => event);
    expect(await names()).toEqual([
      "on_chat_model_start",
      "on_chat_model_stream",
      "on_chat_model_stream",
      "on_chat_model_end",
    ]);
    expect(await names()).toEqual(["on_chat_model_start", "on_chat_model_stream", "on_chat_model_end"]);
  });
});

describe("InMemoryCache", () => {
  const kept = (cache: InMemoryCache) => ["a", "b", "c"].filter((key) => cache.lookup(key));
  const message = new AIMessage("x");

  it("drops what was not used for longest", () => {
    const cache = new InMemoryCache({ maxSize: 2 });
    cache.update("a", message);
    cache.update("b", message);
    cache.lookup("a");
    cache.update("c", message);
    expect(kept(cache)).toEqual(["a", "c"]);
    cache.clear();
    expect(kept(cache)).toEqual([]);
  });

  it("keeps what was said, whatever is done to a message that was given", async () => {
    const model = cached([{ name: "f", args: { a: ["x"] }, id: "c1" }]);
    for (let time = 1; time <= 3; time++) {
      const { tool_calls } = await model.invoke("x");
      expect(tool_calls[0]!.args).toEqual({ a: ["x"] });
      (tool_calls[0]!.args["a"] as string[]).push("X");
    }
    const cache = new InMemoryCache();
    const given = new AIMessage({ content: [{ type: "text", text: "a" }], additional_kwargs: { b: [1] } });
    cache.update("a", given);
    for (const change of [given, cache.lookup("a")!]) (change.additional_kwargs["b"] as number[]).push(2);
    expect(cache.lookup("a")!.additional_kwargs).toEqual({ b: [1] });
    expect(model.calls.length).toBe(1);
  });

  it("keeps one at least", () => {
    expect(() => new InMemoryCache({ maxSize: 0 })).toThrow(/maxSize/);
  });
});
