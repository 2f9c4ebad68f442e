import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { RunletError } from "../../errors/error.ts";
import { runOps } from "../../../test/support/run-ops.ts";
import { decodeUtf8, DONE, serverSentEvents, type ServerSentEvent } from "../sse.ts";
import { GlmEvents, type GlmDelta } from "./events.ts";
import type { GlmAnswer, GlmUsage } from "./wire.ts";

const step = { name: "glm", parent: undefined };

/** The deltas of a body that arrives in pieces, all the way from the bytes, and what was thrown, if anything. */
function readBytes(pieces: Iterable<Uint8Array>): { deltas: GlmDelta[]; error: RunletError | undefined } {
  const deltas: GlmDelta[] = [];
  const answer = new GlmEvents({ secrets: ["id.SeCrEt"] });
  try {
    const ops = [decodeUtf8(step), serverSentEvents(step, { lastEvent: "keep" })];
    for (const event of runOps<ServerSentEvent>(ops, pieces)) {
      const delta = answer.read(event);
      if (delta !== DONE && delta !== undefined) deltas.push(delta);
    }
    answer.end();
    return { deltas, error: undefined };
  } catch (error) {
    return { deltas, error: error as RunletError };
  }
}

const body = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): ReturnType<typeof readBytes> => readBytes([body(text)]);
const readAnswers = (...answers: (GlmAnswer | string)[]): ReturnType<typeof readBytes> =>
  read(answers.map((answer) => `data: ${typeof answer === "string" ? answer : JSON.stringify(answer)}\n\n`).join(""));

const joined = (deltas: readonly GlmDelta[], key: "content" | "reasoning"): string =>
  deltas.map((delta) => delta[key] ?? "").join("");
const calls = (deltas: readonly GlmDelta[]): Record<number, { ids: string[]; names: string[]; arguments: string }> => {
  const result: ReturnType<typeof calls> = {};
  for (const { index, id, name, arguments: text } of deltas.flatMap((delta) => delta.toolCalls ?? [])) {
    const call = (result[index] ??= { ids: [], names: [], arguments: "" });
    if (id !== undefined) call.ids.push(id);
    if (name !== undefined) call.names.push(name);
    call.arguments += text ?? "";
  }
  return result;
};
const totals = (deltas: readonly GlmDelta[]): number[] => deltas.flatMap((delta) => delta.usage?.totalTokens ?? []);

const content = (text: string): GlmAnswer => ({
  id: "1",
  choices: [{ index: 0, delta: { role: "assistant", content: text } }],
});
const finish = (reason: string, usage?: GlmUsage): GlmAnswer => ({
  id: "1",
  choices: [{ index: 0, finish_reason: reason, delta: { role: "assistant", content: "" } }],
  ...(usage && { usage }),
});
const usage = (prompt_tokens: number, completion_tokens: number): GlmUsage => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
});

const folder = new URL("../../../../shared/fixtures/zhipu/", import.meta.url);
const present = existsSync(folder);

