import { describe, expect, it } from "vitest";
import { isRunletError, type RunletError } from "../../errors/error.ts";
import { joinMessages } from "../../messages/concat.ts";
import type { AIMessageChunk } from "../../messages/ai.ts";
import { StringOutputParser } from "../../parsers/string.ts";
import { all } from "../../../test/support/all.ts";
import { partsModel } from "../../../test/support/parts-model.ts";
import { fromAISDK } from "./from-ai-sdk.ts";
import type { AISDKCallOptions, StreamPart } from "./specification.ts";

const USAGE = {
  inputTokens: { total: 10, noCache: 5, cacheRead: 3, cacheWrite: 2 },
  outputTokens: { total: 7, text: 4, reasoning: 3 },
};
const finish = (more: object = {}): StreamPart => ({
  type: "finish",
  usage: USAGE,
  finishReason: { unified: "stop", raw: "end_turn" },
  ...more,
});
const METADATA: StreamPart = { type: "response-metadata", id: "r1", modelId: "m-2", timestamp: new Date(0) };

const chunksOf = async (parts: readonly unknown[]) =>
  (await all(fromAISDK(partsModel([METADATA, ...parts, finish()])).stream("hi"))) as AIMessageChunk[];
/** What the parts say, as chunks without the last, which has what is said of the whole. */
const saidBy = async (...parts: readonly unknown[]) =>
  (await chunksOf(parts)).slice(0, -1).map((chunk) => {
    const { type: _, id, ...said } = chunk.toJSON();
    expect(id).toBe("r1");
    return said;
  });
const messageOf = async (...parts: readonly unknown[]) => joinMessages(await chunksOf(parts));

async function failure(parts: readonly unknown[], options: object = {}): Promise<RunletError> {
  const error = await all(fromAISDK(partsModel(parts, options)).stream("hi")).catch((reason: unknown) => reason);
  return error as RunletError;
}

