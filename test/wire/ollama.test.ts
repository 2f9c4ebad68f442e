import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AIMessageChunk } from "../../src/messages/ai.ts";
import { ChatOllama } from "../../src/providers/ollama/chat-model.ts";
import { Ollama } from "../../src/providers/ollama/completion.ts";
import { sameWhereverCut } from "../support/cut-anywhere.ts";
import { failingAnswers, failureOf } from "../support/failing-answers.ts";
import { inPieces } from "../support/pieces.ts";
import { hasShared, SHARED } from "../support/shared.ts";

const NDJSON = "application/x-ndjson";
const linesOf = (body: string) =>
  body
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const bodyOf = (...lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/** The model's message, with the id that it makes up replaced. */
async function read(answer: Response) {
  const model = new ChatOllama({ model: "m", fetch: () => Promise.resolve(answer) });
  const message = await model.invoke("hello");
  return JSON.parse(JSON.stringify(message).replaceAll(message.id!, "ID"));
}
const readBody = (body: string) => read(inPieces([new TextEncoder().encode(body)], NDJSON));

describe.skipIf(!hasShared)("recorded answers of Ollama", () => {
  const fixture = (name: string) => readFileSync(join(SHARED, "fixtures/ollama", name), "utf8");

  it("a call of a tool", { timeout: 600_000 }, async () => {
    const body = fixture("chat.tools.doc-sample.ndjson");
    const message = await sameWhereverCut(Buffer.from(body), NDJSON, read);
    const [called, last] = linesOf(body);
    const { name, arguments: args } = called.message.tool_calls[0].function;
    expect(message).toEqual({
      type: "ai",
      content: "",
      id: "ID",
      tool_calls: [{ type: "tool_call", id: "ID-0", name, args }],
      usage_metadata: {
        input_tokens: last.prompt_eval_count,
        output_tokens: last.eval_count,
        total_tokens: last.prompt_eval_count + last.eval_count,
      },
      response_metadata: {
        finish_reason: "stop",
        model_name: "llama3.2",
        created_at: last.created_at,
        total_duration: last.total_duration,
        load_duration: last.load_duration,
        prompt_eval_duration: last.prompt_eval_duration,
        eval_duration: last.eval_duration,
      },
    });
  });

  // The same lines as of /api/generate, in the form of /api/chat.
  it.each(["generate.gpt-oss-120b.thinking.ndjson", "generate.ministral-8b.ndjson"])(
    "%s",
    { timeout: 600_000 },
    async (name) => {
      const lines = linesOf(fixture(name));
      const body = bodyOf(
        ...lines.map(({ response, thinking, ...line }) => ({ ...line, message: { content: response, thinking } })),
      );
      const message = await sameWhereverCut(Buffer.from(body), NDJSON, read);
      const thoughts = lines.map((line) => line.thinking ?? "").join("");
      expect(message.content).toBe(lines.map((line) => line.response).join(""));
      expect(message.additional_kwargs).toEqual(thoughts === "" ? undefined : { reasoning_content: thoughts });
      const last = lines.at(-1);
      expect(message.response_metadata.finish_reason).toBe(last.done_reason);
      expect(message.usage_metadata).toMatchObject({
        input_tokens: last.prompt_eval_count,
        output_tokens: last.eval_count,
      });
    },
  );

  it("an error in mid-stream", { timeout: 600_000 }, async () => {
    const body = fixture("midstream-error.doc-sample.ndjson");
    const lines = linesOf(body).filter((line) => !line.error);
    const sent = bodyOf(
      ...lines.map(({ response, ...line }) => ({ ...line, message: { content: response } })),
      linesOf(body).at(-1),
    );
    await sameWhereverCut(Buffer.from(sent), NDJSON, async (answer) => {
      const error = await read(answer).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: "provider",
        message: expect.stringContaining("an error was encountered while running the model"),
        partial: { text: lines.map((line) => line.response).join("") },
      });
    });
  });
});

describe.skipIf(!hasShared)("recorded completions of Ollama", () => {
  it.each(["generate.gpt-oss-120b.thinking.ndjson", "generate.ministral-8b.ndjson"])(
    "%s",
    { timeout: 600_000 },
    async (name) => {
      const body = readFileSync(join(SHARED, "fixtures/ollama", name), "utf8");
      const said = await sameWhereverCut(Buffer.from(body), NDJSON, (answer) =>
        new Ollama({ model: "m", fetch: () => Promise.resolve(answer) }).invoke("hello"),
      );
      expect(said).toBe(
        linesOf(body)
          .map((line) => line.response)
          .join(""),
      );
    },
  );

  it("an error in mid-stream", async () => {
    const body = readFileSync(join(SHARED, "fixtures/ollama/midstream-error.doc-sample.ndjson"));
    const fetch = async () => inPieces([body], NDJSON);
    await expect(new Ollama({ model: "m", fetch }).invoke("hello")).rejects.toMatchObject({
      code: "provider",
      partial: expect.stringMatching(/^ Yes\./),
    });
  });
});