describe.skipIf(!present)("recordings (need ../shared/fixtures/zhipu)", () => {
  const names = present ? readdirSync(folder).filter((name) => name.endsWith(".sse")) : [];

  it("are there", () => {
    expect(names).toHaveLength(5);
  });

  it.each(names)("%s says what it says line by line", (name) => {
    const bytes = readFileSync(new URL(name, folder));
    const lines = bytes
      .toString()
      .split("\n")
      .filter((line) => line.startsWith("data: {"));
    const answers = lines.map((line): GlmAnswer => JSON.parse(line.slice(6)));
    const parts = answers.map((answer) => answer.choices?.[0]?.delta ?? {});
    const last = answers.at(-1);

    const { deltas, error } = readBytes([bytes]);
    expect(error).toBeUndefined();
    expect(joined(deltas, "content")).toBe(parts.map((part) => part.content ?? "").join(""));
    expect(joined(deltas, "reasoning")).toBe(parts.map((part) => part.reasoning_content ?? "").join(""));
    expect(Object.values(calls(deltas))).toEqual(
      parts
        .flatMap((part) => part.tool_calls ?? [])
        .map((call) => ({
          ids: [call.id],
          names: [call.function?.name],
          arguments: call.function?.arguments,
        })),
    );
    expect(deltas.map((delta) => delta.finishReason).filter(Boolean)).toEqual([last?.choices?.[0]?.finish_reason]);
    expect(deltas.flatMap((delta) => delta.usage ?? [])).toEqual([
      {
        promptTokens: last?.usage?.prompt_tokens,
        completionTokens: last?.usage?.completion_tokens,
        totalTokens: last?.usage?.total_tokens,
        cachedTokens: last?.usage?.prompt_tokens_details?.cached_tokens,
        reasoningTokens: last?.usage?.completion_tokens_details?.reasoning_tokens,
      },
    ]);
    expect(new Set(deltas.map((delta) => `${delta.id} ${delta.model} ${delta.created}`))).toEqual(
      new Set([`${last?.id} ${last?.model} ${last?.created}`]),
    );
  });

  it.each(names)(
    "%s gives the same deltas wherever it is cut",
    (name) => {
      const bytes = readFileSync(new URL(name, folder));
      const expected = JSON.stringify(readBytes([bytes]).deltas);
      const same = (pieces: Iterable<Uint8Array>): void => {
        // Not `expect`, which would take longer than all the reading.
        if (JSON.stringify(readBytes(pieces).deltas) !== expected) expect.unreachable("a cut changed the deltas");
      };
      same(Array.from(bytes, (byte) => Uint8Array.of(byte)));
      for (let cut = 0; cut < bytes.length; cut += 997) same([bytes.subarray(0, cut), bytes.subarray(cut)]);

      if (bytes.length < 100_000) for (let cut = 0; cut <= bytes.length; cut++) cutAt(bytes, cut);
      else {
        for (let cut = 0; cut <= 4096; cut++) cutAt(bytes, cut);
        for (let cut = 0; cut <= 4096; cut++) cutAt(bytes, bytes.length - cut);
        for (let i = 0, cut = 1; i < 1000; i++) cutAt(bytes, (cut = (cut * 48271) % 2147483647) % bytes.length);
      }
    },
    60_000,
  );

  /** One cut changes nothing far from it: so the events around it are as good as the whole body, and much faster. */
  function cutAt(bytes: Buffer, cut: number): void {
    const before = bytes.lastIndexOf("\n\n", Math.max(0, cut - 300));
    const behind = bytes.indexOf("\n\n", Math.min(bytes.length, cut + 300));
    const start = before < 0 ? 0 : before + 2;
    const around = bytes.subarray(start, behind < 0 ? bytes.length : behind + 2);
    const pieces = [around.subarray(0, cut - start), around.subarray(cut - start)];
    if (JSON.stringify(readBytes(pieces)) !== JSON.stringify(readBytes([around])))
      expect.unreachable(`the cut at ${cut} changed the deltas`);
  }

  it("are read as far as they came where the connection breaks", () => {
    const bytes = readFileSync(new URL("zai-glm-4.7.thinking_stream.0.sse", folder));
    const whole = readBytes([bytes]).deltas;
    const finished = bytes.lastIndexOf("\n\ndata: [DONE]");
    for (let length = 0; length <= bytes.length; length += length > finished - 1500 ? 1 : 101) {
      const { deltas, error } = readBytes([bytes.subarray(0, length)]);
      expect(deltas).toEqual(whole.slice(0, deltas.length));
      if (length >= finished) expect(error).toBeUndefined();
      else
        expect(error).toMatchObject({
          code: "truncated",
          retryable: true,
          phase: deltas.length > 0 ? "mid-stream" : "before-first-chunk",
        });
    }
  });

  it("of a whole answer are read like one event", () => {
    const data = readFileSync(new URL("zai-glm-4.7-flash.simple.0.json", folder), "utf8");
    const answer = new GlmEvents();
    expect(answer.read({ event: "message", data, complete: true })).toMatchObject({
      id: "20260313050242595b2cb031a74737",
      content: "Olá! (Oh-lah)",
      reasoning: expect.stringMatching(/^1\. {2}\*\*Analyze.*Output: Olá!$/s),
      finishReason: "stop",
      usage: { promptTokens: 15, completionTokens: 249, totalTokens: 264, cachedTokens: 3, reasoningTokens: 239 },
    });
    answer.end();
  });
});

