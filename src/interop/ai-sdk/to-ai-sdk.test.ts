import { describe, expect, it } from "vitest";
import { RunletError } from "../../errors/error.ts";
import { AIMessage, AIMessageChunk } from "../../messages/ai.ts";
import { StringOutputParser } from "../../parsers/string.ts";
import { ChatPromptTemplate } from "../../prompts/chat-prompt-template.ts";
import { RunnableLambda } from "../../runnables/lambda.ts";
import { ScriptedChatModel } from "../../testing/scripted/chat-model.ts";
import { all } from "../../../test/support/all.ts";
import { partsModel } from "../../../test/support/parts-model.ts";
import { fromAISDK } from "./from-ai-sdk.ts";
import type { AISDKCallOptions, StreamPart } from "./specification.ts";
import { toAISDK, type Answering } from "./to-ai-sdk.ts";

const prompt: AISDKCallOptions["prompt"] = [{ role: "user", content: [{ type: "text", text: "hi" }] }];
const asking = (more: Partial<AISDKCallOptions> = {}): AISDKCallOptions => ({ prompt, ...more });
const saying = (...chunks: readonly (string | AIMessageChunk | Error)[]) =>
  new ScriptedChatModel({ replies: [chunks] });
const partsOf = async (runnable: Answering) =>
  (await all((await toAISDK(runnable).doStream(asking())).stream)) as StreamPart[];
const usage = { input_tokens: 10, output_tokens: 7, total_tokens: 17 };

describe("a stream of parts", () => {
  it("has text and thoughts each as it comes, and at the end why and what it cost", async () => {
    const id = "r1";
    const parts = await partsOf(
      saying(
        new AIMessageChunk({ content: "", id, additional_kwargs: { reasoning_content: "Hm." } }),
        new AIMessageChunk({ content: "The", id }),
        new AIMessageChunk({ content: " sky", id }),
        new AIMessageChunk({
          content: "",
          id,
          usage_metadata: { ...usage, input_token_details: { cache_read: 3 }, output_token_details: { reasoning: 2 } },
          response_metadata: { finish_reason: "stop", model_name: "m" },
        }),
      ),
    );
    expect(parts).toEqual([
      { type: "stream-start", warnings: [] },
      { type: "response-metadata", id: "r1" },
      { type: "reasoning-start", id: "0" },
      { type: "reasoning-delta", id: "0", delta: "Hm." },
      { type: "reasoning-end", id: "0" },
      { type: "text-start", id: "1" },
      { type: "text-delta", id: "1", delta: "The" },
      { type: "text-delta", id: "1", delta: " sky" },
      { type: "text-end", id: "1" },
      {
        type: "finish",
        finishReason: { unified: "stop", raw: "stop" },
        usage: {
          inputTokens: { total: 10, noCache: 7, cacheRead: 3, cacheWrite: undefined },
          outputTokens: { total: 7, text: 5, reasoning: 2 },
        },
      },
    ]);
  });

  it("has tool calls in fragments and whole, whatever their provider tells when", async () => {
    const piece = (fields: object) =>
      new AIMessageChunk({ content: "", tool_call_chunks: [{ type: "tool_call_chunk", ...fields }] });
    const parts = await partsOf(
      saying(
        piece({ index: 0, id: "c1", name: "f" }),
        piece({ index: 0, args: '{"a":' }),
        piece({ index: 0, args: "1}" }),
        piece({ index: 1, id: "c2", args: '{"b"' }),
        piece({ index: 1, name: "g", args: ":2" }),
      ),
    );
    expect(parts.slice(2, -1)).toEqual([
      { type: "tool-input-start", id: "c1", toolName: "f" },
      { type: "tool-input-delta", id: "c1", delta: '{"a":' },
      { type: "tool-input-delta", id: "c1", delta: "1}" },
      { type: "tool-input-end", id: "c1" },
      { type: "tool-call", toolCallId: "c1", toolName: "f", input: '{"a":1}' },
      { type: "tool-input-start", id: "c2", toolName: "g" },
      { type: "tool-input-delta", id: "c2", delta: '{"b"' },
      { type: "tool-input-delta", id: "c2", delta: ":2" },
      { type: "tool-input-end", id: "c2" },
      { type: "tool-call", toolCallId: "c2", toolName: "g", input: '{"b":2' },
    ]);
    expect(parts.at(-1)).toMatchObject({ finishReason: { unified: "tool-calls", raw: undefined } });
  });

  it("has of a model of the AI SDK what that has said", async () => {
    const said = [
      { type: "response-metadata", id: "r1" },
      { type: "reasoning-start", id: "0" },
      { type: "reasoning-delta", id: "0", delta: "Hm." },
      { type: "reasoning-end", id: "0", providerMetadata: { anthropic: { signature: "s" } } },
      { type: "tool-call", toolCallId: "s1", toolName: "search", input: '{"q":1}', providerExecuted: true },
      { type: "tool-result", toolCallId: "s1", toolName: "search", result: { n: 2 } },
      { type: "source", sourceType: "url", id: "1", url: "https://x.example", title: "X" },
      { type: "source", sourceType: "document", id: "2", mediaType: "application/pdf", title: "P", filename: "p.pdf" },
      { type: "file", mediaType: "image/png", data: "aGk=" },
      { type: "tool-call", toolCallId: "c1", toolName: "f", input: "{}", providerMetadata: { x: { y: 1 } } },
      {
        type: "finish",
        finishReason: { unified: "tool-calls", raw: "tool_use" },
        usage: {
          inputTokens: { total: 10, noCache: 10, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: 7, text: 7, reasoning: undefined },
        },
        providerMetadata: { anthropic: { x: 1 } },
      },
    ];
    const parts = await partsOf(fromAISDK(partsModel(said)));
    const told = parts.filter(({ type }) => !type.startsWith("tool-input") && type !== "stream-start");
    // What has no mark of its end is whole when the message is.
    const order = (parts: readonly { type: string }[]) => parts.toSorted((a, b) => (a.type < b.type ? -1 : 1));
    expect(order(told)).toEqual(order(said));
  });

  it("is of any chain that ends in text or in a message", async () => {
    const text = async (runnable: Answering) =>
      (await partsOf(runnable)).map((part) => (part.type === "text-delta" ? part.delta : "")).join("");
    expect(await text(saying("The", " sky").pipe(new StringOutputParser()))).toBe("The sky");
    expect(await text(RunnableLambda.from(() => new AIMessage("whole")))).toBe("whole");
    const chain = RunnableLambda.from((messages: readonly { text: string }[]) => ({ said: messages[0]!.text }))
      .pipe(ChatPromptTemplate.fromTemplate("{said}"))
      .pipe(RunnableLambda.from((value) => `${String(value)}!`));
    expect(await text(chain)).toBe("Human: hi!");
  });

  it("is read as it is read itself, and ended where its reader leaves", async () => {
    const seen = { pulled: 0, cancelled: 0 };
    const deltas = Array.from({ length: 100 }, () => ({ type: "text-delta", id: "0", delta: "a" }));
    const { stream } = await toAISDK(fromAISDK(partsModel(deltas, { seen }))).doStream(asking());
    const reader = stream.getReader();
    // The beginning is waited for; of it four parts are made.
    for (let read = 0; read < 5; read++) await reader.read();
    expect(seen.pulled).toBe(2);
    await reader.cancel();
    expect(seen.cancelled).toBe(1);
  });

  it("tells of a failure once it has begun, and rejects before", async () => {
    const busy = () => new RunletError("overloaded", "Busy.", { retryable: true, status: 503, retryAfterMs: 20 });
    const [last, ...parts] = (await partsOf(saying("The", busy()))).toReversed();
    expect(parts[0]).toMatchObject({ type: "text-delta", delta: "The" });
    const failure = { name: "AI_APICallError", message: "Busy.", statusCode: 503, isRetryable: true };
    expect(last).toMatchObject({ type: "error", error: failure });
    await expect(toAISDK(saying(busy())).doStream(asking())).rejects.toMatchObject({
      ...failure,
      responseHeaders: { "retry-after-ms": "20" },
      cause: { code: "overloaded" },
    });
    const own = new RangeError("mine");
    await expect(toAISDK(saying(own)).doStream(asking())).rejects.toBe(own);
  });

  it("ends with its signal", async () => {
    const controller = new AbortController();
    const model = fromAISDK(partsModel([{ type: "text-delta", id: "0", delta: "a" }, "wait"]));
    const { stream } = await toAISDK(model).doStream(asking({ abortSignal: controller.signal }));
    const parts = all(stream);
    controller.abort();
    expect((await parts).at(-1)).toMatchObject({ type: "error", error: { name: "AbortError" } });
  });

  it("refuses what is no answer", async () => {
    await expect(toAISDK(RunnableLambda.from(() => 1) as never).doStream(asking())).rejects.toMatchObject({
      message: expect.stringContaining("this gave number"),
    });
  });
});

