import { describe, expect, it } from "vitest";
import { AIMessage } from "../../src/messages/ai.ts";
import { HumanMessage } from "../../src/messages/human.ts";
import { ToolMessage } from "../../src/messages/tool.ts";
import { fromAISDK } from "../../src/interop/ai-sdk/index.ts";
import { all } from "../support/all.ts";
import { hasAISDK, MODELS, type Wire } from "../support/ai-sdk.ts";
import { replayServer, type Replayed } from "../support/replay-server.ts";

const events = (...data: readonly object[]) => data.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
const delta = (content: string) => ({ id: "1", model: "glm-x", choices: [{ index: 0, delta: { content } }] });
const last = { id: "1", model: "glm-x", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
const MESSAGES = [
  { type: "message_start", message: { id: "1", model: "claude-x", usage: { input_tokens: 1, output_tokens: 1 } } },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "The" } },
];
const RESPONSES = [
  { type: "response.created", response: { id: "1", created_at: 0, model: "gpt-x" } },
  { type: "response.output_item.added", output_index: 0, item: { type: "message", id: "m" } },
  { type: "response.output_text.delta", item_id: "m", delta: "The" },
];
const DONE = "data: [DONE]\n\n";
const whole: Replayed = { body: events(delta("The"), delta(" sky"), last) + DONE };
const json = (status: number, error: object, headers = {}): Replayed => ({
  status,
  headers,
  contentType: "application/json",
  body: JSON.stringify({ error }),
});

const modelAt = (url: string, wire: Wire = "openai-compatible") => fromAISDK(MODELS[wire]({ baseURL: url }));
const failureOf = async (reply: Replayed, wire?: Wire): Promise<unknown> => {
  await using server = await replayServer(reply);
  const error = await all(modelAt(server.url, wire).stream("hi")).catch((reason: unknown) => reason);
  expect(server.requests).toHaveLength(1);
  return error;
};

describe.skipIf(!hasAISDK)("a model of the AI SDK over HTTP", () => {
  it("streams, and asks once", async () => {
    await using server = await replayServer(whole);
    const chunks = await all(modelAt(server.url).stream("what color?", { temperature: 0 }));
    expect(chunks.map(({ text }) => text)).toEqual(["The", " sky", ""]);
    expect(server.requests.map(({ body }) => body)).toEqual([
      { model: "glm-x", messages: [{ role: "user", content: "what color?" }], temperature: 0, stream: true },
    ]);
  });

  it.each<[Wire, object[]]>([
    ["openai-compatible", [delta("The")]],
    ["openai-compatible v2", [delta("The")]],
    ["openai", [delta("The")]],
    ["openai-responses", RESPONSES],
    ["anthropic", MESSAGES],
    ["anthropic v4", MESSAGES],
    ["google", [{ candidates: [{ content: { parts: [{ text: "The" }] } }] }]],
  ])("closes the request where the reader leaves, and where it is aborted: %s", async (wire, said) => {
    await using server = await replayServer({ body: events(...said), then: "wait" });
    const model = modelAt(server.url, wire);
    for await (const _ of model.stream("hi")) break;
    await server.requests[0]!.closed;
    const controller = new AbortController();
    const stream = model.stream("hi", { signal: controller.signal });
    await stream.next();
    const next = stream.next();
    controller.abort();
    await expect(next).rejects.toMatchObject({ code: "aborted", partial: { text: "The" } });
    await server.requests[1]!.closed;
  });

  it.each<[string, Replayed, object]>([
    ["401", json(401, { message: "Wrong key the-key", code: "invalid_api_key" }), { code: "auth", status: 401 }],
    ["404", json(404, { message: "No such model", code: "model_not_found" }), { code: "not_found", status: 404 }],
    [
      "429",
      json(429, { message: "Slow down", type: "rate_limit_error" }, { "retry-after": "3" }),
      { code: "rate_limit", retryable: true, retryAfterMs: 3000 },
    ],
    ["429 for good", json(429, { message: "Pay", code: "insufficient_quota" }), { code: "quota", retryable: false }],
    ["500", json(500, { message: "Oh" }), { code: "provider", retryable: true, status: 500 }],
    ["529", { status: 529, contentType: "text/html", body: "<h1>Busy</h1>" }, { code: "overloaded", retryable: true }],
    ["a page in the place of a stream", { contentType: "text/html", body: "<h1>Log in</h1>" }, { code: "protocol" }],
    [
      "an error in mid-stream",
      { body: events(delta("a"), { error: { message: "Overloaded", type: "overloaded_error" } }) },
      {
        code: "overloaded",
        phase: "mid-stream",
        partial: expect.objectContaining({ content: "a" }),
      },
    ],
    ["an answer that just ends", { body: events(delta("a")) }, { code: "truncated", partial: expect.anything() }],
    ["a connection that is cut", { body: events(delta("a")), then: "cut" }, { code: "truncated", retryable: true }],
  ])("fails for %s", async (_, reply, error) => {
    expect(await failureOf(reply)).toMatchObject({ name: "RunletError", path: ["ChatAISDK"], ...error });
  });

  it("fails for nobody there, and with Anthropic's own words for being busy", async () => {
    const url = await replayServer(whole).then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server.url;
    });
    await expect(modelAt(url).invoke("hi")).rejects.toMatchObject({ code: "connection", retryable: true });
    const busy = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    expect(await failureOf({ body: `event: error\n${events(busy)}` }, "anthropic")).toMatchObject({
      code: "overloaded",
    });
  });

  it("fails for what the provider has no form for, before anything is sent", async () => {
    await using server = await replayServer(whole);
    const file = { type: "file", url: "https://x.example/a.pdf", mimeType: "application/pdf" };
    const asked = modelAt(server.url).invoke([new HumanMessage([file])]);
    await expect(asked).rejects.toMatchObject({ code: "config", message: expect.stringContaining("PDF") });
    expect(server.requests).toEqual([]);
  });

  it("tries again, and falls back, as any model does", async () => {
    await using server = await replayServer(json(503, { message: "Busy" }), whole);
    const message = await modelAt(server.url).withRetry({ initialDelayMs: 0 }).invoke("hi");
    expect(message.text).toBe("The sky");
    await using refusing = await replayServer(json(401, { message: "no" }));
    const either = modelAt(refusing.url).withFallbacks([modelAt(server.url)]);
    expect((await either.invoke("hi")).text).toBe("The sky");
  });
});

