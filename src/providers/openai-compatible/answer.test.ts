import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runOps } from "../../../test/support/run-ops.ts";
import { hasShared, SHARED } from "../../../test/support/shared.ts";
import type { RunletError } from "../../errors/error.ts";
import type { AIMessageChunk } from "../../messages/ai.ts";
import { joinMessages } from "../../messages/concat.ts";
import { decodeUtf8, DONE, serverSentEvents, type ServerSentEvent } from "../sse.ts";
import { ChatAnswer } from "./answer.ts";
import type { ChatEvent, WireUsage } from "./wire.ts";

const step = { name: "model", parent: undefined };

const begin = () =>
  new ChatAnswer({ name: "Zhipu" }, { url: "https://llm.example", headers: {}, body: {} }, "m", ["id.SeCrEt"]);

/** The chunks of a body that arrives in pieces, all the way from the bytes, and what was thrown, if anything. */
function readBytes(pieces: Iterable<Uint8Array>): { chunks: AIMessageChunk[]; error: RunletError | undefined } {
  const chunks: AIMessageChunk[] = [];
  const answer = begin();
  try {
    const ops = [decodeUtf8(step), serverSentEvents(step, { lastEvent: "keep" })];
    for (const event of runOps<ServerSentEvent>(ops, pieces)) {
      const chunk = answer.read(event);
      if (chunk !== DONE && chunk !== undefined) chunks.push(chunk);
    }
    answer.end();
    return { chunks, error: undefined };
  } catch (error) {
    return { chunks, error: error as RunletError };
  }
}

const body = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): ReturnType<typeof readBytes> => readBytes([body(text)]);
const readAnswers = (...answers: (ChatEvent | string)[]): ReturnType<typeof readBytes> =>
  read(answers.map((answer) => `data: ${typeof answer === "string" ? answer : JSON.stringify(answer)}\n\n`).join(""));

const text = (chunks: readonly AIMessageChunk[]): string => chunks.map((chunk) => chunk.text).join("");
const thoughts = (chunks: readonly AIMessageChunk[]): string =>
  chunks.map((chunk) => chunk.additional_kwargs["reasoning_content"] ?? "").join("");
const finishes = (chunks: readonly AIMessageChunk[]): unknown[] =>
  chunks.flatMap((chunk) => chunk.response_metadata["finish_reason"] ?? []);
const calls = (chunks: readonly AIMessageChunk[]): Record<string, { ids: string[]; names: string[]; args: string }> => {
  const result: ReturnType<typeof calls> = {};
  for (const { index, id, name, args } of chunks.flatMap((chunk) => chunk.tool_call_chunks)) {
    const call = (result[index!] ??= { ids: [], names: [], args: "" });
    if (id !== undefined) call.ids.push(id);
    if (name !== undefined) call.names.push(name);
    call.args += args ?? "";
  }
  return result;
};
const totals = (chunks: readonly AIMessageChunk[]): number[] =>
  chunks.flatMap((chunk) => chunk.usage_metadata?.total_tokens ?? []);

const content = (text: string): ChatEvent => ({
  id: "1",
  choices: [{ index: 0, delta: { role: "assistant", content: text } }],
});
const finish = (reason: string, usage?: WireUsage): ChatEvent => ({
  id: "1",
  choices: [{ index: 0, finish_reason: reason, delta: { role: "assistant", content: "" } }],
  ...(usage && { usage }),
});
const usage = (prompt_tokens: number, completion_tokens: number): WireUsage => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
});

