import { setImmediate as nextMacrotask } from "node:timers/promises";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isRunletError, type RunletError } from "../../src/errors/error.ts";
import type { AIMessage, AIMessageChunk } from "../../src/messages/ai.ts";
import { HumanMessage } from "../../src/messages/human.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { glmError, type GlmReply } from "../../src/testing/glm-server/reply.ts";
import { glmServer, type GlmServer, type GlmServerOptions } from "../../src/testing/glm-server/server.ts";

const KEY = "0123456789abcdef.s3cr3ts3cr3ts3c";
let servers: GlmServer[] = [];

async function serve(replies: GlmServerOptions["replies"], options: Partial<GlmServerOptions> = {}) {
  const server = await glmServer({ replies, ...options });
  servers.push(server);
  const model = new ChatZhipuAI({ apiKey: KEY, baseURL: server.url, maxRetries: 0, temperature: 0 });
  return { server, model };
}

async function failure(reply: GlmReply, options: Partial<GlmServerOptions> = {}): Promise<RunletError> {
  const { model } = await serve([reply], options);
  const error: unknown = await model
    .pipe(new StringOutputParser())
    .stream("hello")
    .final()
    .then(
      () => expect.fail("it did not fail"),
      (reason: unknown) => reason,
    );
  if (!isRunletError(error)) throw error;
  expect(inspect(error)).not.toContain(KEY.split(".")[1]);
  expect(error.message).toMatch(/[.!?]$/);
  return error;
}

/** The end of a request, as soon as the server knows it. */
async function endOf(server: GlmServer): Promise<string> {
  for (;;) {
    const closed = (await server.recorded())[0]?.closed;
    if (closed) return closed;
    await nextMacrotask();
  }
}