describe("completions of Ollama", () => {
  it("are asked for with all that was set", async () => {
    let request: { url?: unknown; body?: unknown } = {};
    const fetch: typeof globalThis.fetch = async (url, init) => {
      request = { url, body: JSON.parse(String(init!.body)) };
      return inPieces(
        [new TextEncoder().encode(bodyOf({ response: "is" }, { response: " blue", done: true }))],
        NDJSON,
      );
    };
    const model = new Ollama({ model: "m", baseURL: "http://a", fetch, raw: true, stop: "END" });
    const pieces: string[] = [];
    for await (const text of model.stream("The sky", { suffix: ".", system: "be brief", numCtx: 9 })) pieces.push(text);
    expect(pieces).toEqual(["is", " blue"]);
    expect(request).toEqual({
      url: "http://a/api/generate",
      body: {
        model: "m",
        prompt: "The sky",
        stream: true,
        think: false,
        suffix: ".",
        system: "be brief",
        raw: true,
        options: { stop: ["END"], num_ctx: 9 },
      },
    });
  });

  it("that are cut off are an error, with what had come", async () => {
    const fetch = async () => inPieces([new TextEncoder().encode(bodyOf({ response: "is" }))], NDJSON);
    await expect(new Ollama({ model: "m", fetch }).invoke("The sky")).rejects.toMatchObject({
      code: "truncated",
      partial: "is",
    });
  });
});

describe("answers of Ollama", () => {
  it("give each line's text as it comes, all with one id", async () => {
    const body = bodyOf(
      { message: { content: "" }, done: false },
      { message: { thinking: "Hm" }, done: false },
      { message: { content: "The" }, done: false },
      { message: { content: " sky" }, done: false },
      { message: { content: "." }, done: true, done_reason: "length" },
    );
    const answer = inPieces([new TextEncoder().encode(body)], NDJSON);
    const chunks: AIMessageChunk[] = [];
    for await (const chunk of new ChatOllama({ model: "m", fetch: async () => answer }).stream("hello"))
      chunks.push(chunk);
    expect(chunks.map(({ text, additional_kwargs }) => [text, additional_kwargs["reasoning_content"]])).toEqual([
      ["", "Hm"],
      ["The", undefined],
      [" sky", undefined],
      [".", undefined],
    ]);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks.at(-1)!.response_metadata).toEqual({ finish_reason: "length" });
  });

  it("number calls through the whole answer, with the ids that are there", async () => {
    const call = (name: string, id?: string) => ({
      id,
      function: { name, index: 0, arguments: { a: [1, { b: null }] } },
    });
    const message = await readBody(
      bodyOf(
        { message: { tool_calls: [call("f", "call_1"), call("g")] } },
        { message: { tool_calls: [call("f"), { function: { name: "h" } }] } },
        { message: { content: "" }, done: true, done_reason: "stop" },
      ),
    );
    const args = { a: [1, { b: null }] };
    expect(message.tool_calls).toMatchObject([
      { name: "f", id: "call_1", args },
      { name: "g", id: "ID-1", args },
      { name: "f", id: "ID-2", args },
      { name: "h", id: "ID-3", args: {} },
    ]);
  });

  it.each([
    ["lines without a message", [{}, { message: null }, { message: 1 }, { done: true }], ""],
    ["fields of other types", [{ message: { content: 1, thinking: [], tool_calls: {} } }, { done: true }], ""],
    ["a last line that is not ended", [{ message: { content: "a" } }, { done: true, done_reason: 3 }], "a"],
  ])("%s", async (_, lines, text) => {
    expect(await readBody(bodyOf(...lines).trimEnd())).toMatchObject({ content: text });
  });

  it.each(
    failingAnswers({
      contentType: NDJSON,
      begun: bodyOf({ message: { content: "Hel" }, done: false }),
      refusal: (status) => JSON.stringify({ error: `refused with ${status}, key sk-secret-1` }),
      event: bodyOf({ error: { message: "busy", code: "overloaded" } }),
      garbage: '{"message":{"content":\n',
    }),
  )("fails by $name", async ({ reply, error }) => {
    const model = (baseURL: string) => new ChatOllama({ model: "m", baseURL, apiKey: "sk-secret-1", maxRetries: 0 });
    expect(await failureOf(model, reply, ["sk-secret-1"])).toMatchObject(error);
  });

  it("says what to do about a model that is not there, and knows an input that is too long", async () => {
    const failed = (status: number, error: string) =>
      failureOf(
        (baseURL) => new ChatOllama({ model: "nope", baseURL, maxRetries: 0 }),
        { status, contentType: "application/json", body: JSON.stringify({ error }) },
        [],
      );
    expect((await failed(404, "model 'nope' not found")).message).toMatch(/"nope".*ollama pull/);
    expect(await failed(400, "the input length exceeds the context length")).toMatchObject({ code: "context_length" });
    expect(await failed(400, '"m" does not support tools')).toMatchObject({ code: "invalid_request" });
  });
});