describe.skipIf(!hasShared)("recordings", () => {
  const folder = join(SHARED, "fixtures/zhipu");

  it("are read as far as they came where the connection breaks", () => {
    const bytes = readFileSync(join(folder, "zai-glm-4.7.thinking_stream.0.sse"));
    const whole = readBytes([bytes]).chunks;
    const finished = bytes.lastIndexOf("\n\ndata: [DONE]");
    for (let length = 0; length <= bytes.length; length += length > finished - 200 ? 1 : 301) {
      const { chunks, error } = readBytes([bytes.subarray(0, length)]);
      // The id is made up until one has come.
      expect(chunks.map(({ content }) => content)).toEqual(whole.slice(0, chunks.length).map(({ content }) => content));
      if (length >= finished) expect(error).toBeUndefined();
      else
        expect(error).toMatchObject({
          code: "truncated",
          retryable: true,
          phase: chunks.length > 0 ? "mid-stream" : "before-first-chunk",
        });
    }
  });

  it("of a whole answer are read like one event", () => {
    const data = readFileSync(join(folder, "zai-glm-4.7-flash.simple.0.json"), "utf8");
    const answer = begin();
    expect(answer.read({ event: "message", data, id: "", complete: true })).toMatchObject({
      id: "20260313050242595b2cb031a74737",
      content: "Olá! (Oh-lah)",
      additional_kwargs: {
        reasoning_content: expect.stringMatching(/^1\. {2}\*\*Analyze.*Output: Olá!$/s),
      },
      response_metadata: { finish_reason: "stop" },
      usage_metadata: {
        input_tokens: 15,
        output_tokens: 249,
        total_tokens: 264,
        input_token_details: { cache_read: 3 },
        output_token_details: { reasoning: 239 },
      },
    });
    answer.end();
  });
});

describe("the end", () => {
  it("is [DONE]; what follows is not read", () => {
    const answer = begin();
    expect(answer.read({ event: "message", data: "[DONE]", id: "", complete: true })).toBe(DONE);
    expect(answer.read({ event: "message", data: "not JSON", id: "", complete: true })).toBe(DONE);
    answer.end();
  });

  it("is [DONE] without its blank line too", () => {
    expect(read(`data: ${JSON.stringify(content("a"))}\n\ndata: [DONE]`).error).toBeUndefined();
  });

  it("may be the connection's, after a finish reason", () => {
    expect(readAnswers(content("a"), finish("stop")).error).toBeUndefined();
  });

  it("is truncated where neither came", () => {
    const { chunks, error } = readAnswers(content("a"));
    expect(text(chunks)).toBe("a");
    expect(error).toMatchObject({ code: "truncated", retryable: true, phase: "mid-stream" });
    expect(read("").error).toMatchObject({ code: "truncated", phase: "before-first-chunk" });
  });

  it("may cut an event, which is then not read", () => {
    const { chunks, error } = read(`data: ${JSON.stringify(content("a"))}\n\ndata: {"id":"1","choi`);
    expect(text(chunks)).toBe("a");
    expect(error).toMatchObject({ code: "truncated" });
  });

  it("is not the first finish reason: glm-4-plus sends two, and usage with the second", () => {
    const call = { id: "call_1", index: 0, type: "function", function: { name: "add", arguments: '{"a":1}' } };
    const { chunks, error } = readAnswers(
      {
        id: "1",
        choices: [{ index: 0, finish_reason: "tool_calls", delta: { role: "assistant", tool_calls: [call] } }],
      },
      finish("tool_calls", usage(10, 5)),
      "[DONE]",
    );
    expect(error).toBeUndefined();
    expect(calls(chunks)).toEqual({ 0: { ids: ["call_1"], names: ["add"], args: '{"a":1}' } });
    expect(finishes(chunks)).toEqual(["tool_calls", "tool_calls"]);
    expect(totals(chunks)).toEqual([15]);
  });
});

describe("what may be absent", () => {
  it("is not missed", () => {
    const { chunks, error } = readAnswers(
      {},
      { id: "1" },
      { choices: [] },
      { choices: [{}] },
      { choices: [{ delta: {}, finish_reason: null }], usage: null },
      { choices: [{ delta: { content: null, reasoning_content: null, tool_calls: null } }] },
      { choices: [{ delta: { content: "", reasoning_content: "", tool_calls: [] } }], web_search: [] },
      "",
      content("a"),
      { choices: [], usage: usage(1, 2) },
      "[DONE]",
    );
    expect(error).toBeUndefined();
    expect(chunks).toHaveLength(2);
    expect(chunks[0]!.toJSON()).toEqual({ type: "ai", id: "1", content: "a" });
    expect(totals(chunks)).toEqual([3]);
  });

  it("may be of another type, which is not read", () => {
    const { chunks, error } = readAnswers(
      '{"choices":{"0":1},"web_search":7}',
      '{"choices":[null,{}]}',
      '{"choices":[{"delta":{"content":[1],"reasoning":5,"tool_calls":{"a":1}}}]}',
      '{"choices":[{"delta":{"tool_calls":[null,1,"x",{}]}}]}',
      "[DONE]",
    );
    expect(error).toBeUndefined();
    expect(chunks).toEqual([]);
  });
});

