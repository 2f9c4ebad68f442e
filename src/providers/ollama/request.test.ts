import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { AIMessage } from "../../messages/ai.ts";
import { ChatMessage } from "../../messages/chat.ts";
import { HumanMessage } from "../../messages/human.ts";
import { SystemMessage } from "../../messages/system.ts";
import { ToolMessage } from "../../messages/tool.ts";
import type { ModelInput } from "../../models/input.ts";
import { tool } from "../../tools/tool.ts";
import { ChatOllama } from "./chat-model.ts";
import type { ChatOllamaOptions, OllamaConfig } from "./options.ts";

/** What a call sends. */
async function sent(input: ModelInput, options: ChatOllamaOptions = {}, config: Partial<OllamaConfig> = {}) {
  let request: RequestInit & { url?: unknown } = {};
  const fetch: typeof globalThis.fetch = async (url, init) => {
    request = { ...init, url };
    return new Response('{"done":true}\n', { headers: { "content-type": "application/x-ndjson" } });
  };
  await new ChatOllama({ model: "m", baseURL: "http://a", fetch, ...options }).invoke(input, config);
  return { ...request, body: JSON.parse(String(request.body)) };
}
const messagesOf = async (
  ...messages: readonly (AIMessage | HumanMessage | ToolMessage | SystemMessage | ChatMessage)[]
) => (await sent(messages)).body.messages;
const NO_FORM = { code: "config", message: expect.stringContaining("Ollama has no form for") };

