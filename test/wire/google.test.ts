import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import type { AIMessageChunk } from "../../src/messages/ai.ts";
import { concatMessages } from "../../src/messages/concat.ts";
import { ChatGoogle } from "../../src/providers/google/chat-model.ts";
import type { ChatGoogleOptions } from "../../src/providers/google/options.ts";
import { failingAnswers, failureOf } from "../support/failing-answers.ts";
import { inPieces } from "../support/pieces.ts";

const SSE = "text/event-stream";
const KEY = "AIza-secret-key-1";
const bodyOf = (events: readonly object[]) => events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join("");

/** An event with these parts. */
const saying = (parts: readonly object[], more: object = {}, event: object = {}) => ({
  candidates: [{ content: { parts, role: "model" }, index: 0, ...more }],
  modelVersion: "gemini-x",
  responseId: "r1",
  ...event,
});
const END = saying([{ text: "" }], { finishReason: "STOP" });

function stream(events: readonly object[], options: ChatGoogleOptions = {}) {
  const answer = inPieces([new TextEncoder().encode(bodyOf(events))], SSE);
  return new ChatGoogle({ apiKey: KEY, fetch: async () => answer, ...options }).stream("hello");
}
async function chunksOf(events: readonly object[], options?: ChatGoogleOptions): Promise<AIMessageChunk[]> {
  const chunks: AIMessageChunk[] = [];
  for await (const chunk of stream(events, options)) chunks.push(chunk);
  return chunks;
}
const messageOf = async (events: readonly object[], options?: ChatGoogleOptions) =>
  concatMessages(await chunksOf(events, options)).toMessage();