describe("the end", () => {
  it("is [DONE]; what follows is not read", () => {
    const answer = new GlmEvents();
    expect(answer.read({ event: "message", data: "[DONE]", complete: true })).toBe(DONE);
    expect(answer.read({ event: "message", data: "not JSON", complete: true })).toBe(DONE);
    answer.end();
  });

  it("is [DONE] without its blank line too", () => {
    expect(read(`data: ${JSON.stringify(content("a"))}\n\ndata: [DONE]`).error).toBeUndefined();
  });

  it("may be the connection's, after a finish reason", () => {
    expect(readAnswers(content("a"), finish("stop")).error).toBeUndefined();
  });

  it("is truncated where neither came", () => {
    const { deltas, error } = readAnswers(content("a"));
    expect(joined(deltas, "content")).toBe("a");
    expect(error).toMatchObject({ code: "truncated", retryable: true, phase: "mid-stream" });
    expect(read("").error).toMatchObject({ code: "truncated", phase: "before-first-chunk" });
  });

  it("may cut an event, which is then not read", () => {
    const { deltas, error } = read(`data: ${JSON.stringify(content("a"))}\n\ndata: {"id":"1","choi`);
    expect(joined(deltas, "content")).toBe("a");
    expect(error).toMatchObject({ code: "truncated" });
  });

  it("is not the first finish reason: glm-4-plus sends two, and usage with the second", () => {
    const call = { id: "call_1", index: 0, type: "function", function: { name: "add", arguments: '{"a":1}' } };
    const { deltas, error } = readAnswers(
      {
        id: "1",
        choices: [{ index: 0, finish_reason: "tool_calls", delta: { role: "assistant", tool_calls: [call] } }],
      },
      finish("tool_calls", usage(10, 5)),
      "[DONE]",
    );
    expect(error).toBeUndefined();
    expect(calls(deltas)).toEqual({ 0: { ids: ["call_1"], names: ["add"], arguments: '{"a":1}' } });
    expect(deltas.map((delta) => delta.finishReason)).toEqual(["tool_calls", "tool_calls"]);
    expect(totals(deltas)).toEqual([15]);
  });
});

