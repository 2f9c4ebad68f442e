import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AIMessage } from "../../src/messages/ai.ts";
import { ChatMessage } from "../../src/messages/chat.ts";
import { HumanMessage } from "../../src/messages/human.ts";
import { ToolMessage } from "../../src/messages/tool.ts";
import type { ModelInput } from "../../src/models/input.ts";
import { ChatOpenAIResponses, type ChatOpenAIResponsesOptions } from "../../src/providers/openai-responses/index.ts";
import { failingAnswers, failureOf } from "../support/failing-answers.ts";
import { inPieces } from "../support/pieces.ts";
import { replayServer } from "../support/replay-server.ts";

const KEY = "sk-s3cr3ts3cr3t";
const event = (value: { type: string; [field: string]: unknown }) =>
  `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
const text = (delta: string, at = 0) =>
  event({ type: "response.output_text.delta", output_index: at, content_index: 0, delta });
const END = event({ type: "response.completed", response: { id: "resp_1", status: "completed", model: "m-1" } });

interface Sent {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: any;
}

/** A `fetch` that keeps what was sent, and answers with this. */
function sending(answer = text("ok") + END): { sent: Sent[]; fetch: typeof globalThis.fetch } {
  const sent: Sent[] = [];
  const fetch = async (url: unknown, { headers, body }: RequestInit = {}) => {
    sent.push({ url: String(url), headers: headers as Record<string, string>, body: JSON.parse(body as string) });
    return inPieces([new TextEncoder().encode(answer)]);
  };
  return { sent, fetch: fetch as typeof globalThis.fetch };
}

/** The body that a model sends for this. */
async function bodyOf(options: ChatOpenAIResponsesOptions, input: ModelInput = "hello"): Promise<any> {
  const { sent, fetch } = sending();
  await new ChatOpenAIResponses({ apiKey: KEY, fetch, ...options }).invoke(input);
  return sent[0]!.body;
}

const inputOf = async (input: ModelInput): Promise<any[]> => (await bodyOf({}, input)).input;

/** The message that these events make. */
async function said(...events: string[]): Promise<AIMessage> {
  return new ChatOpenAIResponses({ apiKey: KEY, fetch: sending(events.join("")).fetch }).invoke("hello");
}

const optional = { name: "place", parameters: { type: "object", properties: { city: { type: "string" } } } };
const weather = {
  name: "weather",
  description: "the weather of a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

beforeEach(() => {
  for (const name of ["OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"]) vi.stubEnv(name, "");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("what a call sends", () => {
  it("to OpenAI", async () => {
    const { sent, fetch } = sending();
    await new ChatOpenAIResponses({ apiKey: KEY, fetch, organization: "org", project: "p" }).invoke("hello");
    expect(sent).toEqual([
      {
        url: "https://api.openai.com/v1/responses",
        headers: {
          authorization: `Bearer ${KEY}`,
          "openai-organization": "org",
          "openai-project": "p",
          "content-type": "application/json",
          accept: "text/event-stream",
        },
        body: { model: "gpt-5-mini", input: [{ role: "user", content: "hello" }], stream: true },
      },
    ]);
  });

  it("what the environment has, to OpenAI and to its own address, and to nobody else", async () => {
    await expect(new ChatOpenAIResponses().invoke("hello")).rejects.toMatchObject({ code: "auth", phase: "config" });
    vi.stubEnv("OPENAI_API_KEY", KEY);
    vi.stubEnv("OPENAI_ORG_ID", "org");
    const { sent, fetch } = sending();
    await new ChatOpenAIResponses({ fetch }).invoke("hello");
    await new ChatOpenAIResponses({ fetch, baseURL: "https://eu.api.openai.com/v1" }).invoke("hello");
    await new ChatOpenAIResponses({ fetch, baseURL: "http://127.0.0.1:1234/v1/responses" }).invoke("hello");
    vi.stubEnv("OPENAI_BASE_URL", "https://proxy.example/v1");
    await new ChatOpenAIResponses({ fetch }).invoke("hello");
    const headers = { authorization: `Bearer ${KEY}`, "openai-organization": "org" };
    expect(sent).toMatchObject([
      { url: "https://api.openai.com/v1/responses", headers },
      { url: "https://eu.api.openai.com/v1/responses", headers },
      { url: "http://127.0.0.1:1234/v1/responses" },
      { url: "https://proxy.example/v1/responses", headers },
    ]);
    expect(Object.keys(sent[2]!.headers).toSorted()).toEqual(["accept", "content-type"]);
  });

  it("options, of the model, bound, and of the call", async () => {
    const { sent, fetch } = sending();
    const model = new ChatOpenAIResponses({ apiKey: KEY, fetch, model: "m", temperature: 1, topP: 0.5 });
    await model
      .withConfig({ maxTokens: 9, reasoning: { effort: "low", summary: "auto" }, store: false })
      .invoke("hello", {
        temperature: 0,
        verbosity: "low",
        instructions: "Be brief.",
        previousResponseId: "resp_0",
        truncation: "auto",
        serviceTier: "flex",
        requestMetadata: { a: "b" },
        metadata: { of: "the run" },
        maxToolCalls: 2,
        promptCacheKey: "k",
        safetyIdentifier: "u",
        extraBody: { background: false },
      });
    expect(sent[0]!.body).toEqual({
      model: "m",
      input: [{ role: "user", content: "hello" }],
      stream: true,
      temperature: 0,
      top_p: 0.5,
      max_output_tokens: 9,
      reasoning: { effort: "low", summary: "auto" },
      store: false,
      include: ["reasoning.encrypted_content"],
      text: { verbosity: "low" },
      instructions: "Be brief.",
      previous_response_id: "resp_0",
      truncation: "auto",
      service_tier: "flex",
      metadata: { a: "b" },
      max_tool_calls: 2,
      prompt_cache_key: "k",
      safety_identifier: "u",
      background: false,
    });
  });

  it("for encrypted thoughts only where they are wanted", async () => {
    expect(await bodyOf({ store: false })).not.toHaveProperty("include");
    expect(await bodyOf({ reasoning: {} })).not.toHaveProperty("include");
    expect(await bodyOf({ store: false, reasoning: {}, include: ["x"] })).toMatchObject({ include: ["x"] });
  });

  it("tools, a choice among them, and the form of the answer", async () => {
    const custom = { type: "custom", name: "sql" };
    const tools = [weather, { ...weather, name: "strict", strict: true }, custom, { type: "web_search" }];
    const schema = { type: "object", properties: {} };
    const responseFormat = { type: "json_schema", name: "answer", schema, strict: true } as const;
    expect(
      await bodyOf({ tools, toolChoice: { name: "weather" }, parallelToolCalls: false, responseFormat }),
    ).toMatchObject({
      tools: [
        { type: "function", ...weather, strict: false },
        { type: "function", ...weather, name: "strict", strict: true },
        custom,
        { type: "web_search" },
      ],
      tool_choice: { type: "function", name: "weather" },
      parallel_tool_calls: false,
      text: { format: { type: "json_schema", name: "answer", schema, strict: true } },
    });
    expect((await bodyOf({ tools, toolChoice: "any" })).tool_choice).toBe("required");
    expect((await bodyOf({ tools, toolChoice: "none" })).tool_choice).toBe("none");
    expect((await bodyOf({ tools, toolChoice: { name: "sql" } })).tool_choice).toEqual({ type: "custom", name: "sql" });
    expect((await bodyOf({ tools, toolChoice: { name: "web_search" } })).tool_choice).toEqual({ type: "web_search" });
    expect((await bodyOf({ responseFormat: { type: "json_object" } })).text).toEqual({
      format: { type: "json_object" },
    });
    expect(await bodyOf({ tools: [] })).not.toHaveProperty("tools");
  });

  it("messages of each kind", async () => {
    expect(
      await inputOf([
        ["system", "Be brief."],
        new ChatMessage("And kind.", "developer"),
        ["human", "weather?"],
        new AIMessage({ content: "Let me see.", tool_calls: [{ name: "weather", args: { city: "Roma" }, id: "c1" }] }),
        new ToolMessage({ content: "rain", tool_call_id: "c1", status: "error" }),
      ]),
    ).toEqual([
      { role: "system", content: "Be brief." },
      { role: "developer", content: "And kind." },
      { role: "user", content: "weather?" },
      { role: "assistant", content: "Let me see." },
      { type: "function_call", call_id: "c1", name: "weather", arguments: '{"city":"Roma"}' },
      { type: "function_call_output", call_id: "c1", output: "rain" },
    ]);
  });

  it("images, files and audio, by whatever they are given", async () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const [message] = await inputOf([
      new HumanMessage([
        { type: "text", text: "these" },
        { type: "image", url: "https://example.org/a.png", detail: "low" },
        { type: "image", data: bytes, mimeType: "image/jpeg" },
        { type: "image", fileId: "file-1" },
        { type: "image_url", image_url: { url: "data:image/gif;base64,AA==" } },
        { type: "file", data: "AA==", mimeType: "application/pdf", filename: "a.pdf" },
        { type: "file", url: "https://example.org/a.pdf" },
        { type: "file", fileId: "file-2" },
        { type: "audio", data: bytes, mimeType: "audio/mpeg" },
        { type: "input_image", image_url: "https://example.org/b.png" },
      ]),
    ]);
    expect(message).toEqual({
      role: "user",
      content: [
        { type: "input_text", text: "these" },
        { type: "input_image", image_url: "https://example.org/a.png", detail: "low" },
        { type: "input_image", image_url: "data:image/jpeg;base64,AQID" },
        { type: "input_image", file_id: "file-1" },
        { type: "input_image", image_url: "data:image/gif;base64,AA==" },
        { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AA==" },
        { type: "input_file", file_url: "https://example.org/a.pdf" },
        { type: "input_file", file_id: "file-2" },
        { type: "input_audio", input_audio: { data: "AQID", format: "mp3" } },
        { type: "input_image", image_url: "https://example.org/b.png" },
      ],
    });
  });

  it("what a tool answers: text, pictures, or a form of the service's own", async () => {
    const image = { type: "image", url: "https://example.org/a.png" };
    const output = [{ stdout: "a", stderr: "", outcome: { type: "exit", exit_code: 0 } }];
    const approval = { type: "mcp_approval_response", approval_request_id: "mcpr_1", approve: true };
    expect(
      await inputOf([
        new ToolMessage({
          content: [
            { type: "text", text: "a" },
            { type: "text", text: "b" },
          ],
          tool_call_id: "c1",
        }),
        new ToolMessage({ content: [{ type: "text", text: "see" }, image], tool_call_id: "c2" }),
        new ToolMessage({ content: [{ type: "shell_call_output", output }], tool_call_id: "c3" }),
        new HumanMessage([approval]),
      ]),
    ).toEqual([
      { type: "function_call_output", call_id: "c1", output: "ab" },
      {
        type: "function_call_output",
        call_id: "c2",
        output: [
          { type: "input_text", text: "see" },
          { type: "input_image", image_url: "https://example.org/a.png" },
        ],
      },
      { type: "shell_call_output", call_id: "c3", output },
      approval,
    ]);
  });

  it("of another provider's answer its text and its calls; of those that are none, the ones that were answered", async () => {
    const invalid = { type: "invalid_tool_call", error: "incomplete", args: "{" } as const;
    expect(
      await inputOf([
        new AIMessage({
          content: [
            { type: "thinking", thinking: "hm", signature: "s" },
            { type: "reasoning", reasoning: "hm", id: "r" },
            { type: "text", text: "Sure." },
            { type: "server_tool_use", id: "s", name: "web_search" },
          ],
          additional_kwargs: { reasoning_content: "hm" },
          tool_calls: [{ name: "f", args: {}, id: "c1" }],
          invalid_tool_calls: [
            { ...invalid, name: "g", id: "c2" },
            { ...invalid, name: "g", id: "c3" },
          ],
        }),
        new ToolMessage({ content: "no JSON", tool_call_id: "c2" }),
      ]),
    ).toEqual([
      { role: "assistant", content: "Sure." },
      { type: "function_call", call_id: "c1", name: "f", arguments: "{}" },
      { type: "function_call", call_id: "c2", name: "g", arguments: "{" },
      { type: "function_call_output", call_id: "c2", output: "no JSON" },
    ]);
  });

  it.each([
    [{ stop: "a" }, "hello", "no stop words"],
    [{ seed: 1 }, "hello", "no seed"],
    [{ tools: [{ ...optional, strict: true }] }, "hello", '"city" in the schema of the tool place is optional'],
    [
      { responseFormat: { type: "json_schema", name: "place", schema: optional.parameters, strict: true } },
      "hello",
      'of the answer "place" is optional',
    ],
    [{}, [new HumanMessage([{ type: "video", url: "https://example.org/a.mp4" }])], 'a content block of type "video"'],
    [
      {},
      [new HumanMessage([{ type: "audio", url: "https://example.org/a.mp3" }])],
      "audio that is not given by its data",
    ],
    [{}, [new ChatMessage("x", "narrator")], 'the role "narrator"'],
    [{ baseURL: "nowhere" }, "hello", "is not an address"],
  ] as const)("but refuses %j, %j before anything is sent", async (options, input, message) => {
    const error: any = await bodyOf(options, input as ModelInput).then(expect.unreachable, (reason) => reason);
    expect(error).toMatchObject({ code: "config", message: expect.stringContaining(message) });
  });
});

describe("what an answer says", () => {
  it("plain text is plain, and the response's id is the message's", async () => {
    const created = event({ type: "response.created", response: { id: "resp_1" } });
    const usage = {
      input_tokens: 3,
      output_tokens: 4,
      input_tokens_details: { cached_tokens: 1, cache_write_tokens: 2 },
    };
    const end = { id: "resp_1", status: "completed", model: "m-1", service_tier: "flex", usage };
    const model = new ChatOpenAIResponses({
      apiKey: KEY,
      fetch: sending(created + text("Hel") + text("lo") + event({ type: "response.completed", response: end })).fetch,
    });
    const chunks = [];
    for await (const chunk of model.stream("hello")) chunks.push(chunk);
    expect(chunks.map(({ content, id }) => [content, id])).toEqual([
      ["Hel", "resp_1"],
      ["lo", "resp_1"],
      ["", "resp_1"],
    ]);
    expect(chunks[2]).toMatchObject({
      response_metadata: { finish_reason: "completed", model_name: "m-1", service_tier: "flex" },
      usage_metadata: {
        input_tokens: 3,
        output_tokens: 4,
        total_tokens: 7,
        input_token_details: { cache_read: 1, cache_creation: 2 },
      },
    });
  });

  it("its end event ends the reading, though the connection stays open", async () => {
    await using server = await replayServer({ body: text("ok") + END, then: "wait" });
    const message = await new ChatOpenAIResponses({ apiKey: KEY, baseURL: server.url }).invoke("hello");
    expect(message.text).toBe("ok");
    await server.requests[0]!.closed;
  });

  it("an answer that was cut short says why", async () => {
    const details = { reason: "max_output_tokens" };
    const end = event({ type: "response.incomplete", response: { status: "incomplete", incomplete_details: details } });
    const message = await said(text("o"), end);
    expect(message).toMatchObject({ text: "o", response_metadata: { finish_reason: "max_output_tokens" } });
  });

  it("a refusal comes in pieces, is no text, and goes back", async () => {
    const delta = (refusal: string) =>
      event({ type: "response.refusal.delta", output_index: 0, content_index: 0, delta: refusal });
    const message = await said(delta("I can"), delta("not."), END);
    expect(message.text).toBe("");
    expect(message.content).toEqual([{ type: "refusal", refusal: "I cannot.", index: "0.0" }]);
    expect(await inputOf([message])).toEqual([
      { type: "message", role: "assistant", content: [{ type: "refusal", refusal: "I cannot." }] },
    ]);
  });

  const cited = { type: "url_citation", url: "https://example.org", title: "t", start_index: 0, end_index: 2 };
  const inFile = { type: "file_citation", file_id: "f", filename: "a.pdf", index: 2 };
  const item = {
    type: "message",
    id: "msg_1",
    role: "assistant",
    content: [{ type: "output_text", text: "see this", annotations: [cited, inFile] }],
  };
  const citations = [
    { type: "citation", url: "https://example.org", title: "t", startIndex: 0, endIndex: 2 },
    { type: "citation", title: "a.pdf", source: "f", startIndex: 2, annotation: inFile },
  ];
  const annotation = event({
    type: "response.output_text.annotation.added",
    output_index: 0,
    content_index: 0,
    annotation_index: 0,
    annotation: cited,
  });
  const whole = event({ type: "response.output_item.done", output_index: 0, item });

  it("citations are those of the text, once, and go back", async () => {
    const expected = [{ type: "text", text: "see this", annotations: citations }];
    const plain = await said(text("see"), annotation, text(" this"), whole, END);
    expect(plain.content).toEqual(expected);
    expect(await inputOf([plain])).toEqual([{ type: "message", role: "assistant", content: item.content }]);

    const tools = [{ type: "web_search" }];
    const { fetch } = sending(text("see") + annotation + text(" this") + whole + END);
    const searched = await new ChatOpenAIResponses({ apiKey: KEY, fetch, tools }).invoke("hello");
    expect(searched.content).toMatchObject(expected);

    expect((await said(whole, END)).content).toMatchObject(expected);
  });

  it("what comes whole and never in pieces is told as well", async () => {
    const items = [
      { type: "reasoning", id: "rs_1", summary: [{ text: "a" }, { text: "b" }], content: [], encrypted_content: "e" },
      { type: "message", id: "msg_1", content: [{ type: "output_text", text: "x", annotations: [] }] },
      { type: "function_call", id: "fc_1", call_id: "c1", name: "f", arguments: "{}" },
      { type: "custom_tool_call", id: "ct_1", call_id: "c2", name: "sql", input: 'SELECT "a"\n' },
    ];
    const events = items.map((each, at) => event({ type: "response.output_item.done", output_index: at, item: each }));
    const message = await said(...events, END);
    expect(message.contentBlocks).toMatchObject([
      { type: "reasoning", reasoning: "a" },
      { type: "reasoning", reasoning: "b" },
      { type: "text", text: "x" },
      { type: "tool_call", id: "c1", name: "f", args: {} },
      { type: "tool_call", id: "c2", name: "sql", args: { input: 'SELECT "a"\n' } },
    ]);
    expect(message.content).toHaveLength(3);
    expect(await inputOf([message, new ToolMessage("1", "c1"), new ToolMessage("2", "c2")])).toEqual([
      {
        type: "reasoning",
        id: "rs_1",
        summary: [
          { type: "summary_text", text: "a" },
          { type: "summary_text", text: "b" },
        ],
        encrypted_content: "e",
      },
      { ...items[1], role: "assistant", status: "completed" },
      items[2],
      items[3],
      { type: "function_call_output", call_id: "c1", output: "1" },
      { type: "custom_tool_call_output", call_id: "c2", output: "2" },
    ]);
  });

  it("the pieces of a text tool's input may cut a character in two", async () => {
    const begun = { type: "custom_tool_call", id: "ct_1", call_id: "c1", name: "sql", input: "" };
    const more = (delta: string) => event({ type: "response.custom_tool_call_input.delta", output_index: 0, delta });
    const message = await said(
      event({ type: "response.output_item.added", output_index: 0, item: begun }),
      more('"\ud83d'),
      more("\ude00\\"),
      event({ type: "response.output_item.done", output_index: 0, item: { ...begun, input: '"😀\\' } }),
      END,
    );
    expect(message.tool_calls).toMatchObject([{ id: "c1", name: "sql", args: { input: '"😀\\' } }]);
  });

  it("what the service does itself is there as soon as it begins", async () => {
    const search = { type: "web_search_call", id: "ws_1", status: "in_progress" };
    const { fetch } = sending(
      event({ type: "response.output_item.added", output_index: 0, item: search }) +
        event({ type: "response.output_item.done", output_index: 0, item: { ...search, status: "completed" } }) +
        END,
    );
    const chunks = [];
    for await (const chunk of new ChatOpenAIResponses({ apiKey: KEY, fetch }).stream("hello"))
      chunks.push(chunk.content);
    expect(chunks).toEqual([
      [{ type: "web_search_call", status: "in_progress", index: "0" }],
      [{ ...search, status: "completed", index: "0" }],
      "",
    ]);
  });

  it("thoughts that led to nothing do not go back", async () => {
    const item = { type: "reasoning", id: "rs_1", summary: [] };
    const end = event({ type: "response.incomplete", response: { status: "incomplete" } });
    const message = await said(event({ type: "response.output_item.done", output_index: 0, item }), end);
    expect(message.contentBlocks).toMatchObject([{ type: "reasoning", id: "rs_1" }]);
    expect(await inputOf([message, ["human", "go on"]])).toEqual([{ role: "user", content: "go on" }]);
  });

  it.each([
    ["events that nobody knows", event({ type: "response.toString.delta", delta: "x" })],
    ["a delta of no text", event({ type: "response.output_text.delta", output_index: 0, delta: 7 })],
    ["arguments of no call", event({ type: "response.function_call_arguments.delta", output_index: 0, delta: "{" })],
    ["items that are none", event({ type: "response.output_item.added", output_index: 0, item: null })],
    ["nothing at all", event({ type: "response.refusal.delta" })],
  ])("%s add nothing", async (_, odd) => {
    expect(await said(odd, END)).toMatchObject({ text: "", tool_calls: [], invalid_tool_calls: [] });
  });
});

describe("what goes wrong", () => {
  const failing = failingAnswers({
    contentType: "text/event-stream",
    begun: text("Hel"),
    refusal: (status) => JSON.stringify({ error: { message: `no, says ${KEY}`, type: "error", code: null, status } }),
    event: event({ type: "response.failed", response: { error: { code: "server_overloaded", message: KEY } } }),
    garbage: "data: {oops\n\n",
  });

  it.each(failing)("$name", async ({ reply, error }) => {
    const model = (baseURL: string) => new ChatOpenAIResponses({ apiKey: KEY, baseURL, maxRetries: 0 });
    expect(await failureOf(model, reply, [KEY])).toMatchObject(error);
  });

  it.each([
    ["as an event with its fields", event({ type: "error", code: "rate_limit_exceeded", message: "slow down" })],
    ["inside of it", event({ type: "error", error: { code: "rate_limit_exceeded", message: "slow down" } })],
    ["without the event's name", 'data: {"type":"error","code":"rate_limit_exceeded","message":"slow down"}\n\n'],
  ])("an error %s", async (_, body) => {
    const model = (baseURL: string) => new ChatOpenAIResponses({ apiKey: KEY, baseURL, maxRetries: 0 });
    expect(await failureOf(model, { body: text("Hel") + body }, [KEY])).toMatchObject({
      code: "rate_limit",
      retryable: true,
      phase: "mid-stream",
      message: expect.stringContaining('"slow down"'),
      partial: expect.objectContaining({ text: "Hel" }),
    });
  });

  it("shows no key when a model is printed", () => {
    const model = new ChatOpenAIResponses({ apiKey: KEY, headers: { "x-key": KEY } });
    expect(inspect(model, { depth: 9, showHidden: true }) + JSON.stringify(model)).not.toContain(KEY);
  });
});