beforeEach(() => {
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

describe("ChatZhipuAI over HTTP", () => {
  it("streams the tokens, then the finish reason and the usage", async () => {
    const { model, server } = await serve([["The", " sky", " is", " blue", "."]]);
    const chunks: AIMessageChunk[] = [];
    const stream = model.stream("what color is the sky?");
    for await (const chunk of stream) chunks.push(chunk);

    expect(chunks.map((chunk) => chunk.text)).toEqual(["The", " sky", " is", " blue", ".", ""]);
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
    expect(chunks.at(-1)!.response_metadata).toMatchObject({ finish_reason: "stop" });
    expect(chunks.at(-1)!.usage_metadata).toMatchObject({ output_tokens: 5 });
    expect((await stream.final()).text).toBe("The sky is blue.");

    const [request] = server.requests;
    expect(request!.headers["authorization"]).toBe(`Bearer ${KEY}`);
    expect(request!.body).toEqual({
      model: "glm-4-plus",
      messages: [{ role: "user", content: "what color is the sky?" }],
      stream: true,
      temperature: 0.01,
      do_sample: false,
    });
    expect(await endOf(server)).toBe("finished");
  });

  it("keeps the connection for the next call", async () => {
    const ports = new Set<unknown>();
    const { createServer } = await import("node:http");
    const http = createServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.setHeader("content-type", "text/event-stream");
      response.end('data: {"choices":[{"delta":{"content":"hi"}}]}\n\ndata: [DONE]\n\n');
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = http.address() as { port: number };
      const model = new ChatZhipuAI({ apiKey: KEY, baseURL: `http://127.0.0.1:${port}`, maxRetries: 0 });
      for (let call = 0; call < 3; call++) {
        expect((await model.invoke("hello")).text).toBe("hi");
        await nextMacrotask();
      }
      expect(ports.size).toBe(1);
    } finally {
      http.closeAllConnections();
      http.close();
    }
  });

  it("may be left when the connection has just broken", async () => {
    let breakOff = (): void => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('data: {"choices":[{"delta":{"content":"hi"}}]}\n\n'));
        breakOff = () => controller.error(new TypeError("terminated"));
      },
    });
    const headers = { "content-type": "text/event-stream" };
    const model = new ChatZhipuAI({ apiKey: KEY, fetch: async () => new Response(body, { headers }) });
    for await (const chunk of model.stream("hello")) {
      expect(chunk.text).toBe("hi");
      breakOff();
      break;
    }
  });

  it("gives reasoning and tool calls, and sends them back", async () => {
    const { model, server } = await serve([
      [
        { reasoning: "Hmm" },
        { reasoning: ", rain?" },
        { toolCalls: [{ name: "weather", arguments: { city: "Roma" } }] },
      ],
      ["It rains."],
    ]);
    const asked: AIMessage = await model.invoke([["human", "weather in Roma?"]]);
    expect(asked.additional_kwargs["reasoning_content"]).toBe("Hmm, rain?");
    expect(asked.tool_calls).toMatchObject([{ name: "weather", args: { city: "Roma" } }]);

    const answer = await model.invoke([
      new HumanMessage("weather in Roma?"),
      asked,
      { role: "tool", content: "rain", tool_call_id: asked.tool_calls[0]!.id! },
    ]);
    expect(answer.text).toBe("It rains.");
    expect((server.requests[1]!.body as { messages: unknown[] }).messages).toMatchObject([
      { role: "user" },
      { role: "assistant", reasoning_content: "Hmm, rain?", tool_calls: [{ function: { name: "weather" } }] },
      { role: "tool", content: "rain", tool_call_id: asked.tool_calls[0]!.id },
    ]);
  });

  it("takes options for the model, for a call and by withConfig, the nearer over the farther", async () => {
    const { server } = await serve([["ok"]]);
    const model = new ChatZhipuAI({
      apiKey: KEY,
      baseURL: `${server.url}/chat/completions`,
      maxTokens: 1,
      seed: 1,
      topP: 0.5,
    });
    await model
      .withConfig({ maxTokens: 2, seed: 2 })
      .invoke("hello", { maxTokens: 3, stop: "x", extraBody: { meta: { a: "b" } } });
    expect(server.requests[0]!.body).toMatchObject({
      max_tokens: 3,
      seed: 2,
      top_p: 0.5,
      stop: ["x"],
      meta: { a: "b" },
    });
  });

  it("takes tools and choices in everyone's words, and in the service's own", async () => {
    const { server } = await serve([["ok"]]);
    const model = new ChatZhipuAI({ apiKey: KEY, baseURL: server.url });
    const parameters = { type: "object", properties: { city: { type: "string" } } };
    const search = { type: "web_search", web_search: { enable: true } } as const;
    const named = { type: "function", function: { name: "weather", parameters } } as const;
    await model.invoke("hello", { tools: [{ name: "weather", parameters }, search], toolChoice: { name: "weather" } });
    await model.invoke("hello", { tools: [named], toolChoice: { type: "function", function: { name: "weather" } } });
    await model.invoke("hello", { tools: [named], toolChoice: "any", responseFormat: { type: "json_object" } });
    const choice = { type: "function", function: { name: "weather" } };
    expect(server.requests.map(({ body }) => body)).toMatchObject([
      { tools: [named, search], tool_choice: choice },
      { tools: [named], tool_choice: choice },
      { tools: [named], tool_choice: "required", response_format: { type: "json_object" } },
    ]);
    const responseFormat = { type: "json_schema", name: "answer", schema: {} } as const;
    await expect(model.invoke("hello", { responseFormat })).rejects.toMatchObject({ code: "config" });
    await expect(model.invoke("hello", { parallelToolCalls: false })).rejects.toMatchObject({ code: "config" });
  });

  it("sends thinking, names of its own, and where pictures and videos are", async () => {
    const { server } = await serve([["ok"]]);
    const model = new ChatZhipuAI({ apiKey: KEY, baseURL: server.url, thinking: { type: "disabled" } });
    const blocks = [
      { type: "image", url: "https://a.example/b.png" },
      { type: "video", url: "https://a.example/c.mp4" },
      { type: "file", url: "https://a.example/d.pdf" },
    ] as const;
    await model.invoke([new HumanMessage({ content: blocks, name: "me" })], {
      requestId: "r-1",
      userId: "user-1",
      toolStream: true,
    });
    expect(server.requests[0]!.body).toEqual({
      model: "glm-4-plus",
      messages: [
        {
          role: "user",
          content: [
            { type: "image_url", image_url: { url: "https://a.example/b.png" } },
            { type: "video_url", video_url: { url: "https://a.example/c.mp4" } },
            { type: "file_url", file_url: { url: "https://a.example/d.pdf" } },
          ],
        },
      ],
      stream: true,
      thinking: { type: "disabled" },
      tool_stream: true,
      request_id: "r-1",
      user_id: "user-1",
    });
  });

  it("takes its options from settings of the run, and another model's name", async () => {
    const { server } = await serve([["ok"]]);
    const model = new ChatZhipuAI({
      apiKey: KEY,
      baseURL: server.url,
      maxRetries: 0,
      model: "glm-4-plus",
      maxTokens: 1,
    })
      .configurableFields({ model: { id: "llm" }, maxTokens: { id: "length" } })
      .pipe(new StringOutputParser());
    await model.invoke("hello", { configurable: { llm: "glm-4.6" } });
    await model.invoke("hello", { configurable: { length: 2 } });
    expect(server.requests.map(({ body }) => body)).toMatchObject([
      { model: "glm-4.6", max_tokens: 1 },
      { model: "glm-4-plus", max_tokens: 2 },
    ]);
  });

  it("signs a token where it is asked to", async () => {
    const { server } = await serve([["ok"]]);
    await new ChatZhipuAI({ apiKey: KEY, baseURL: server.url, maxRetries: 0, auth: "jwt" }).invoke("hello");
    expect(server.requests[0]!.headers["authorization"]).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it("reads the key when a call is made", async () => {
    const { server } = await serve([["ok"]]);
    const model = new ChatZhipuAI({ baseURL: server.url });
    const before = process.env["ZHIPUAI_API_KEY"];
    delete process.env["ZHIPUAI_API_KEY"];
    try {
      await expect(model.invoke("hello")).rejects.toMatchObject({
        code: "auth",
        path: ["ChatZhipuAI"],
        message: /ZHIPUAI_API_KEY/,
      });
      process.env["ZHIPUAI_API_KEY"] = KEY;
      expect((await model.invoke("hello")).text).toBe("ok");
    } finally {
      if (before === undefined) delete process.env["ZHIPUAI_API_KEY"];
      else process.env["ZHIPUAI_API_KEY"] = before;
    }
  });

  it("shows no key when it is printed", () => {
    expect(inspect(new ChatZhipuAI({ apiKey: KEY }), { depth: 9, showHidden: true })).not.toContain("s3cr3t");
  });

  it("has closed the request when a break leaves the loop, and asks for nothing before the first pull", async () => {
    const { model, server } = await serve([Array.from({ length: 1000 }, (_, at) => `${at} `)], { slow: 1 });
    const stream = model.stream("hello");
    await nextMacrotask();
    expect(server.requests.length).toBe(0);
    let read = 0;
    for await (const _ of stream) if (++read === 3) break;
    expect(await endOf(server)).toBe("aborted");
    await expect(stream.final()).rejects.toMatchObject({ code: "aborted", partial: { content: "0 1 2 " } });
  });

  it("ends at once when its signal aborts, with what had come", async () => {
    const { model, server } = await serve([["one", " two", 60_000, " three"]]);
    const controller = new AbortController();
    const texts: string[] = [];
    const reading = (async () => {
      for await (const text of model.pipe(new StringOutputParser()).stream("hello", { signal: controller.signal })) {
        texts.push(text);
        if (texts.length === 2) setImmediate(() => controller.abort(new Error("enough")));
      }
    })();
    await expect(reading).rejects.toMatchObject({
      name: "AbortError",
      code: "aborted",
      partial: "one two",
      cause: { message: "enough" },
    });
    expect(await endOf(server)).toBe("aborted");
  });

  it("hands on a read without another turn of the event loop", async () => {
    let push!: (text: string) => void;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        push = (text) => controller.enqueue(new TextEncoder().encode(text));
      },
    });
    const fetch = () => Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
    const stream = new ChatZhipuAI({ apiKey: KEY, fetch }).pipe(new StringOutputParser()).stream("hello");
    const order: string[] = [];
    const first = stream.next().then(({ value }) => order.push(`chunk ${value}`));
    await nextMacrotask();
    for (const token of ["a", "b"]) {
      const next = token === "a" ? first : stream.next().then(({ value }) => order.push(`chunk ${value}`));
      const macrotask = nextMacrotask().then(() => order.push("macrotask"));
      push(`data: {"choices":[{"delta":{"content":"${token}"}}]}\n\n`);
      await Promise.all([next, macrotask]);
    }
    expect(order).toEqual(["chunk a", "macrotask", "chunk b", "macrotask"]);
    await stream.return();
  });
});

