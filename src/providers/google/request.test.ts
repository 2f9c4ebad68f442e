import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AIMessage } from "../../messages/ai.ts";
import { ChatMessage } from "../../messages/chat.ts";
import { HumanMessage } from "../../messages/human.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { SystemMessage } from "../../messages/system.ts";
import { ToolMessage } from "../../messages/tool.ts";
import type { ModelInput } from "../../models/input.ts";
import { ChatGoogle } from "./chat-model.ts";
import type { ChatGoogleOptions, GoogleConfig } from "./options.ts";

const END = 'data: {"candidates":[{"finishReason":"STOP"}]}\r\n\r\n';

/** What a call sends. */
async function sent(input: ModelInput, options: ChatGoogleOptions = {}, config: Partial<GoogleConfig> = {}) {
  let request: RequestInit & { url?: unknown } = {};
  const fetch: typeof globalThis.fetch = async (url, init) => {
    request = { ...init, url };
    return new Response(END, { headers: { "content-type": "text/event-stream" } });
  };
  await new ChatGoogle({ apiKey: "key-123", fetch, ...options }).invoke(input, config);
  return { ...request, body: JSON.parse(String(request.body)) };
}
const contentsOf = async (messages: readonly BaseMessage[], model = "gemini-2.5-flash") =>
  (await sent(messages, { model })).body.contents;
const CONFIG = { code: "config", message: expect.stringContaining("Google") };