describe("reasoning", () => {
  it("has two names; where both come one is read", () => {
    const { chunks } = readAnswers(
      { choices: [{ delta: { reasoning_content: "\nI" } }] },
      { choices: [{ delta: { reasoning: " think" } }] },
      { choices: [{ delta: { reasoning_content: " so", reasoning: " so" } }] },
      "[DONE]",
    );
    expect(thoughts(chunks)).toBe("\nI think so");
  });
});

describe("tool calls", () => {
  const parts = (...tool_calls: object[]): ChatEvent =>
    ({ choices: [{ index: 0, delta: { tool_calls } }] }) as ChatEvent;

  it("come in fragments with tool_stream", () => {
    const { chunks } = readAnswers(
      parts({ index: 0, id: "c0", type: "function", function: { name: "add", arguments: "" } }),
      parts({ index: 0, function: { arguments: '{"a"' } }),
      parts({ index: 1, id: "c1", type: "function", function: { name: "sub", arguments: "{" } }),
      parts({ index: 0, function: { arguments: ":1}" } }, { index: 1, function: { arguments: "}" } }),
      finish("tool_calls"),
    );
    expect(calls(chunks)).toEqual({
      0: { ids: ["c0"], names: ["add"], args: '{"a":1}' },
      1: { ids: ["c1"], names: ["sub"], args: "{}" },
    });
  });

  it("of vLLM repeat id and name, and mix the last arguments with the finish reason", () => {
    const { chunks, error } = readAnswers(
      parts({ index: 0, id: "c0", type: "function", function: { name: "add", arguments: '{"a"' } }),
      parts({ index: 0, id: "c0", function: { name: "add", arguments: ":" } }),
      {
        choices: [
          {
            finish_reason: "tool_calls",
            delta: { tool_calls: [{ index: 0, id: "c0", function: { name: "add", arguments: "1}" } }] },
          },
        ],
      },
      { choices: [], usage: usage(1, 1) },
      "[DONE]",
    );
    expect(error).toBeUndefined();
    expect(calls(chunks)).toEqual({ 0: { ids: ["c0"], names: ["add"], args: '{"a":1}' } });
  });

  it("without an index go by id, and without either to the last one", () => {
    const { chunks } = readAnswers(
      parts({ id: "a", function: { name: "f", arguments: "1" } }, { id: "b", function: { name: "g", arguments: "2" } }),
      parts({ id: "a", function: { arguments: "3" } }),
      parts({ function: { arguments: "4" } }),
      "[DONE]",
    );
    expect(calls(chunks)).toEqual({
      0: { ids: ["a"], names: ["f"], args: "13" },
      1: { ids: ["b"], names: ["g"], args: "24" },
    });
  });

  it("may begin with the name and be given an id later", () => {
    const { chunks } = readAnswers(
      parts({ index: 2, id: "", function: { name: "f" } }),
      parts({ index: 2, id: "late", function: { name: null, arguments: null } }),
      parts({ index: 2, function: { arguments: "" } }),
      "[DONE]",
    );
    expect(chunks).toHaveLength(2);
    expect(calls(chunks)).toEqual({ 2: { ids: ["late"], names: ["f"], args: "" } });
  });

  it("with an object for arguments give its JSON", () => {
    const { chunks } = readAnswers(
      parts({ index: 0, id: "c", function: { name: "f", arguments: { a: ["鹦鹉"] } } }),
      "[DONE]",
    );
    expect(calls(chunks)[0]?.args).toBe('{"a":["鹦鹉"]}');
  });

  it("of the service's own tools are left out", () => {
    const { chunks } = readAnswers(parts({ index: 0, id: "w", type: "web_search", web_search: {} }), "[DONE]");
    expect(chunks).toEqual([]);
  });
});