describe("the parts of an answer", () => {
  it("are text as plain content, where nothing is said of it", async () => {
    const text = [
      { type: "text-start", id: "0" },
      { type: "text-delta", id: "0", delta: "The" },
      { type: "text-delta", id: "0", delta: "" },
      { type: "text-delta", id: "0", delta: " sky" },
      { type: "text-end", id: "0" },
    ];
    expect(await saidBy(...text)).toEqual([{ content: "The" }, { content: " sky" }]);
  });

  it("are text as a block, with what is said of it", async () => {
    const openai = { openai: { itemId: "i" } };
    const message = await messageOf(
      { type: "text-start", id: "a", providerMetadata: openai },
      { type: "text-delta", id: "a", delta: "The" },
      { type: "text-delta", id: "a", delta: " sky" },
      { type: "text-end", id: "a", providerMetadata: { openai: { phase: "final" } } },
      { type: "text-start", id: "b", providerMetadata: openai },
      { type: "text-end", id: "b", providerMetadata: openai },
    );
    const providerMetadata = { openai: { itemId: "i", phase: "final" } };
    expect(message.content).toEqual([{ type: "text", text: "The sky", index: 0, providerMetadata }]);
    expect(message.text).toBe("The sky");
  });

  it("are text that goes on as a block, from where something is said of it", async () => {
    const google = { google: { thoughtSignature: "s" } };
    const message = await messageOf(
      { type: "text-start", id: "0" },
      { type: "text-delta", id: "0", delta: "The" },
      { type: "text-delta", id: "0", delta: " sky", providerMetadata: google },
      { type: "text-delta", id: "0", delta: "." },
      { type: "text-end", id: "0" },
    );
    expect(message.content).toEqual([
      { type: "text", text: "The" },
      { type: "text", text: " sky.", index: 0, providerMetadata: google },
    ]);
  });

  it("are thoughts as blocks, in their place, also where nothing of them may be seen", async () => {
    const message = await messageOf(
      { type: "reasoning-start", id: "0" },
      { type: "reasoning-delta", id: "0", delta: "Hm" },
      { type: "reasoning-delta", id: "0", delta: "m." },
      { type: "reasoning-delta", id: "0", delta: "", providerMetadata: { anthropic: { signature: "s" } } },
      { type: "reasoning-end", id: "0" },
      { type: "reasoning-start", id: "1", providerMetadata: { anthropic: { redactedData: "x" } } },
      { type: "reasoning-end", id: "1", providerMetadata: { anthropic: { more: 1 } } },
      { type: "reasoning-start", id: "2" },
      { type: "reasoning-end", id: "2" },
      { type: "text-delta", id: "3", delta: "Blue" },
      { type: "reasoning-delta", id: "4", delta: "So." },
    );
    expect(message.content).toEqual([
      { type: "reasoning", reasoning: "Hmm.", index: 0, providerMetadata: { anthropic: { signature: "s" } } },
      { type: "reasoning", reasoning: "", index: 1, providerMetadata: { anthropic: { redactedData: "x", more: 1 } } },
      { type: "text", text: "Blue" },
      { type: "reasoning", reasoning: "So.", index: 3 },
    ]);
  });

  it("are tool calls in fragments, of which the whole is not told again", async () => {
    const google = { google: { thoughtSignature: "s" } };
    const parts = [
      { type: "tool-input-start", id: "c1", toolName: "f" },
      { type: "tool-input-start", id: "c2", toolName: "g" },
      { type: "tool-input-delta", id: "c1", delta: '{"a":' },
      { type: "tool-input-delta", id: "c2", delta: "" },
      { type: "tool-input-delta", id: "c1", delta: "1}" },
      { type: "tool-input-end", id: "c1" },
      { type: "tool-call", toolCallId: "c1", toolName: "f", input: '{"a":1}' },
      { type: "tool-call", toolCallId: "c2", toolName: "g", input: '{"b":2}' },
      { type: "tool-call", toolCallId: "c3", toolName: "h", input: "{}", providerMetadata: google },
    ];
    const pieces = (await chunksOf(parts)).flatMap((chunk) => chunk.tool_call_chunks);
    expect(pieces.map(({ type: _, ...piece }) => piece)).toEqual([
      { index: 0, id: "c1", name: "f" },
      { index: 1, id: "c2", name: "g" },
      { index: 0, args: '{"a":' },
      { index: 0, args: "1}" },
      { index: 1, args: '{"b":2}' },
      { index: 2, id: "c3", name: "h", args: "{}" },
    ]);
    const message = await messageOf(...parts);
    expect(message.tool_calls).toEqual([
      { type: "tool_call", id: "c1", name: "f", args: { a: 1 } },
      { type: "tool_call", id: "c2", name: "g", args: { b: 2 } },
      { type: "tool_call", id: "c3", name: "h", args: {} },
    ]);
    expect(message.additional_kwargs).toEqual({ tool_call_metadata: { c3: google } });
  });

  it("are what the provider carries out itself as blocks, and no tool calls", async () => {
    const search = { toolCallId: "s1", toolName: "web_search" };
    const message = await messageOf(
      { type: "tool-input-start", id: "s1", toolName: "web_search", providerExecuted: true },
      { type: "tool-input-delta", id: "s1", delta: '{"q":1}' },
      { type: "tool-input-end", id: "s1" },
      { type: "tool-call", ...search, input: '{"q":1}', providerExecuted: true },
      { type: "tool-result", ...search, result: { step: 1 }, preliminary: true },
      { type: "tool-result", ...search, result: { found: 2 }, providerMetadata: { x: { y: 1 } } },
      { type: "tool-result", toolCallId: "s2", toolName: "run", result: "no", isError: true },
    );
    expect([message.tool_calls, message.invalid_tool_calls]).toEqual([[], []]);
    expect(message.content).toEqual([
      { type: "server_tool_call", id: "s1", name: "web_search", args: { q: 1 } },
      {
        type: "server_tool_call_result",
        index: "result-s1",
        toolCallId: "s1",
        name: "web_search",
        status: "success",
        output: { step: 1, found: 2 },
        providerMetadata: { x: { y: 1 } },
      },
      {
        type: "server_tool_call_result",
        index: "result-s2",
        toolCallId: "s2",
        name: "run",
        status: "error",
        output: "no",
      },
    ]);
  });

  it("are sources as citations, files by their kind, and what only some providers have as it is", async () => {
    const message = await messageOf(
      { type: "source", sourceType: "url", id: "1", url: "https://x.example", title: "X" },
      { type: "source", sourceType: "document", id: "2", mediaType: "application/pdf", title: "P", filename: "p.pdf" },
      { type: "file", mediaType: "image/png", data: "aGk=" },
      { type: "file", mediaType: "application/pdf", data: { type: "url", url: new URL("https://x.example/p") } },
      { type: "file", mediaType: "audio/wav", data: { type: "data", data: Uint8Array.of(1) } },
      { type: "custom", kind: "x.message_start" },
      { type: "custom", kind: "x.fallback", providerMetadata: { x: { to: "y" } } },
      { type: "raw", rawValue: 1 },
      { type: "ping" },
      { type: "of a later version" },
      {
        type: "text-end",
        id: "0",
        citations: [
          { source: { type: "source", sourceType: "url", id: "1", url: "https://x.example" }, startIndex: 4 },
        ],
      },
    );
    expect(message.content).toEqual([
      { type: "citation", id: "1", url: "https://x.example", title: "X" },
      { type: "citation", id: "2", source: "p.pdf", mimeType: "application/pdf", title: "P" },
      { type: "image", mimeType: "image/png", data: "aGk=" },
      { type: "file", mimeType: "application/pdf", url: "https://x.example/p" },
      { type: "audio", mimeType: "audio/wav", data: Uint8Array.of(1) },
      { type: "custom", kind: "x.fallback", providerMetadata: { x: { to: "y" } } },
      { type: "citation", url: "https://x.example", startIndex: 4 },
    ]);
  });

  it("end with what it cost and what the provider says of the whole", async () => {
    const warnings = [{ type: "other", message: "no such setting" }];
    const parts = [{ type: "stream-start", warnings }, METADATA, finish({ providerMetadata: { x: { y: 1 } } })];
    const message = await fromAISDK(partsModel(parts)).invoke("hi");
    expect(message.usage_metadata).toEqual({
      input_tokens: 10,
      output_tokens: 7,
      total_tokens: 17,
      input_token_details: { cache_read: 3, cache_creation: 2 },
      output_token_details: { reasoning: 3 },
    });
    expect(message.response_metadata).toEqual({
      finish_reason: "end_turn",
      unified_finish_reason: "stop",
      model_name: "m-2",
      timestamp: "1970-01-01T00:00:00.000Z",
      provider_metadata: { x: { y: 1 } },
      warnings,
    });
  });

  it("end so in the words of v2 as well", async () => {
    const usage = { inputTokens: 10, outputTokens: 7, totalTokens: 20, cachedInputTokens: 3, reasoningTokens: 0 };
    const message = await fromAISDK(partsModel([{ type: "finish", usage, finishReason: "length" }])).invoke("hi");
    expect(message.usage_metadata).toEqual({
      input_tokens: 10,
      output_tokens: 7,
      total_tokens: 20,
      input_token_details: { cache_read: 3 },
    });
    expect(message.response_metadata).toEqual({
      finish_reason: "length",
      unified_finish_reason: "length",
      model_name: "m-1",
    });
    expect(message.id).toMatch(/^run-/);
  });
});