describe("answers of Gemini", () => {
  it("are text as it comes, with the usage so far", async () => {
    const usage = (said: number) => ({
      usageMetadata: {
        promptTokenCount: 4,
        cachedContentTokenCount: 2,
        candidatesTokenCount: said,
        totalTokenCount: 4 + said,
      },
    });
    const chunks = await chunksOf([
      saying([{ text: "The" }], {}, usage(1)),
      saying([{ text: " sky" }, { text: "." }], {}, usage(3)),
      saying([{ text: "" }], { finishReason: "STOP" }, usage(3)),
    ]);
    expect(chunks.map(({ content }) => content)).toEqual(["The", " sky.", ""]);
    expect(chunks.map((chunk) => chunk.usage_metadata?.output_tokens)).toEqual([1, 2, undefined]);
    expect(concatMessages(chunks).usage_metadata).toEqual({
      input_tokens: 4,
      output_tokens: 3,
      total_tokens: 7,
      input_token_details: { cache_read: 2 },
    });
    expect(chunks.map(({ id }) => id)).toEqual(["r1", "r1", "r1"]);
    expect(chunks.at(-1)!.response_metadata).toEqual({ finish_reason: "STOP", model_name: "gemini-x" });
  });

  it("are thoughts and what is said, each with its signature, which goes back as it came", async () => {
    const message = await messageOf([
      saying([{ text: "Hm", thought: true }]),
      saying([{ text: ".", thought: true, thoughtSignature: "c2ln" }, { text: "I" }]),
      saying([{ text: " look." }]),
      saying([{ functionCall: { name: "look", args: { at: 1 } }, thoughtSignature: "Y2FsbA==" }]),
      saying([{ functionCall: { name: "look", args: {}, id: "given" } }]),
      saying([{ text: "Well", thought: true }]),
      saying([{ text: "", thoughtSignature: "ZW5k" }], { finishReason: "STOP" }),
    ]);
    expect(message.contentBlocks).toEqual([
      { type: "reasoning", reasoning: "Hm.", index: 0, thoughtSignature: "c2ln" },
      { type: "text", text: "I look." },
      { type: "reasoning", reasoning: "Well", index: 1 },
      { type: "text", text: "", thoughtSignature: "ZW5k" },
      { type: "tool_call", name: "look", args: { at: 1 }, id: "r1-0" },
      { type: "tool_call", name: "look", args: {}, id: "given" },
    ]);
    let body: { contents?: unknown[] } = {};
    const fetch: typeof globalThis.fetch = async (_, init) => {
      body = JSON.parse(String(init!.body));
      return inPieces([new TextEncoder().encode(bodyOf([END]))], SSE);
    };
    const answers = message.tool_calls.map(({ id }) => ({ role: "tool", content: "a cat", tool_call_id: id! }));
    await new ChatGoogle({ apiKey: KEY, fetch, model: "gemini-3-pro" }).invoke([
      ["human", "hello"],
      message,
      ...answers,
    ]);
    const response = { output: "a cat" };
    expect(body.contents!.slice(1)).toEqual([
      {
        role: "model",
        parts: [
          { text: "Hm.", thought: true, thoughtSignature: "c2ln" },
          { text: "I look." },
          { text: "", thoughtSignature: "ZW5k" },
          { functionCall: { name: "look", args: { at: 1 } }, thoughtSignature: "Y2FsbA==" },
          { functionCall: { name: "look", args: {}, id: "given" } },
        ],
      },
      {
        role: "user",
        parts: [
          { functionResponse: { name: "look", response } },
          { functionResponse: { name: "look", id: "given", response } },
        ],
      },
    ]);
  });

  it("are pictures, and what the service has done itself, which go back too", async () => {
    const parts = [
      { executableCode: { language: "PYTHON", code: "1+1" } },
      { codeExecutionResult: { outcome: "OUTCOME_OK", output: "2\n" }, thoughtSignature: "c2ln" },
      { inlineData: { mimeType: "image/png", data: "AQI=" }, thoughtSignature: "cGlj" },
      { toolCall: { toolType: "GOOGLE_SEARCH_WEB", id: "t1" } },
    ];
    const message = await messageOf([saying(parts.slice(0, 2)), saying(parts.slice(2)), END]);
    expect(message.content).toEqual([
      { type: "executableCode", ...parts[0] },
      { type: "codeExecutionResult", ...parts[1] },
      { type: "image", mimeType: "image/png", data: "AQI=", thoughtSignature: "cGlj" },
      { type: "toolCall", ...parts[3] },
    ]);
    let body: { contents?: unknown[] } = {};
    const fetch: typeof globalThis.fetch = async (_, init) => {
      body = JSON.parse(String(init!.body));
      return inPieces([new TextEncoder().encode(bodyOf([END]))], SSE);
    };
    await new ChatGoogle({ apiKey: KEY, fetch }).invoke([message]);
    expect(body.contents).toEqual([{ role: "model", parts }]);
  });

  it("say where a text comes from, counted in bytes there and in characters here", async () => {
    const said = "Ünïcödé 🦜 flies.";
    const bytes = (text: string) => new TextEncoder().encode(text).length;
    const groundingMetadata = {
      webSearchQueries: ["parrot"],
      groundingChunks: [{ web: { uri: "https://a", title: "A" } }, { maps: { uri: "https://b" } }, null],
      groundingSupports: [
        { segment: { endIndex: bytes("Ünïcödé"), text: "Ünïcödé" }, groundingChunkIndices: [0, 1, 2, 7] },
        {
          segment: { startIndex: bytes("Ünïcödé 🦜 "), endIndex: bytes(said), text: "flies." },
          groundingChunkIndices: [0],
        },
        { segment: { text: "no index" } },
      ],
    };
    const events = [
      saying([{ text: said.slice(0, 8) }]),
      saying([{ text: said.slice(8) }], { groundingMetadata }),
      saying([{ text: "" }], { groundingMetadata, finishReason: "STOP" }),
    ];
    const quotes = [
      { type: "citation", url: "https://a", title: "A", citedText: "Ünïcödé" },
      { type: "citation", url: "https://b", citedText: "Ünïcödé" },
      { type: "citation", url: "https://a", title: "A", citedText: "flies." },
    ];
    const places = [
      { startIndex: 0, endIndex: 7 },
      { startIndex: 0, endIndex: 7 },
      { startIndex: said.indexOf("flies."), endIndex: said.length },
    ];
    const searching = await messageOf(events, { tools: [{ type: "googleSearch" }] });
    expect(searching.contentBlocks).toEqual([
      { type: "text", text: said, index: 0, annotations: quotes.map((quote, at) => ({ ...quote, ...places[at] })) },
    ]);
    expect(searching.response_metadata["grounding_metadata"]).toEqual(groundingMetadata);
    // Where nobody asked for a search, the text is not kept.
    expect((await messageOf(events)).contentBlocks).toEqual([
      { type: "text", text: said.slice(0, 8) },
      { type: "text", text: said.slice(8), annotations: quotes },
    ]);
  });

  it("say what they quote", async () => {
    const quoted = { startIndex: 0, endIndex: 3, uri: "https://a", license: "mit" };
    for (const citationMetadata of [{ citationSources: [quoted] }, { citations: [quoted] }]) {
      const message = await messageOf([saying([{ text: "abc" }], { citationMetadata, finishReason: "RECITATION" })]);
      expect(message.contentBlocks).toEqual([
        { type: "text", text: "abc", annotations: [{ type: "citation", url: "https://a" }] },
      ]);
      expect(message.response_metadata["finish_reason"]).toBe("RECITATION");
    }
    const found = { groundingMetadata: { groundingChunks: [{ web: { uri: "https://a" } }] } };
    expect((await messageOf([saying([{ text: "abc" }], found), END])).content).toEqual([
      { type: "text", text: "abc", annotations: [{ type: "citation", url: "https://a" }] },
    ]);
  });

  it.each(["MAX_TOKENS", "SAFETY", "PROHIBITED_CONTENT", "MALFORMED_FUNCTION_CALL", "OTHER"])(
    "end for the reason %s, as it is said",
    async (finishReason) => {
      const { response_metadata, text } = await messageOf([
        saying([{ text: "a" }]),
        { candidates: [{ finishReason, finishMessage: "why", safetyRatings: [{ blocked: true }] }] },
      ]);
      expect(text).toBe("a");
      expect(response_metadata).toEqual({
        finish_reason: finishReason,
        finish_message: "why",
        safety_ratings: [{ blocked: true }],
      });
    },
  );

  it("are the first of several that were asked for", async () => {
    const candidate = (index: number, text: string) => ({
      index,
      content: { parts: [{ text }] },
      finishReason: "STOP",
    });
    expect((await messageOf([{ candidates: [candidate(1, "b"), candidate(0, "a")] }])).text).toBe("a");
    expect((await messageOf([END, { candidates: [candidate(1, "b")] }])).text).toBe("");
  });

  it("are withheld because of what was asked", async () => {
    const promptFeedback = { blockReason: "PROHIBITED_CONTENT", blockReasonMessage: `It has ${KEY}.` };
    const error: unknown = await messageOf([
      { promptFeedback, usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 } },
    ]).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "content_filter",
      providerCode: "PROHIBITED_CONTENT",
      retryable: false,
      message: expect.stringContaining('"It has ***."'),
    });
  });

  it("of one shape are read without parsing each whole", async () => {
    const events = Array.from({ length: 50 }, (_, at) =>
      saying([{ text: `${at} ` }], {}, { usageMetadata: { trafficType: "ON_DEMAND" } }),
    );
    const bodies: unknown[] = [];
    const parse = JSON.parse;
    JSON.parse = (text, reviver) => {
      if (text.startsWith('{"candidates"')) bodies.push(text);
      return parse(text, reviver);
    };
    try {
      expect((await messageOf([...events, END])).text).toBe(Array.from({ length: 50 }, (_, at) => `${at} `).join(""));
    } finally {
      JSON.parse = parse;
    }
    // The first two, once more to be sure where the text stands, and the last.
    expect(bodies).toHaveLength(4);
  });

  it("with a field of another type are an error of the protocol", async () => {
    const usageMetadata = { promptTokenCount: 1, thoughtsTokenCount: { toString: 0, valueOf: 0 } };
    await expect(messageOf([saying([{ text: "a" }], {}, { usageMetadata })])).rejects.toMatchObject({
      code: "protocol",
      message: expect.stringContaining("Google sent an event with a field of"),
    });
  });

  it("whatever they are, fail with an error of ours if they fail", { timeout: 600_000 }, async () => {
    const part = fc.record(
      {
        text: fc.oneof(fc.string(), fc.constant(null), fc.integer()),
        thought: fc.oneof(fc.boolean(), fc.string()),
        thoughtSignature: fc.oneof(fc.string(), fc.integer()),
        inlineData: fc.oneof(fc.constant(null), fc.record({ data: fc.anything() }), fc.string()),
        functionCall: fc.oneof(
          fc.anything(),
          fc.record(
            {
              name: fc.oneof(fc.string(), fc.integer()),
              id: fc.anything(),
              args: fc.anything(),
              partialArgs: fc.oneof(
                fc.anything(),
                fc.array(
                  fc.record(
                    {
                      jsonPath: fc.oneof(fc.constantFrom("$.a", "$.a.b", "$[0]"), fc.anything()),
                      stringValue: fc.anything(),
                    },
                    { requiredKeys: [] },
                  ),
                ),
              ),
              willContinue: fc.boolean(),
            },
            { requiredKeys: [] },
          ),
        ),
        executableCode: fc.anything(),
      },
      { requiredKeys: [] },
    );
    const candidate = fc.record(
      {
        content: fc.oneof(
          fc.record({ parts: fc.oneof(fc.array(fc.oneof(part, fc.anything())), fc.anything()) }),
          fc.anything(),
        ),
        index: fc.anything(),
        finishReason: fc.oneof(fc.constant("STOP"), fc.anything()),
        groundingMetadata: fc.oneof(
          fc.anything(),
          fc.record({
            groundingChunks: fc.anything(),
            groundingSupports: fc.oneof(
              fc.anything(),
              fc.array(fc.record({ segment: fc.anything(), groundingChunkIndices: fc.anything() })),
            ),
          }),
        ),
        citationMetadata: fc.oneof(fc.anything(), fc.record({ citations: fc.anything() })),
      },
      { requiredKeys: [] },
    );
    const event = fc.record(
      {
        candidates: fc.oneof(fc.array(fc.oneof(candidate, fc.anything())), fc.anything()),
        promptFeedback: fc.oneof(fc.anything(), fc.record({ blockReason: fc.anything() })),
        usageMetadata: fc.oneof(
          fc.anything(),
          fc.record({ promptTokenCount: fc.anything(), thoughtsTokenCount: fc.anything() }),
        ),
        responseId: fc.anything(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 4 }), fc.boolean(), async (events, searches) => {
        const options = searches ? { tools: [{ type: "googleSearch" }] } : {};
        const error: unknown = await messageOf([saying([{ text: "a" }]), ...events], options).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error !== undefined && !isRunletError(error)) throw error;
      }),
      { numRuns: process.env["LONG"] === "1" ? 5000 : 50 },
    );
  });

  it.each(
    failingAnswers({
      contentType: SSE,
      begun: bodyOf([saying([{ text: "Hel" }])]),
      refusal: (status) => JSON.stringify({ error: { code: status, message: `refused with ${KEY}`, status: "" } }),
      event: bodyOf([{ error: { code: 503, message: "busy", status: "UNAVAILABLE" } }]),
      garbage: 'data: {"candidates":[\r\n\r\n',
    }),
  )("fails by $name", async ({ reply, error }) => {
    const model = (baseURL: string) => new ChatGoogle({ baseURL, apiKey: KEY, maxRetries: 0 });
    expect(await failureOf(model, reply, [KEY])).toMatchObject(error);
  });
});