describe("what goes wrong", () => {
  it.each([
    ["a refused key", glmError("401"), { code: "auth", status: 401 }],
    ["an unknown model", glmError("1211"), { code: "not_found", status: 400, message: /"glm-4-plus"/ }],
    ["nothing left to spend", glmError("1113"), { code: "quota", retryable: false }],
    ["too many at once", glmError("1302"), { code: "rate_limit", retryable: true, providerCode: "1302" }],
    ["a bad parameter", glmError("1214"), { code: "invalid_request" }],
    ["a filtered input", glmError("1301"), { code: "content_filter" }],
    ["an error of the server", { status: 500, body: "" }, { code: "provider", retryable: true }],
    [
      "a page of a proxy",
      { status: 502, body: "<html><h1>Bad gateway</h1></html>" },
      { retryable: true, message: /Bad gateway/ },
    ],
    ["a page instead of a stream", { raw: "<html>hello</html>", contentType: "text/html" }, { code: "protocol" }],
    ["no content", { status: 204, body: "" }, { code: "protocol" }],
  ] as const)("%s", async (_, reply, expected) => {
    const error = await failure(reply);
    const { message, ...facts } = { message: /./, ...expected };
    expect(error).toMatchObject({ ...facts, phase: "before-first-chunk", path: ["RunnableSequence", "ChatZhipuAI"] });
    expect(error.message).toMatch(message);
    expect(error.partial).toBeUndefined();
  });

  it("no network", async () => {
    const { server, model } = await serve([["ok"]]);
    await server.close();
    await expect(model.invoke("hello")).rejects.toMatchObject({
      code: "connection",
      phase: "connect",
      retryable: true,
    });
  });

  it.each([
    ["a cut stream", { tokens: ["The", " sky"], cutAfter: 2 }, { code: "truncated", retryable: true }],
    [
      "an end without an end mark",
      { tokens: ["The", " sky"], finishReason: null, noDone: true },
      { code: "truncated" },
    ],
    [
      "a network error inside the service",
      { tokens: ["The", " sky"], finishReason: "network_error" },
      { code: "provider" },
    ],
    [
      "an error in mid-stream",
      ["The", " sky", { error: { code: "1302", message: "slow down" } }],
      { code: "rate_limit" },
    ],
    [
      "an error field in mid-stream",
      ["The", " sky", { errorField: { message: "out of memory" } }],
      { message: /memory/ },
    ],
    ["a broken event", ["The", " sky", { raw: "data: {oops\n\n" }], { code: "protocol" }],
  ] as const)("%s, with what had come", async (_, reply, expected) => {
    const error = await failure(reply);
    const { message, ...facts } = { message: /./, ...expected };
    expect(error).toMatchObject({
      ...facts,
      phase: "mid-stream",
      partial: "The sky",
      path: ["RunnableSequence", "ChatZhipuAI"],
    });
    expect(error.message).toMatch(message);
  });

  it("a stream cut after its finish reason is complete", async () => {
    const { model } = await serve([{ tokens: ["The", " sky"], noDone: true, cutAfter: 3 }]);
    expect((await model.invoke("hello")).text).toBe("The sky");
  });

  it("a filtered answer is told by its finish reason", async () => {
    const { model } = await serve([{ tokens: ["The"], finishReason: "sensitive" }]);
    expect((await model.invoke("hello")).response_metadata["finish_reason"]).toBe("content_filter");
  });

  it("a missing key, a malformed one, a wrong address: before anything is sent", async () => {
    const call = (options: ConstructorParameters<typeof ChatZhipuAI>[0]) => new ChatZhipuAI(options).invoke("hello");
    await expect(call({ apiKey: "a b" })).rejects.toMatchObject({ code: "auth", phase: "config" });
    await expect(call({ apiKey: "ab", auth: "jwt" })).rejects.toMatchObject({ code: "auth", phase: "config" });
    await expect(call({ apiKey: KEY, baseURL: "nowhere" })).rejects.toMatchObject({ code: "config" });
  });
});