describe("an answer as a whole", () => {
  it("has the same content", async () => {
    const message = new AIMessageChunk({
      content: "Let me see.",
      id: "r1",
      additional_kwargs: { reasoning_content: "Hm.", tool_call_metadata: { c1: { x: { y: 1 } } } },
      tool_calls: [{ name: "f", args: { a: 1 }, id: "c1" }],
      usage_metadata: usage,
      response_metadata: { finish_reason: "tool_calls", model_name: "m" },
    });
    expect(await toAISDK(saying(message)).doGenerate(asking())).toMatchObject({
      content: [
        { type: "reasoning", text: "Hm." },
        { type: "text", text: "Let me see." },
        { type: "tool-call", toolCallId: "c1", toolName: "f", input: '{"a":1}', providerMetadata: { x: { y: 1 } } },
      ],
      finishReason: { unified: "tool-calls", raw: "tool_calls" },
      usage: { inputTokens: { total: 10 }, outputTokens: { total: 7 } },
      response: { id: "r1", modelId: "m" },
      warnings: [],
    });
  });

  it("fails as the AI SDK has it", async () => {
    const refused = new RunletError("auth", "No.", { status: 401 });
    await expect(toAISDK(saying(refused)).doGenerate(asking())).rejects.toMatchObject({
      name: "AI_APICallError",
      statusCode: 401,
      isRetryable: false,
    });
  });
});

it("passes a schema on as it is", async () => {
  const asked: unknown[] = [];
  const model = toAISDK(fromAISDK(partsModel([], { asked: asked as AISDKCallOptions[] })));
  const responseFormat = { type: "json", name: "n", schema: { type: "object" } } as const;
  await expect(model.doStream(asking({ responseFormat }))).rejects.toMatchObject({ cause: { code: "truncated" } });
  expect(asked).toMatchObject([{ responseFormat, prompt }]);
});

it("is called as the model is, or as it is told", () => {
  const model = saying("a");
  expect(toAISDK(model)).toMatchObject({
    provider: "runlet",
    modelId: "ScriptedChatModel",
    specificationVersion: "v3",
  });
  expect(toAISDK(fromAISDK(partsModel([]))).modelId).toBe("m-1");
  expect(toAISDK(model, { provider: "mine", modelId: "sky" })).toMatchObject({ provider: "mine", modelId: "sky" });
});