describe("a call", () => {
  it("asks the model once, with what was given with it over what was given before", async () => {
    const asked: AISDKCallOptions[] = [];
    const model = fromAISDK(partsModel([finish()], { asked }), { temperature: 0, seed: 1, stop: "x" });
    await model.bind({ maxTokens: 5 }).invoke("hi", { temperature: 1 });
    const [{ abortSignal, ...options } = {}, ...more] = asked;
    expect(more).toEqual([]);
    expect(abortSignal).toBeInstanceOf(AbortSignal);
    expect(options).toEqual({
      prompt: [{ role: "user", content: [{ type: "text", text: "hi" }] }],
      temperature: 1,
      seed: 1,
      stopSequences: ["x"],
      maxOutputTokens: 5,
    });
  });

  it("asks for no more than is read, and cancels what is left", async () => {
    const seen = { pulled: 0, cancelled: 0 };
    const parts = Array.from({ length: 100 }, () => ({ type: "text-delta", id: "0", delta: "a" }));
    let read = 0;
    for await (const _ of fromAISDK(partsModel(parts, { seen })).stream("hi")) if (++read === 3) break;
    expect(seen).toEqual({ pulled: 3, cancelled: 1 });
  });

  it("that is aborted while nothing comes ends at once, and cancels the stream", async () => {
    const seen = { pulled: 0, cancelled: 0 };
    const controller = new AbortController();
    const model = fromAISDK(partsModel([{ type: "text-delta", id: "0", delta: "a" }, "wait"], { seen }));
    const stream = model.stream("hi", { signal: controller.signal });
    expect((await stream.next()).value?.text).toBe("a");
    const next = stream.next();
    controller.abort("enough");
    await expect(next).rejects.toMatchObject({ code: "aborted", cause: "enough", partial: { content: "a" } });
    expect(seen.cancelled).toBe(1);
  });

  it("that is not answered in time fails with that, and aborts the request", async () => {
    const asked: AISDKCallOptions[] = [];
    const model = fromAISDK(partsModel([], { asked, answer: "never" }));
    const error: unknown = await model.invoke("hi", { timeout: { connect: 1 } }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "timeout", timeout: "connect", path: ["ChatAISDK"] });
    expect(asked[0]?.abortSignal?.aborted).toBe(true);
  });

  it("is shown as a chat model to those who watch", async () => {
    const chain = fromAISDK(partsModel([{ type: "text-delta", id: "0", delta: "a" }, finish()]), { name: "Sky" });
    const events = [];
    for await (const event of chain.pipe(new StringOutputParser()).streamEvents("hi", { version: "v2" }))
      if (event.name === "Sky") events.push(event);
    expect(events.map(({ event }) => event)).toEqual([
      "on_chat_model_start",
      "on_chat_model_stream",
      "on_chat_model_stream",
      "on_chat_model_end",
    ]);
  });
});