describe("what may be absent", () => {
  it("is not missed", () => {
    const { deltas, error } = readAnswers(
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
    expect(deltas).toHaveLength(2);
    expect(deltas[0]).toEqual({
      id: "1",
      model: undefined,
      created: undefined,
      content: "a",
      reasoning: undefined,
      toolCalls: undefined,
      finishReason: undefined,
      usage: undefined,
      webSearch: undefined,
    });
    expect(totals(deltas)).toEqual([3]);
  });

  it("may be of another type, which is not read", () => {
    const { deltas, error } = readAnswers(
      '{"choices":{"0":1},"web_search":7}',
      '{"choices":[null,{}]}',
      '{"choices":[{"delta":{"content":[1],"reasoning":5,"tool_calls":{"a":1}}}]}',
      '{"choices":[{"delta":{"tool_calls":[null,1,"x",{}]}}]}',
      "[DONE]",
    );
    expect(error).toBeUndefined();
    expect(deltas).toEqual([]);
  });
});

describe("reasoning", () => {
  it("has two names; where both come one is read", () => {
    const { deltas } = readAnswers(
      { choices: [{ delta: { reasoning_content: "\nI" } }] },
      { choices: [{ delta: { reasoning: " think" } }] },
      { choices: [{ delta: { reasoning_content: " so", reasoning: " so" } }] },
      "[DONE]",
    );
    expect(joined(deltas, "reasoning")).toBe("\nI think so");
  });
});

describe("tool calls", () => {
  const parts = (...tool_calls: object[]): GlmAnswer =>
    ({ choices: [{ index: 0, delta: { tool_calls } }] }) as GlmAnswer;

  it("come in fragments with tool_stream", () => {
    const { deltas } = readAnswers(
      parts({ index: 0, id: "c0", type: "function", function: { name: "add", arguments: "" } }),
      parts({ index: 0, function: { arguments: '{"a"' } }),
      parts({ index: 1, id: "c1", type: "function", function: { name: "sub", arguments: "{" } }),
      parts({ index: 0, function: { arguments: ":1}" } }, { index: 1, function: { arguments: "}" } }),
      finish("tool_calls"),
    );
    expect(calls(deltas)).toEqual({
      0: { ids: ["c0"], names: ["add"], arguments: '{"a":1}' },
      1: { ids: ["c1"], names: ["sub"], arguments: "{}" },
    });
  });

  it("of vLLM repeat id and name, and mix the last arguments with the finish reason", () => {
    const { deltas, error } = readAnswers(
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
    expect(calls(deltas)).toEqual({ 0: { ids: ["c0"], names: ["add"], arguments: '{"a":1}' } });
  });

  it("without an index go by id, and without either to the last one", () => {
    const { deltas } = readAnswers(
      parts({ id: "a", function: { name: "f", arguments: "1" } }, { id: "b", function: { name: "g", arguments: "2" } }),
      parts({ id: "a", function: { arguments: "3" } }),
      parts({ function: { arguments: "4" } }),
      "[DONE]",
    );
    expect(calls(deltas)).toEqual({
      0: { ids: ["a"], names: ["f"], arguments: "13" },
      1: { ids: ["b"], names: ["g"], arguments: "24" },
    });
  });

  it("may begin with the name and be given an id later", () => {
    const { deltas } = readAnswers(
      parts({ index: 2, id: "", function: { name: "f" } }),
      parts({ index: 2, id: "late", function: { name: null, arguments: null } }),
      parts({ index: 2, function: { arguments: "" } }),
      "[DONE]",
    );
    expect(deltas).toHaveLength(2);
    expect(calls(deltas)).toEqual({ 2: { ids: ["late"], names: ["f"], arguments: "" } });
  });

  it("with an object for arguments give its JSON", () => {
    const { deltas } = readAnswers(
      parts({ index: 0, id: "c", function: { name: "f", arguments: { a: ["鹦鹉"] } } }),
      "[DONE]",
    );
    expect(calls(deltas)[0]?.arguments).toBe('{"a":["鹦鹉"]}');
  });

  it("of the service's own tools are left out", () => {
    const { deltas } = readAnswers(parts({ index: 0, id: "w", type: "web_search", web_search: {} }), "[DONE]");
    expect(deltas).toEqual([]);
  });
});

describe("usage", () => {
  it("on every chunk adds up to the last one", () => {
    const { deltas } = readAnswers(
      { ...content("a"), usage: usage(10, 1) },
      { ...content("b"), usage: usage(10, 2) },
      { ...content("c"), usage: usage(10, 2) },
      finish("stop", { ...usage(8, 3), completion_tokens_details: { reasoning_tokens: 1 } }),
      "[DONE]",
    );
    expect(totals(deltas)).toEqual([11, 1, -1]);
    const sum = (key: "promptTokens" | "completionTokens" | "reasoningTokens"): number =>
      deltas.reduce((total, delta) => total + (delta.usage?.[key] ?? 0), 0);
    expect([sum("promptTokens"), sum("completionTokens"), sum("reasoningTokens")]).toEqual([8, 3, 1]);
  });

  it("does not end the reading, and is no end", () => {
    expect(readAnswers({ ...content("a"), usage: usage(1, 1) }).error).toMatchObject({ code: "truncated" });
  });
});

it("hands on what a web search found", () => {
  const web_search = [{ title: "t", link: "https://x", refer: "ref_1" }];
  expect(readAnswers({ ...content("a"), web_search }, "[DONE]").deltas[0]?.webSearch).toEqual(web_search);
});

describe("failures inside a stream", () => {
  it("network_error raises after everything before it", () => {
    for (const end of ["[DONE]", ""]) {
      const { deltas, error } = readAnswers(content("a"), finish("network_error", usage(1, 1)), end);
      expect(joined(deltas, "content")).toBe("a");
      expect(totals(deltas)).toEqual([2]);
      expect(error).toMatchObject({
        code: "provider",
        retryable: true,
        providerCode: "network_error",
        phase: "mid-stream",
      });
    }
  });

  it("sensitive is told as content_filter", () => {
    const { deltas, error } = readAnswers(content("a"), finish("sensitive"), "[DONE]");
    expect(error).toBeUndefined();
    expect(deltas.at(-1)?.finishReason).toBe("content_filter");
  });

  it.each(["stop", "length", "model_context_window_exceeded", "something_new"])("%s is told as it is", (reason) => {
    expect(readAnswers(finish(reason)).deltas.at(-1)?.finishReason).toBe(reason);
  });

  it("an error object raises at any time", () => {
    const failed = '{"error":{"code":"1302","message":"并发"},"request_id":"r"}';
    const first = { code: "rate_limit", providerCode: "1302", requestId: "r", status: 200, retryable: true };
    expect(readAnswers(failed).error).toMatchObject({ ...first, phase: "before-first-chunk" });
    const { deltas, error } = readAnswers(content("a"), failed, "[DONE]");
    expect(joined(deltas, "content")).toBe("a");
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