describe("what ChatOllama sends", () => {
  it("of a plain call", async () => {
    const { url, headers, body } = await sent("hi");
    expect(url).toBe("http://a/api/chat");
    expect(headers).toEqual({ "content-type": "application/json", accept: "application/x-ndjson" });
    expect(body).toEqual({ model: "m", stream: true, think: false, messages: [{ role: "user", content: "hi" }] });
  });

  it("of every option, the nearer over the farther", async () => {
    const schema = { type: "object" };
    const { body, headers } = await sent(
      "hi",
      { temperature: 1, maxTokens: 1, apiKey: "key-123", think: true, headers: { "X-A": "1" } },
      {
        model: "n",
        temperature: 0,
        topP: 0.5,
        stop: "END",
        seed: 1,
        think: "low",
        numCtx: 8192,
        keepAlive: 0,
        options: { top_k: 3, num_predict: 9 },
        responseFormat: { type: "json_schema", name: "a", schema },
        extraBody: { logprobs: true },
        parallelToolCalls: true,
        headers: { "x-b": "2" },
      },
    );
    expect(headers).toMatchObject({ authorization: "Bearer key-123", "x-b": "2" });
    expect(body).toEqual({
      model: "n",
      stream: true,
      think: "low",
      format: schema,
      options: { temperature: 0, top_p: 0.5, stop: ["END"], seed: 1, num_ctx: 8192, top_k: 3, num_predict: 9 },
      keep_alive: 0,
      logprobs: true,
      messages: [{ role: "user", content: "hi" }],
    });
  });

  it("of forms of answers", async () => {
    expect((await sent("hi", { responseFormat: { type: "json_object" } })).body.format).toBe("json");
    expect((await sent("hi", { responseFormat: { type: "text" } })).body).not.toHaveProperty("format");
  });

  it("of tools", async () => {
    const schema = { type: "object", properties: { city: { type: "string" } } };
    const parameters = schema;
    const standard = {
      "~standard": {
        version: 1,
        vendor: "a",
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input: () => schema },
      },
    } as never;
    const weather = tool(() => "rain", { name: "weather", description: "The weather.", schema: standard });
    const tools = [weather, { name: "sky", parameters: {} }];
    const { body } = await sent("hi", { tools, toolChoice: "auto" });
    expect(body.tools).toEqual([
      { type: "function", function: { name: "weather", description: "The weather.", parameters } },
      { type: "function", function: { name: "sky", parameters: {} } },
    ]);
    expect((await sent("hi", { tools, toolChoice: "none" })).body).not.toHaveProperty("tools");
  });

  it.each([
    [{ toolChoice: "required" }],
    [{ toolChoice: { name: "weather" } }],
    [{ parallelToolCalls: false }],
    [{ tools: [{ type: "web_search" }] }],
    [{ model: "" }],
  ] as ChatOllamaOptions[][])("refuses %j", async (options) => {
    await expect(sent("hi", options)).rejects.toMatchObject(NO_FORM);
  });

  it("of messages", async () => {
    expect(
      await messagesOf(
        new SystemMessage("be brief"),
        new HumanMessage([
          { type: "text", text: "what " },
          { type: "text", text: "is it?" },
        ]),
        new AIMessage({
          content: [
            { type: "reasoning", reasoning: "of another provider", signature: "s" },
            { type: "text", text: "I look." },
          ],
          tool_calls: [{ name: "look", args: { at: [1] }, id: "c1" }],
          invalid_tool_calls: [
            { type: "invalid_tool_call", name: "look", args: '{"at":', id: "c3", error: "incomplete" },
            {
              type: "invalid_tool_call",
              name: "look",
              args: "{",
              id: "c4",
              error: "incomplete, and nobody has said so",
            },
          ],
        }),
        new ToolMessage("a cat", "c1"),
        new ToolMessage({ content: "no", tool_call_id: "c2", name: "other", status: "error" }),
        new ToolMessage({ content: "cut off", tool_call_id: "c3", status: "error" }),
        new AIMessage({ content: "A cat.", additional_kwargs: { reasoning_content: "Hm" } }),
        new ChatMessage("thanks", "user"),
      ),
    ).toEqual([
      { role: "system", content: "be brief" },
      { role: "user", content: "what is it?" },
      {
        role: "assistant",
        content: "I look.",
        tool_calls: [
          { id: "c1", function: { name: "look", arguments: { at: [1] } } },
          { id: "c3", function: { name: "look", arguments: { INVALID_JSON: '{"at":' } } },
        ],
      },
      { role: "tool", content: "a cat", tool_name: "look", tool_call_id: "c1" },
      { role: "tool", content: "no", tool_name: "other", tool_call_id: "c2" },
      { role: "tool", content: "cut off", tool_name: "look", tool_call_id: "c3" },
      { role: "assistant", content: "A cat.", thinking: "Hm" },
      { role: "user", content: "thanks" },
    ]);
  });

  it("of pictures, as their data alone", async () => {
    expect(
      await messagesOf(
        new HumanMessage([
          { type: "text", text: "what is it?" },
          { type: "image", data: "AQI=", mimeType: "image/png" },
          { type: "image", data: Uint8Array.of(1, 2) },
          { type: "image_url", image_url: { url: "data:image/png;base64,AwQ=" } },
        ]),
      ),
    ).toEqual([{ role: "user", content: "what is it?", images: ["AQI=", "AQI=", "AwQ="] }]);
  });

  it.each([
    [new HumanMessage([{ type: "image", url: "https://example.com/a.png" }])],
    [new HumanMessage([{ type: "image", fileId: "f" }])],
    [new HumanMessage([{ type: "audio", data: "AQI=" }])],
    [new HumanMessage([{ type: "other" }])],
    [new ChatMessage("hi", "critic")],
  ])("refuses what it has no form for", async (message) => {
    await expect(messagesOf(message)).rejects.toMatchObject(NO_FORM);
  });

  it("for an answer with the form of a schema", async () => {
    let body: { format?: unknown } = {};
    const fetch: typeof globalThis.fetch = async (_, init) => {
      body = JSON.parse(String(init!.body));
      return new Response('{"message":{"content":"{\\"a\\":1}"},"done":true}\n', {
        headers: { "content-type": "application/x-ndjson" },
      });
    };
    const schema = { type: "object", properties: { a: { type: "number" } } };
    const model = new ChatOllama({ model: "m", baseURL: "http://a", fetch });
    expect(await model.withStructuredOutput(schema).invoke("hi")).toEqual({ a: 1 });
    expect(body.format).toEqual(schema);
  });

  it("shows no key", () => {
    const model = new ChatOllama({ model: "m", apiKey: "sk-secret" });
    expect(inspect(model, { depth: 9 }) + JSON.stringify(model)).not.toContain("sk-secret");
  });
});