describe("what fails", () => {
  const delta = { type: "text-delta", id: "0", delta: "a" };

  it("is an answer without an end", async () => {
    expect(await failure([delta])).toMatchObject({
      code: "truncated",
      retryable: true,
      phase: "mid-stream",
      partial: { content: "a" },
      path: ["ChatAISDK"],
    });
    expect(await failure([])).toMatchObject({ code: "truncated", phase: "before-first-chunk" });
  });

  it("is an answer that ends without a reason, as providers have it whose connection was cut", async () => {
    const cut = finish({ finishReason: { unified: "other", raw: undefined } });
    expect(await failure([delta, cut])).toMatchObject({ code: "truncated" });
    const cut2 = { type: "finish", usage: { inputTokens: undefined }, finishReason: "unknown" };
    expect(await failure([delta, cut2])).toMatchObject({ code: "truncated" });
    const strange = { type: "finish", usage: { inputTokens: 1, outputTokens: 2 }, finishReason: "unknown" };
    expect(await fromAISDK(partsModel([delta, strange])).invoke("hi")).toMatchObject({ content: "a" });
    expect(await failure([finish({ finishReason: { unified: "error", raw: "x" } })])).toMatchObject({
      code: "provider",
    });
  });

  it("is an error inside the stream: a word, an object of the provider's, an error", async () => {
    const inStream = async (error: unknown) => {
      const { code, retryable, phase, providerCode, message } = await failure([delta, { type: "error", error }, delta]);
      return { code, retryable, phase, providerCode, message };
    };
    expect(await inStream({ type: "overloaded_error", message: "Overloaded" })).toMatchObject({
      code: "overloaded",
      retryable: true,
      phase: "mid-stream",
      providerCode: "overloaded_error",
      message: expect.stringContaining('"Overloaded"'),
    });
    expect(await inStream("out of order")).toMatchObject({
      code: "provider",
      message: expect.stringContaining("out of order"),
    });
    const named = (name: string, more: object = {}) => Object.assign(new Error("why"), { name, ...more });
    expect(await inStream(named("AI_TypeValidationError"))).toMatchObject({ code: "protocol" });
    expect(await inStream(named("AI_InvalidResponseDataError", { data: {} }))).toMatchObject({ code: "protocol" });
    expect(await inStream(named("AI_InvalidResponseDataError", { data: undefined }))).toMatchObject({
      code: "truncated",
    });
    expect(await inStream(named("AI_APICallError", { statusCode: 503, responseBody: "" }))).toMatchObject({
      code: "overloaded",
    });
  });

  it("is a stream that breaks: cut off by the network, else of the provider's making", async () => {
    const terminated = new TypeError("terminated", { cause: Object.assign(new Error("x"), { code: "ECONNRESET" }) });
    expect(await failure([delta, terminated])).toMatchObject({ code: "truncated", cause: terminated });
    const bug = new TypeError("x is undefined");
    expect(await failure([delta, bug])).toMatchObject({ code: "provider", cause: bug, partial: { content: "a" } });
  });

  it("is a refusal, by its status, what it says and when it may be tried again", async () => {
    const refusal = Object.assign(new Error("Slow down"), {
      name: "AI_APICallError",
      statusCode: 429,
      responseBody: '{"error":{"message":"Slow down, bearer the-secret-key-1","type":"rate_limit_error"}}',
      responseHeaders: { "retry-after": "2", "x-request-id": "req_1" },
      isRetryable: true,
    });
    expect(await failure([], { answer: refusal })).toMatchObject({
      code: "rate_limit",
      status: 429,
      retryable: true,
      retryAfterMs: 2000,
      requestId: "req_1",
      providerCode: "rate_limit_error",
      phase: "before-first-chunk",
      path: ["ChatAISDK"],
    });
  });

  it("shows no key that a refusal repeats", async () => {
    const responseBody = '{"error":{"message":"Incorrect API key provided: sk-abc0123456789."}}';
    const refusal = Object.assign(new Error("no"), { name: "AI_APICallError", statusCode: 401, responseBody });
    const error = await failure([], { answer: refusal });
    expect(error.code).toBe("auth");
    expect(error.message).toContain("Incorrect API key provided: ***");
  });

  it("is a network without an answer", async () => {
    const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const unreachable = Object.assign(new Error("Cannot connect to API"), { name: "AI_APICallError", cause });
    expect(await failure([], { answer: unreachable })).toMatchObject({
      code: "connection",
      retryable: true,
      phase: "connect",
      message: "Could not reach the model: ECONNREFUSED.",
    });
  });

  it("is a setting that is missing, or a thing that the provider cannot do", async () => {
    const named = (name: string) => Object.assign(new Error("why"), { name });
    expect(await failure([], { answer: named("AI_LoadAPIKeyError") })).toMatchObject({ code: "auth", phase: "config" });
    expect(await failure([], { answer: named("AI_UnsupportedFunctionalityError") })).toMatchObject({ code: "config" });
  });

  it("is what somebody else has thrown, as it is", async () => {
    const own = new RangeError("mine");
    expect(await failure([], { answer: own })).toBe(own);
  });

  it("is a thing that is no model", () => {
    for (const wrong of ["gpt-4o", undefined, {}, { ...partsModel([]), specificationVersion: "v1" }]) {
      let thrown: unknown;
      try {
        fromAISDK(wrong as never);
      } catch (error) {
        thrown = error;
      }
      expect(isRunletError(thrown, "config")).toBe(true);
    }
  });
});