describe.skipIf(!hasAISDK)("a conversation", () => {
  const conversation = [
    new HumanMessage([
      { type: "text", text: "What is it?" },
      { type: "image", data: "aGk=", mimeType: "image/png" },
    ]),
    new AIMessage({
      content: [
        {
          type: "reasoning",
          reasoning: "Hm.",
          providerMetadata: {
            anthropic: { signature: "s" },
            openai: { itemId: "rs_1" },
            google: { thoughtSignature: "t" },
          },
        },
        { type: "text", text: "Let me see." },
      ],
      tool_calls: [{ id: "c1", name: "look", args: { a: 1 } }],
    }),
    new ToolMessage({ content: "a bird", tool_call_id: "c1" }),
  ];
  const options = {
    maxTokens: 50,
    tools: [{ name: "look", description: "Looks.", schema: { type: "object", properties: { a: { type: "number" } } } }],
    toolChoice: { name: "look" },
  };
  const asked = async (wire: Wire): Promise<any> => {
    await using server = await replayServer({ body: "" });
    await modelAt(server.url, wire)
      .invoke(conversation, options)
      .catch(() => {});
    return server.requests[0]!.body;
  };
  const image = "data:image/png;base64,aGk=";
  const schema = { type: "object", properties: { a: { type: "number" } } };

  it("is sent in the form of OpenAI's chat", async () => {
    expect(await asked("openai-compatible")).toMatchObject({
      max_tokens: 50,
      messages: [
        { role: "user", content: [{ text: "What is it?" }, { type: "image_url", image_url: { url: image } }] },
        {
          role: "assistant",
          content: "Let me see.",
          reasoning_content: "Hm.",
          tool_calls: [{ id: "c1", function: { name: "look", arguments: '{"a":1}' } }],
        },
        { role: "tool", tool_call_id: "c1", content: "a bird" },
      ],
      tools: [{ type: "function", function: { name: "look", description: "Looks.", parameters: schema } }],
      tool_choice: { type: "function", function: { name: "look" } },
    });
  });

  it("is sent in the form of OpenAI's responses, with the ids of its items", async () => {
    const { input, tools, tool_choice } = await asked("openai-responses");
    expect(input).toMatchObject([
      { role: "user", content: [{ type: "input_text" }, { type: "input_image", image_url: image }] },
      { type: "item_reference", id: "rs_1" },
      { role: "assistant", content: [{ type: "output_text", text: "Let me see." }] },
      { type: "function_call", call_id: "c1", name: "look", arguments: '{"a":1}' },
      { type: "function_call_output", call_id: "c1", output: "a bird" },
    ]);
    expect([tools, tool_choice]).toMatchObject([[{ type: "function", name: "look" }], { name: "look" }]);
  });

  it.each(["anthropic", "anthropic v4"] as const)(
    "is sent in the form of %s, with the signature of a thought",
    async (wire) => {
      expect(await asked(wire)).toMatchObject({
        max_tokens: 50,
        messages: [
          {
            role: "user",
            content: [{ type: "text" }, { type: "image", source: { media_type: "image/png", data: "aGk=" } }],
          },
          {
            role: "assistant",
            content: [
              { type: "thinking", thinking: "Hm.", signature: "s" },
              { type: "text", text: "Let me see." },
              { type: "tool_use", id: "c1", name: "look", input: { a: 1 } },
            ],
          },
          { role: "user", content: [{ type: "tool_result", tool_use_id: "c1", content: "a bird" }] },
        ],
        tools: [{ name: "look", description: "Looks.", input_schema: schema }],
        tool_choice: { type: "tool", name: "look" },
      });
    },
  );

  it("is sent in the form of Gemini, with its signatures", async () => {
    expect(await asked("google")).toMatchObject({
      contents: [
        { role: "user", parts: [{ text: "What is it?" }, { inlineData: { mimeType: "image/png", data: "aGk=" } }] },
        {
          role: "model",
          parts: [
            { text: "Hm.", thought: true, thoughtSignature: "t" },
            { text: "Let me see." },
            { functionCall: { name: "look", args: { a: 1 } } },
          ],
        },
        { role: "user", parts: [{ functionResponse: { name: "look" } }] },
      ],
      generationConfig: { maxOutputTokens: 50 },
    });
  });
});
