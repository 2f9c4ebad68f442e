import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AIMessage } from "../../src/messages/ai.ts";
import { HumanMessage } from "../../src/messages/human.ts";
import { SystemMessage } from "../../src/messages/system.ts";
import { ToolMessage } from "../../src/messages/tool.ts";
import type { ModelInput } from "../../src/models/input.ts";
import { ChatAnthropic, type ChatAnthropicOptions } from "../../src/providers/anthropic/index.ts";
import { failingAnswers, failureOf } from "../support/failing-answers.ts";
import { inPieces } from "../support/pieces.ts";
import { replayServer } from "../support/replay-server.ts";

const KEY = "sk-ant-s3cr3ts3cr3t";
const event = (value: { type: string; [field: string]: unknown }): string =>
  `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
const start = (id = "msg_1"): string =>
  event({
    type: "message_start",
    message: { id, model: "m-1", content: [], usage: { input_tokens: 3, output_tokens: 1 } },
  });
const block = (index: number, content_block: object): string =>
  event({ type: "content_block_start", index, content_block });
const delta = (index: number, value: object): string => event({ type: "content_block_delta", index, delta: value });
const text = (index: number, said: string): string => delta(index, { type: "text_delta", text: said });
const end = (stop_reason = "end_turn"): string =>
  event({ type: "message_delta", delta: { stop_reason }, usage: { output_tokens: 2 } }) +
  event({ type: "message_stop" });
const OK = start() + block(0, { type: "text", text: "" }) + text(0, "ok") + end();

interface Sent {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: any;
}

/** A `fetch` that keeps what was sent, and answers with this. */
function sending(answer = OK): { sent: Sent[]; fetch: typeof globalThis.fetch } {
  const sent: Sent[] = [];
  const fetch = async (url: unknown, { headers, body }: RequestInit = {}) => {
    sent.push({ url: String(url), headers: headers as Record<string, string>, body: JSON.parse(body as string) });
    return inPieces([new TextEncoder().encode(answer)]);
  };
  return { sent, fetch: fetch as typeof globalThis.fetch };
}

/** The body that a model sends for this. */
async function bodyOf(options: ChatAnthropicOptions, input: ModelInput = "hello"): Promise<any> {
  const { sent, fetch } = sending();
  await new ChatAnthropic({ apiKey: KEY, fetch, ...options }).invoke(input);
  return sent[0]!.body;
}

const messagesOf = async (...input: Exclude<ModelInput, string> & readonly unknown[]): Promise<any[]> =>
  (await bodyOf({}, input as ModelInput)).messages;

/** What a model answers with these events. */
const said = (answer: string): Promise<AIMessage> =>
  new ChatAnthropic({ apiKey: KEY, fetch: sending(answer).fetch }).invoke("hello");

const weather = {
  name: "weather",
  description: "the weather of a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

beforeEach(() => {
  for (const name of ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"]) vi.stubEnv(name, "");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("what a call sends", () => {
  it("with nothing but a key", async () => {
    const { sent, fetch } = sending();
    const model = new ChatAnthropic({ apiKey: KEY, fetch });
    expect((await model.invoke("hello")).text).toBe("ok");
    expect(sent).toEqual([
      {
        url: "https://api.anthropic.com/v1/messages",
        headers: {
          "x-api-key": KEY,
          "anthropic-version": "2023-06-01",
          "content-type": "application/json",
          accept: "text/event-stream",
        },
        body: {
          model: model.model,
          messages: [{ role: "user", content: "hello" }],
          stream: true,
          max_tokens: 16_384,
        },
      },
    ]);
  });

  it("options, of the model, bound, and of the call", async () => {
    const { sent, fetch } = sending();
    const model = new ChatAnthropic({ apiKey: KEY, fetch, model: "m", temperature: 1, topP: 0.5, topK: 5, stop: "a" });
    await model.withConfig({ temperature: 0.5, effort: "low", betas: ["a-1", "b-2"], userId: "u" }).invoke("hello", {
      temperature: 0,
      maxTokens: 9,
      metadata: { mine: true },
      cacheControl: { type: "ephemeral" },
      container: "container_1",
      contextManagement: { edits: [] },
      mcpServers: [{ type: "url", url: "https://mcp.example", name: "x" }],
      serviceTier: "auto",
      headers: { "Anthropic-Version": "2099-01-01", "X-Title": "t" },
      extraBody: { speed: "fast", top_k: 6 },
    });
    expect(sent[0]!.headers).toEqual({
      "x-api-key": KEY,
      "anthropic-version": "2099-01-01",
      "anthropic-beta": "a-1,b-2",
      "x-title": "t",
      "content-type": "application/json",
      accept: "text/event-stream",
    });
    expect(sent[0]!.body).toEqual({
      model: "m",
      messages: [{ role: "user", content: "hello" }],
      stream: true,
      max_tokens: 9,
      temperature: 0,
      top_p: 0.5,
      top_k: 6,
      stop_sequences: ["a"],
      output_config: { effort: "low" },
      cache_control: { type: "ephemeral" },
      container: "container_1",
      context_management: { edits: [] },
      mcp_servers: [{ type: "url", url: "https://mcp.example", name: "x" }],
      service_tier: "auto",
      metadata: { user_id: "u" },
      speed: "fast",
    });
  });

  it.each([
    [{ type: "enabled", budgetTokens: 2000 }, { type: "enabled", budget_tokens: 2000 }, 18_384],
    [{ type: "adaptive", display: "omitted" }, { type: "adaptive", display: "omitted" }, 16_384],
    [{ type: "disabled" }, { type: "disabled" }, 16_384],
  ] as const)("how to think: %j", async (thinking, wire, max_tokens) => {
    expect(await bodyOf({ thinking })).toMatchObject({ thinking: wire, max_tokens });
    expect(await bodyOf({ thinking, maxTokens: 5000 })).toMatchObject({ max_tokens: 5000 });
  });

  const enabled = { type: "enabled", budgetTokens: 2000 } as const;
  it.each([
    [{ seed: 7 }, "Anthropic has no seed"],
    [{ thinking: enabled, toolChoice: "required" }, "does not take a toolChoice that asks for a tool"],
    [{ thinking: { type: "adaptive" }, toolChoice: { name: "weather" } }, "does not take a toolChoice"],
    [{ thinking: enabled, temperature: 0 }, "does not take a temperature but 1"],
    [{ thinking: enabled, topP: 0.5 }, "does not take a topP below 0.95"],
    [{ thinking: enabled, topK: 5 }, "does not take topK"],
    [{ thinking: enabled, maxTokens: 2000 }, "maxTokens (2000) has to be more than thinking's budgetTokens (2000)"],
  ] as const)("but refuses %j before anything is sent", async (options, message) => {
    await expect(bodyOf(options)).rejects.toMatchObject({ code: "config", message: expect.stringContaining(message) });
  });

  it("takes them where the service does", async () => {
    const thinking = { ...enabled, budgetTokens: 9000 };
    const betas = ["interleaved-thinking-2025-05-14"];
    expect(await bodyOf({ thinking, betas, maxTokens: 100, temperature: 1, topP: 0.95 })).toMatchObject({
      max_tokens: 100,
      temperature: 1,
    });
    const off = { thinking: { type: "disabled" }, temperature: 0, topK: 1, toolChoice: "any" } as const;
    expect(await bodyOf({ ...off, tools: [weather] })).toMatchObject({ temperature: 0, tool_choice: { type: "any" } });
  });

  it("tools, and a choice among them", async () => {
    const own = { type: "web_search_20250305", name: "web_search", max_uses: 2 };
    const tools = [{ ...weather, strict: true }, own];
    const body = await bodyOf({ tools, toolChoice: { name: "weather" }, parallelToolCalls: false });
    const { parameters: input_schema, ...rest } = weather;
    expect(body.tools).toEqual([{ ...rest, input_schema, strict: true }, own]);
    expect(body.tool_choice).toEqual({ type: "tool", name: "weather", disable_parallel_tool_use: true });
    const choice = async (options: ChatAnthropicOptions) => (await bodyOf({ tools, ...options })).tool_choice;
    expect(await choice({ toolChoice: "required" })).toEqual({ type: "any" });
    expect(await choice({ toolChoice: "any" })).toEqual({ type: "any" });
    expect(await choice({ toolChoice: "auto" })).toEqual({ type: "auto" });
    expect(await choice({ toolChoice: "none", parallelToolCalls: false })).toEqual({ type: "none" });
    expect(await choice({ parallelToolCalls: false })).toEqual({ type: "auto", disable_parallel_tool_use: true });
    expect(await choice({})).toBeUndefined();
    expect(await bodyOf({ tools: [], parallelToolCalls: false })).not.toHaveProperty("tool_choice");
  });

  it("the form of the answer", async () => {
    const schema = { type: "object", properties: {}, additionalProperties: false };
    const json = { type: "json_schema", name: "answer", schema } as const;
    expect((await bodyOf({ responseFormat: json, effort: "high" })).output_config).toEqual({
      effort: "high",
      format: { type: "json_schema", schema },
    });
    expect(await bodyOf({ responseFormat: { type: "text" } })).not.toHaveProperty("output_config");
    await expect(bodyOf({ responseFormat: { type: "json_object" } })).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining("json_schema"),
    });
  });

  it("what the system says, apart", async () => {
    expect(await bodyOf({}, [new SystemMessage("be kind"), "hello"])).toMatchObject({
      system: "be kind",
      messages: [{ role: "user", content: "hello" }],
    });
    const cached = { type: "text", text: "a long text", cache_control: { type: "ephemeral", ttl: "1h" } };
    expect(
      await bodyOf({}, [
        new SystemMessage("be kind"),
        "hello",
        new SystemMessage([cached]),
        { role: "developer", content: "x" },
      ]),
    ).toMatchObject({
      system: [{ type: "text", text: "be kind" }, cached, { type: "text", text: "x" }],
      messages: [{ role: "user", content: "hello" }],
    });
  });

  it("neighbours with one role as one message, results of tools with what the user says", async () => {
    const calls = ["a", "b"].map((id) => ({ name: "weather", args: { city: id }, id }));
    expect(
      await messagesOf(
        "hello",
        new HumanMessage([{ type: "text", text: "again" }]),
        new AIMessage({ content: "Let me see.", tool_calls: calls }),
        new ToolMessage("rain", "a"),
        new ToolMessage({ content: [{ type: "text", text: "no" }], tool_call_id: "b", status: "error" }),
        "so?",
        new AIMessage(""),
        "well?",
      ),
    ).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "hello" },
          { type: "text", text: "again" },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "text", text: "Let me see." },
          { type: "tool_use", id: "a", name: "weather", input: { city: "a" } },
          { type: "tool_use", id: "b", name: "weather", input: { city: "b" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: "rain" },
          { type: "tool_result", tool_use_id: "b", content: [{ type: "text", text: "no" }], is_error: true },
          { type: "text", text: "so?" },
          { type: "text", text: "well?" },
        ],
      },
    ]);
  });

  it.each([
    [
      { type: "text", text: "a", cache_control: { type: "ephemeral" } },
      { type: "text", text: "a", cache_control: { type: "ephemeral" } },
    ],
    [
      { type: "text", text: "a", index: 3, id: "x" },
      { type: "text", text: "a" },
    ],
    [
      { type: "image", url: "https://a.example/b.png" },
      { type: "image", source: { type: "url", url: "https://a.example/b.png" } },
    ],
    [
      { type: "image", data: Uint8Array.of(1, 2), mimeType: "image/png", cache_control: { type: "ephemeral" } },
      {
        type: "image",
        source: { type: "base64", media_type: "image/png", data: "AQI=" },
        cache_control: { type: "ephemeral" },
      },
    ],
    [
      { type: "image_url", image_url: { url: "data:image/gif;base64,AQI=" } },
      { type: "image", source: { type: "base64", media_type: "image/gif", data: "AQI=" } },
    ],
    [
      { type: "image", fileId: "file_1" },
      { type: "image", source: { type: "file", file_id: "file_1" } },
    ],
    [
      { type: "file", data: "AQI=", mimeType: "application/pdf", title: "T", citations: { enabled: true } },
      {
        type: "document",
        source: { type: "base64", media_type: "application/pdf", data: "AQI=" },
        title: "T",
        citations: { enabled: true },
      },
    ],
    [
      { type: "file", data: "AQI=" },
      { type: "document", source: { type: "base64", media_type: "application/pdf", data: "AQI=" } },
    ],
    [
      { type: "file", url: "https://a.example/b.pdf" },
      { type: "document", source: { type: "url", url: "https://a.example/b.pdf" } },
    ],
    [
      { type: "file", fileId: "file_1" },
      { type: "document", source: { type: "file", file_id: "file_1" } },
    ],
    [
      { type: "file", data: new TextEncoder().encode("größer"), mimeType: "text/markdown" },
      { type: "document", source: { type: "text", media_type: "text/plain", data: "größer" } },
    ],
    [
      { type: "file", data: "AQI=", mimeType: "image/webp" },
      { type: "image", source: { type: "base64", media_type: "image/webp", data: "AQI=" } },
    ],
    ...[
      { type: "image", source: { type: "base64", media_type: "image/png", data: "AQI=" } },
      { type: "document", source: { type: "content", content: [] } },
      { type: "search_result", source: "https://a.example", title: "t", content: [{ type: "text", text: "x" }] },
      { type: "container_upload", file_id: "file_1" },
    ].map((own) => [own, own] as const),
  ] as const)("a part of a message: %j", async (part, wire) => {
    expect(await messagesOf(new HumanMessage([part]))).toEqual([{ role: "user", content: [wire] }]);
    const result = new ToolMessage({ content: [part], tool_call_id: "a" });
    expect((await messagesOf(result))[0].content).toEqual([{ type: "tool_result", tool_use_id: "a", content: [wire] }]);
  });

  it.each([
    [new HumanMessage([{ type: "audio", data: "AQI=", mimeType: "audio/wav" }]), 'a content block of type "audio"'],
    [new HumanMessage([{ type: "image" }]), 'a content block of type "image" without url, data or fileId'],
    [new HumanMessage([{ type: "image", data: "AQI=" }]), "image data without a mimeType"],
    [
      new HumanMessage([{ type: "file", data: "AQI=", mimeType: "application/zip" }]),
      'a file of type "application/zip"',
    ],
    [{ role: "critic", content: "x" }, 'a message with the role "critic"'],
  ])("%j cannot be", async (message, what) => {
    await expect(bodyOf({}, [message] as ModelInput)).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining(`Anthropic has no form for ${what}`),
    });
  });

  it("of what another model has said its text and its calls", async () => {
    const foreign = new AIMessage({
      content: [
        { type: "reasoning", reasoning: "Hmm", signature: "theirs" },
        { type: "text", text: "Let me see.", index: 4, annotations: [{ type: "citation", url: "https://a.example" }] },
        { type: "refusal", refusal: "no" },
        { type: "image", data: "AQI=", mimeType: "image/png" },
      ],
      additional_kwargs: { reasoning_content: "Hmm" },
      tool_calls: [{ name: "weather", args: {}, id: "a" }],
    });
    expect((await messagesOf("hi", foreign, new ToolMessage("rain", "a")))[1].content).toEqual([
      { type: "text", text: "Let me see." },
      { type: "tool_use", id: "a", name: "weather", input: {} },
    ]);
  });

  it("calls that are said among the content once, and in their place", async () => {
    const said = new AIMessage({
      content: [
        { type: "thinking", thinking: "Hmm", signature: "s" },
        { type: "tool_use", id: "a", name: "weather", input: { city: "" } },
        { type: "tool_call", id: "b", name: "weather", args: {} },
        { type: "text", text: "There." },
      ],
      tool_calls: [{ name: "weather", args: { city: "Roma" }, id: "a" }],
    });
    expect((await messagesOf("hi", said))[1].content).toEqual([
      { type: "thinking", thinking: "Hmm", signature: "s" },
      { type: "tool_use", id: "a", name: "weather", input: { city: "Roma" } },
      { type: "tool_use", id: "b", name: "weather", input: {} },
      { type: "text", text: "There." },
    ]);
  });

  it("a call that was cut off where it was answered", async () => {
    const cut = new AIMessage({
      content: "I begin.",
      invalid_tool_calls: [{ type: "invalid_tool_call", name: "write", id: "a", args: '{"text":"On', error: "cut" }],
    });
    expect((await messagesOf("hi", cut, "go on"))[1].content).toEqual([{ type: "text", text: "I begin." }]);
    const answered = await messagesOf(
      "hi",
      cut,
      new ToolMessage({ content: "cut off", tool_call_id: "a", status: "error" }),
    );
    expect(answered[1].content[1]).toEqual({
      type: "tool_use",
      id: "a",
      name: "write",
      input: { INVALID_JSON: '{"text":"On' },
    });
  });

  it("blank text beside text that says something, and not alone", async () => {
    const blank = (...texts: string[]) => new AIMessage(texts.map((said) => ({ type: "text", text: said })));
    expect((await messagesOf("hi", blank("a", " ", "", "b")))[1].content.map((part: any) => part.text)).toEqual([
      "a",
      " ",
      "b",
    ]);
    expect(await messagesOf("hi", blank(" ", "\n"), "so?")).toHaveLength(1);
  });

  it.each([
    ["https://gate.example", "https://gate.example/v1/messages"],
    ["https://gate.example/anthropic/", "https://gate.example/anthropic/v1/messages"],
    ["https://gate.example/v1", "https://gate.example/v1/messages"],
    ["https://gate.example/v1/?tenant=1", "https://gate.example/v1/messages?tenant=1"],
    ["https://gate.example/v1/messages", "https://gate.example/v1/messages"],
  ])("to %s", async (baseURL, url) => {
    const { sent, fetch } = sending();
    await new ChatAnthropic({ apiKey: KEY, baseURL, fetch }).invoke("hello");
    vi.stubEnv("ANTHROPIC_BASE_URL", baseURL);
    await new ChatAnthropic({ apiKey: KEY, fetch }).invoke("hello");
    expect(sent.map((call) => call.url)).toEqual([url, url]);
  });

  it("the key of the environment, or a token", async () => {
    const { sent, fetch } = sending();
    await expect(new ChatAnthropic({ fetch }).invoke("hello")).rejects.toMatchObject({
      code: "auth",
      phase: "config",
      message: expect.stringContaining("ANTHROPIC_API_KEY"),
    });
    vi.stubEnv("ANTHROPIC_AUTH_TOKEN", "token-1");
    await new ChatAnthropic({ fetch }).invoke("hello");
    vi.stubEnv("ANTHROPIC_API_KEY", KEY);
    await new ChatAnthropic({ fetch }).invoke("hello");
    await new ChatAnthropic({ authToken: "token-2", fetch }).invoke("hello");
    const shown = sent.map(({ headers }) => [headers["x-api-key"], headers["authorization"]]);
    expect(shown).toEqual([
      [undefined, "Bearer token-1"],
      [KEY, undefined],
      [undefined, "Bearer token-2"],
    ]);
  });
});

describe("what an answer says", () => {
  it("in places that its calls leave free, so that all goes back in order", async () => {
    const tool = (index: number, id: string) =>
      block(index, { type: "tool_use", id, name: "f", input: {} }) +
      delta(index, { type: "input_json_delta", partial_json: '{"a":1}' });
    const message = await said(
      start() +
        block(0, { type: "text", text: "" }) +
        tool(1, "t1") +
        block(2, { type: "text", text: "" }) +
        text(2, "b") +
        tool(3, "t2") +
        tool(4, "t3") +
        block(5, { type: "thinking", thinking: "" }) +
        delta(5, { type: "signature_delta", signature: "s" }) +
        end("tool_use"),
    );
    expect(message.text).toBe("b");
    const { content } = (await messagesOf("hi", message))[1];
    expect(content.map((part: any) => part.id ?? part.text ?? part.signature)).toEqual(["t1", "b", "t2", "t3", "s"]);
  });

  it("with citations of text that had come as a string", async () => {
    const location = { type: "char_location", cited_text: "x", document_index: 0, document_title: "T" };
    const message = await said(
      start() +
        block(0, { type: "text", text: "" }) +
        text(0, "a") +
        delta(0, { type: "citations_delta", citation: location }) +
        end(),
    );
    const citation = { type: "citation", title: "T", citedText: "x", value: location };
    expect(message.content).toEqual([{ type: "text", text: "a", annotations: [citation] }]);
    expect((await messagesOf("hi", message))[1].content).toEqual([{ type: "text", text: "a", citations: [location] }]);
  });

  it("in blocks from the beginning where sources are asked for", async () => {
    const { fetch } = sending();
    const document = { type: "file", url: "https://a.example/b.pdf", citations: { enabled: true } } as const;
    const message = await new ChatAnthropic({ apiKey: KEY, fetch }).invoke([new HumanMessage([document])]);
    expect(message.content).toEqual([{ type: "text", text: "ok", index: 0 }]);
  });

  it("with an input that came whole, though it comes once more in pieces", async () => {
    const message = await said(
      start() +
        block(0, { type: "tool_use", id: "a", name: "f", input: { a: 1 } }) +
        delta(0, { type: "input_json_delta", partial_json: '{"a":' }) +
        delta(0, { type: "input_json_delta", partial_json: "1}" }) +
        end("tool_use"),
    );
    expect(message.tool_calls).toMatchObject([{ name: "f", args: { a: 1 } }]);
  });

  it("in pieces of kinds that are not known, too", async () => {
    const message = await said(
      start() +
        event({ type: "content_block_note", note: "?" }) +
        block(0, { type: "hologram", name: "h" }) +
        delta(0, { type: "hologram_delta", light: "re", depth: 1 }) +
        delta(0, { type: "hologram_delta", light: "d", dark: null }) +
        text(1, "never opened") +
        end(),
    );
    expect(message.content).toEqual([
      { type: "hologram", name: "h", light: "red", depth: 1, index: 0 },
      { type: "text", text: "never opened", index: 1 },
    ]);
    expect((await messagesOf("hi", message))[1].content).toEqual([
      { type: "hologram", name: "h", light: "red", depth: 1 },
      { type: "text", text: "never opened" },
    ]);
  });

  it("after its own beginning, where nothing had been said before another one", async () => {
    const message = await said(start("msg_1") + start("msg_2") + OK.slice(start().length));
    expect(message).toMatchObject({ id: "msg_2", text: "ok" });
  });

  it("of tokens, as they are counted so far, wherever it is left", async () => {
    const { fetch } = sending();
    const usages: unknown[] = [];
    for await (const chunk of new ChatAnthropic({ apiKey: KEY, fetch }).stream("hello"))
      usages.push(chunk.usage_metadata);
    expect(usages).toEqual([
      { input_tokens: 3, output_tokens: 1, total_tokens: 4 },
      { input_tokens: 0, output_tokens: 1, total_tokens: 1 },
    ]);
  });
});

describe("what goes wrong", () => {
  const refusal = (type: string, message: string): string =>
    JSON.stringify({ type: "error", error: { type, message }, request_id: "req_1" });
  const TYPES: Record<number, string> = {
    401: "authentication_error",
    404: "not_found_error",
    429: "rate_limit_error",
    500: "api_error",
    503: "overloaded_error",
  };
  const failing = failingAnswers({
    contentType: "text/event-stream",
    begun: start() + block(0, { type: "text", text: "" }) + text(0, "Hel"),
    refusal: (status) => refusal(TYPES[status]!, `no, says ${KEY}`),
    event: event({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
    garbage: "event: content_block_delta\ndata: {oops\n\n",
  });
  const at = (baseURL: string) => new ChatAnthropic({ apiKey: KEY, baseURL, maxRetries: 0 });

  it.each(failing)("$name", async ({ reply, error }) => {
    expect(await failureOf(at, reply, [KEY])).toMatchObject(error);
  });

  it.each([
    [400, "invalid_request_error", "max_tokens: Field required", "invalid_request", false],
    [400, "invalid_request_error", "prompt is too long: 208310 tokens > 200000 maximum", "context_length", false],
    [400, "invalid_request_error", "Your credit balance is too low to access the API.", "quota", false],
    [400, "invalid_request_error", "You have reached your specified API usage limits.", "quota", false],
    [402, "billing_error", "no", "quota", false],
    [403, "permission_error", "no", "auth", false],
    [504, "timeout_error", "no", "provider", true],
    [529, "overloaded_error", "Overloaded", "overloaded", true],
  ] as const)("status %i, %s: %s", async (status, type, message, code, retryable) => {
    const reply = { status, contentType: "application/json", body: refusal(type, message) };
    expect(await failureOf(at, reply, [KEY])).toMatchObject({
      code,
      retryable,
      status,
      providerCode: type,
      requestId: "req_1",
      message: expect.stringContaining(message),
    });
  });

  it("before anything was said is tried again", async () => {
    const busy =
      start() + event({ type: "ping" }) + event({ type: "error", error: { type: "overloaded_error", message: "" } });
    await using server = await replayServer({ body: busy }, { body: OK });
    expect((await at(server.url).withRetry({ maxDelayMs: 0 }).invoke("hello")).text).toBe("ok");
    expect(server.requests).toHaveLength(2);
  });

  it("shows no key when a model is printed", () => {
    const model = new ChatAnthropic({ apiKey: KEY, authToken: KEY, headers: { "x-key": KEY } });
    expect(inspect(model, { depth: 9, showHidden: true }) + JSON.stringify(model)).not.toContain(KEY);
  });
});