describe("usage", () => {
  it("on every chunk adds up to the last one", () => {
    const { chunks } = readAnswers(
      { ...content("a"), usage: usage(10, 1) },
      { ...content("b"), usage: usage(10, 2) },
      { ...content("c"), usage: usage(10, 2) },
      finish("stop", { ...usage(8, 3), completion_tokens_details: { reasoning_tokens: 1 } }),
      "[DONE]",
    );
    expect(totals(chunks)).toEqual([11, 1, -1]);
    expect(joinMessages(chunks).usage_metadata).toEqual({
      input_tokens: 8,
      output_tokens: 3,
      total_tokens: 11,
      output_token_details: { reasoning: 1 },
    });
  });

  it("does not end the reading, and is no end", () => {
    expect(readAnswers({ ...content("a"), usage: usage(1, 1) }).error).toMatchObject({ code: "truncated" });
  });
});

it("hands on what a web search found", () => {
  const web_search = [{ title: "t", link: "https://x", refer: "ref_1" }];
  expect(readAnswers({ ...content("a"), web_search }, "[DONE]").chunks[0]?.additional_kwargs).toEqual({ web_search });
});

describe("failures inside a stream", () => {
  it("network_error raises after everything before it", () => {
    for (const end of ["[DONE]", ""]) {
      const { chunks, error } = readAnswers(content("a"), finish("network_error", usage(1, 1)), end);
      expect(text(chunks)).toBe("a");
      expect(totals(chunks)).toEqual([2]);
      expect(error).toMatchObject({
        code: "provider",
        retryable: true,
        providerCode: "network_error",
        phase: "mid-stream",
      });
    }
  });

  it("sensitive is told as content_filter", () => {
    const { chunks, error } = readAnswers(content("a"), finish("sensitive"), "[DONE]");
    expect(error).toBeUndefined();
    expect(chunks.at(-1)?.response_metadata["finish_reason"]).toBe("content_filter");
  });

  it.each(["stop", "length", "model_context_window_exceeded", "something_new"])("%s is told as it is", (reason) => {
    expect(readAnswers(finish(reason)).chunks.at(-1)?.response_metadata["finish_reason"]).toBe(reason);
  });

  it("an error object raises at any time", () => {
    const failed = '{"error":{"code":"rate_limit_exceeded","message":"并发"},"request_id":"r"}';
    const first = {
      code: "rate_limit",
      providerCode: "rate_limit_exceeded",
      requestId: "r",
      status: 200,
      retryable: true,
    };
    expect(readAnswers(failed).error).toMatchObject({ ...first, phase: "before-first-chunk" });
    const { chunks, error } = readAnswers(content("a"), failed, "[DONE]");
    expect(text(chunks)).toBe("a");
    expect(error).toMatchObject({ ...first, phase: "mid-stream" });
    expect(readAnswers(content("a"), finish("stop"), '{"error":"oops","choices":[]}').error?.message).toContain(
      '"oops"',
    );
  });

  it("so does an event named error, and the error field of llama.cpp", () => {
    const first = `data: ${JSON.stringify(content("a"))}\n\n`;
    for (const line of [
      'event: error\ndata: {"error":{"message":"Loading model","code":503}}\n\n',
      'error: {"message":"Loading model","code":503}\n\n',
    ])
      expect(read(first + line).error).toMatchObject({ code: "overloaded", providerCode: "503", phase: "mid-stream" });
    expect(read(`${first}event: error\ndata: boom\n\n`).error).toMatchObject({ code: "provider" });
  });

  it("what is not a JSON object is a protocol error, shortened", () => {
    for (const data of [`{"a":${"x".repeat(2000)}`, "null", "5", '"text"', "<html>"]) {
      const { error } = readAnswers(content("a"), data, content("b"));
      expect(error).toMatchObject({ code: "protocol", phase: "mid-stream", retryable: false });
      expect(error?.message).toContain(data.slice(0, 100));
      expect(error?.message.length).toBeLessThan(300);
    }
  });

  it("never shows the key", () => {
    for (const data of ["id.SeCrEt is wrong", '{"error":{"code":"401","message":"bad key id.SeCrEt"}}']) {
      const { error } = readAnswers(data);
      expect(error?.message).toContain("***");
      expect(`${error?.message} ${String(error?.cause)}`).not.toContain("SeCrEt");
    }
  });
});