describe("what ChatGoogle sends", () => {
  afterEach(() => void vi.unstubAllEnvs());

  it("of a plain call", async () => {
    const { url, headers, body } = await sent("hi");
    expect(url).toBe(
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-flash-latest:streamGenerateContent?alt=sse",
    );
    expect(headers).toEqual({
      "x-goog-api-key": "key-123",
      "content-type": "application/json",
      accept: "text/event-stream",
    });
    expect(body).toEqual({ contents: [{ role: "user", parts: [{ text: "hi" }] }] });
  });

  it("to where the model is", async () => {
    const vertex = "https://a-aiplatform.googleapis.com/v1/projects/p/locations/a/publishers/google/";
    const urlOf = async (model: string, baseURL?: string) => (await sent("hi", { model, baseURL })).url;
    expect(await urlOf("gemini-x", vertex)).toBe(`${vertex}models/gemini-x:streamGenerateContent?alt=sse`);
    expect(await urlOf("tunedModels/a", "http://a/v1?b=c")).toBe(
      "http://a/v1/tunedModels/a:streamGenerateContent?b=c&alt=sse",
    );
    await expect(urlOf("a", "nowhere")).rejects.toMatchObject({ code: "config" });
  });

  it("with a key of the environment, or a token that may change", async () => {
    vi.stubEnv("GOOGLE_API_KEY", undefined);
    vi.stubEnv("GEMINI_API_KEY", undefined);
    await expect(sent("hi", { apiKey: undefined })).rejects.toMatchObject({ code: "auth", phase: "config" });
    await expect(new ChatGoogle().invoke("hi")).rejects.toThrow("set GOOGLE_API_KEY or GEMINI_API_KEY in");
    vi.stubEnv("GEMINI_API_KEY", "second");
    expect((await sent("hi", { apiKey: undefined })).headers).toMatchObject({ "x-goog-api-key": "second" });
    vi.stubEnv("GOOGLE_API_KEY", "first");
    expect((await sent("hi", { apiKey: undefined })).headers).toMatchObject({ "x-goog-api-key": "first" });
    const { headers } = await sent("hi", {
      accessToken: async () => "ya29.token",
      headers: { "X-Goog-User-Project": "p" },
    });
    expect(headers).toMatchObject({ authorization: "Bearer ya29.token", "x-goog-user-project": "p" });
    expect(headers).not.toHaveProperty("x-goog-api-key");
    await expect(sent("hi", { accessToken: "two words" })).rejects.toMatchObject({ code: "auth" });
  });

  it("of every option, the nearer over the farther", async () => {
    const schema = { type: "object", properties: { a: { type: "string" } } };
    const safetySettings = [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }];
    const { body } = await sent(
      "hi",
      { temperature: 1, maxTokens: 1 },
      {
        temperature: 0,
        topP: 0.5,
        topK: 3,
        stop: ["END", "STOP"],
        seed: 1,
        thinkingConfig: { includeThoughts: true, thinkingLevel: "low" },
        responseFormat: { type: "json_schema", name: "a", schema },
        generationConfig: { candidateCount: 1, maxOutputTokens: 9 },
        cachedContent: "cachedContents/a",
        parallelToolCalls: true,
        safetySettings,
        extraBody: { labels: { a: "b" } },
      },
    );
    expect(body).toEqual({
      contents: [{ role: "user", parts: [{ text: "hi" }] }],
      safetySettings,
      cachedContent: "cachedContents/a",
      labels: { a: "b" },
      generationConfig: {
        temperature: 0,
        topP: 0.5,
        topK: 3,
        maxOutputTokens: 9,
        stopSequences: ["END", "STOP"],
        seed: 1,
        thinkingConfig: { includeThoughts: true, thinkingLevel: "low" },
        responseMimeType: "application/json",
        responseJsonSchema: schema,
        candidateCount: 1,
      },
    });
    expect((await sent("hi", { responseFormat: { type: "json_object" } })).body.generationConfig).toEqual({
      responseMimeType: "application/json",
    });
    expect((await sent("hi", { responseFormat: { type: "text" } })).body).not.toHaveProperty("generationConfig");
    await expect(sent("hi", { parallelToolCalls: false })).rejects.toMatchObject(CONFIG);
  });

  it("of tools, its own among them", async () => {
    const parameters = { type: "object", properties: {} };
    const tools = [
      { name: "look", description: "Looks.", parameters },
      { type: "googleSearch" },
      { name: "go", schema: {} },
      { type: "fileSearch", fileSearchStoreNames: ["a"] },
    ];
    const toolConfigOf = async (options: ChatGoogleOptions) =>
      (await sent("hi", { tools, ...options })).body.toolConfig;
    expect((await sent("hi", { tools })).body.tools).toEqual([
      {
        functionDeclarations: [
          { name: "look", description: "Looks.", parametersJsonSchema: parameters },
          { name: "go", parametersJsonSchema: parameters },
        ],
      },
      { googleSearch: {} },
      { fileSearch: { fileSearchStoreNames: ["a"] } },
    ]);
    expect((await sent("hi", { tools: [{ type: "codeExecution" }] })).body.tools).toEqual([{ codeExecution: {} }]);
    expect((await sent("hi", { tools: [] })).body).not.toHaveProperty("tools");
    expect(await toolConfigOf({})).toBeUndefined();
    expect(await toolConfigOf({ toolChoice: "auto" })).toEqual({ functionCallingConfig: { mode: "AUTO" } });
    expect(await toolConfigOf({ toolChoice: "none" })).toEqual({ functionCallingConfig: { mode: "NONE" } });
    expect(await toolConfigOf({ toolChoice: "required" })).toEqual({ functionCallingConfig: { mode: "ANY" } });
    const own = {
      functionCallingConfig: { streamFunctionCallArguments: true },
      includeServerSideToolInvocations: true,
    };
    expect(await toolConfigOf({ toolConfig: own })).toEqual(own);
    expect(await toolConfigOf({ toolConfig: own, toolChoice: { name: "go" } })).toEqual({
      functionCallingConfig: { streamFunctionCallArguments: true, mode: "ANY", allowedFunctionNames: ["go"] },
      includeServerSideToolInvocations: true,
    });
  });

  it("of messages, with what the system says apart and the answers of tools together", async () => {
    const { body } = await sent([
      new SystemMessage("be brief"),
      new HumanMessage("what is it?"),
      new AIMessage({
        content: "",
        id: "r1",
        tool_calls: [
          { name: "look", args: { at: [1] }, id: "r1-0" },
          { name: "ask", args: {}, id: "given" },
        ],
        invalid_tool_calls: [
          { type: "invalid_tool_call", name: "ask", args: '{"a":', id: "cut", error: "incomplete" },
          {
            type: "invalid_tool_call",
            name: "ask",
            args: "{",
            id: "other",
            error: "incomplete, and nobody has said so",
          },
        ],
        additional_kwargs: { thought_signatures: { "r1-0": "c2ln" } },
      }),
      new ToolMessage("a cat", "r1-0"),
      new ToolMessage({ content: "nobody is there", tool_call_id: "given", status: "error" }),
      new ToolMessage({ content: "cut off", tool_call_id: "cut", status: "error" }),
      new AIMessage("A cat."),
      new AIMessage(""),
      new SystemMessage("and kind"),
      new ChatMessage("thanks", "user"),
    ]);
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: "be brief" }, { text: "and kind" }] },
      contents: [
        { role: "user", parts: [{ text: "what is it?" }] },
        {
          role: "model",
          parts: [
            { functionCall: { name: "look", args: { at: [1] } }, thoughtSignature: "c2ln" },
            { functionCall: { id: "given", name: "ask", args: {} } },
            { functionCall: { id: "cut", name: "ask", args: { INVALID_JSON: '{"a":' } } },
          ],
        },
        {
          role: "user",
          parts: [
            { functionResponse: { name: "look", response: { output: "a cat" } } },
            { functionResponse: { id: "given", name: "ask", response: { error: "nobody is there" } } },
            { functionResponse: { id: "cut", name: "ask", response: { error: "cut off" } } },
          ],
        },
        { role: "model", parts: [{ text: "A cat." }] },
        { role: "user", parts: [{ text: "thanks" }] },
      ],
    });
  });

  it("of what another model has said, without what that one thought and did", async () => {
    const foreign = new AIMessage({
      content: [
        { type: "thinking", thinking: "Hm", signature: "s" },
        { type: "text", text: "I look." },
        { type: "tool_use", id: "toolu_1", name: "look", input: {} },
        { type: "server_tool_use", id: "s1", name: "web_search", input: {} },
      ],
      tool_calls: [
        { name: "look", args: {}, id: "toolu_1" },
        { name: "look", args: {}, id: "toolu_2" },
      ],
      additional_kwargs: { reasoning_content: "Hm" },
    });
    const call = { functionCall: { id: "toolu_1", name: "look", args: {} } };
    const second = { functionCall: { id: "toolu_2", name: "look", args: {} } };
    expect(await contentsOf([foreign])).toEqual([{ role: "model", parts: [{ text: "I look." }, call, second] }]);
    const signed = { ...call, thoughtSignature: "skip_thought_signature_validator" };
    for (const model of ["gemini-3-pro-preview", "models/gemini-3.1-flash", "gemini-10-pro", "gemini-flash-latest"])
      expect(await contentsOf([foreign], model)).toEqual([
        { role: "model", parts: [{ text: "I look." }, signed, second] },
      ]);
  });

  it("of files, by their data or where they are", async () => {
    expect(
      await contentsOf([
        new HumanMessage([
          { type: "text", text: "what is it?" },
          { type: "image", data: "AQI=", mimeType: "image/png" },
          { type: "audio", data: Uint8Array.of(1, 2), mimeType: "audio/wav" },
          { type: "image_url", image_url: { url: "data:image/gif;base64,AwQ=" } },
          { type: "video", url: "https://www.youtube.com/watch?v=a" },
          { type: "file", url: "gs://a/b.pdf", mimeType: "application/pdf" },
          { type: "file", fileId: "https://generativelanguage.googleapis.com/v1beta/files/a" },
          { type: "fileData", fileData: { fileUri: "gs://a/b.mp4" }, videoMetadata: { fps: 2 } },
        ]),
      ]),
    ).toEqual([
      {
        role: "user",
        parts: [
          { text: "what is it?" },
          { inlineData: { mimeType: "image/png", data: "AQI=" } },
          { inlineData: { mimeType: "audio/wav", data: "AQI=" } },
          { inlineData: { mimeType: "image/gif", data: "AwQ=" } },
          { fileData: { fileUri: "https://www.youtube.com/watch?v=a" } },
          { fileData: { mimeType: "application/pdf", fileUri: "gs://a/b.pdf" } },
          { fileData: { fileUri: "https://generativelanguage.googleapis.com/v1beta/files/a" } },
          { fileData: { fileUri: "gs://a/b.mp4" }, videoMetadata: { fps: 2 } },
        ],
      },
    ]);
    const picture = [
      { type: "text", text: "see" },
      { type: "image", data: "AQI=", mimeType: "image/png" },
    ] as const;
    const [content] = await contentsOf([new ToolMessage({ content: picture, tool_call_id: "c", name: "look" })]);
    expect(content.parts[0].functionResponse).toEqual({
      name: "look",
      response: { output: "see" },
      parts: [{ inlineData: { mimeType: "image/png", data: "AQI=" } }],
    });
  });

  it.each([
    [new HumanMessage([{ type: "image", data: "AQI=" }])],
    [new HumanMessage([{ type: "image" }])],
    [new HumanMessage([{ type: "tool_use", id: "a" }])],
    [new ChatMessage("hi", "critic")],
    [new ToolMessage("a", "of no call")],
  ])("refuses what it has no form for (%#)", async (message) => {
    await expect(contentsOf([message])).rejects.toMatchObject(CONFIG);
  });

  it("for an answer with the form of a schema", async () => {
    let body: { generationConfig?: unknown } = {};
    const fetch: typeof globalThis.fetch = async (_, init) => {
      body = JSON.parse(String(init!.body));
      return new Response(
        'data: {"candidates":[{"content":{"parts":[{"text":"{\\"a\\":1}"}]},"finishReason":"STOP"}]}\r\n\r\n',
        { headers: { "content-type": "text/event-stream" } },
      );
    };
    const schema = { type: "object", properties: { a: { type: "number" } } };
    const model = new ChatGoogle({ apiKey: "key-123", fetch });
    expect(await model.withStructuredOutput(schema).invoke("hi")).toEqual({ a: 1 });
    expect(body.generationConfig).toEqual({ responseMimeType: "application/json", responseJsonSchema: schema });
  });

  it("shows no key", () => {
    const model = new ChatGoogle({ apiKey: "AIza-secret", accessToken: "ya29-secret" });
    expect(inspect(model, { depth: 9 }) + JSON.stringify(model)).not.toMatch(/AIza|ya29/);
  });
});
