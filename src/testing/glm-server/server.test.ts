import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { signedToken } from "../../providers/zhipu/auth.ts";
import type { GlmAnswer } from "../../providers/zhipu/wire.ts";
import { glmError, type GlmPart } from "./reply.ts";
import { glmServer, type GlmServer, type GlmServerOptions } from "./server.ts";

const servers: GlmServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(options: GlmServerOptions | GlmServerOptions["replies"]): Promise<GlmServer> {
  const server = await glmServer("replies" in options ? options : { replies: options });
  servers.push(server);
  return server;
}

const question = { model: "glm-4.7", messages: [{ role: "user", content: "what color is the sky?" }], stream: true };

function ask(server: GlmServer, body: unknown = question, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}/chat/completions`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: "Bearer id.secret" },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...init,
  });
}

const text = async (server: GlmServer, body?: unknown): Promise<string> => (await ask(server, body)).text();
const answers = async (server: GlmServer, body?: unknown): Promise<GlmAnswer[]> =>
  [...(await text(server, body)).matchAll(/^data: (\{.*\})$/gm)].map((match) => JSON.parse(match[1] ?? ""));
const said = (all: GlmAnswer[]): string => all.map((answer) => answer.choices?.[0]?.delta?.content ?? "").join("");

/** Reads until the end or the failure; gives the sizes of the reads, and what failed. */
async function reads(response: Response): Promise<{ sizes: number[]; text: string; error: unknown }> {
  const sizes: number[] = [];
  const decoder = new TextDecoder();
  let received = "";
  try {
    for await (const bytes of response.body ?? []) {
      sizes.push(bytes.length);
      received += decoder.decode(bytes, { stream: true });
    }
    return { sizes, text: received, error: undefined };
  } catch (error) {
    return { sizes, text: received, error };
  }
}

const folder = new URL("../../../../shared/fixtures/zhipu/", import.meta.url);
const present = existsSync(folder);

describe.skipIf(!present)("the bytes (need ../shared/fixtures/zhipu)", () => {
  /** What a recording says, as parts of a script. */
  function partsOf(recorded: GlmAnswer[]): GlmPart[] {
    return recorded.flatMap((answer): GlmPart[] => {
      const { delta = {}, finish_reason: reason } = answer.choices?.[0] ?? {};
      if (reason) return [];
      if (delta.reasoning_content) return [{ reasoning: delta.reasoning_content }];
      if (!delta.tool_calls) return [delta.content ?? ""];
      return delta.tool_calls.map(({ id, function: call }) => ({
        toolCalls: [{ id: id ?? "", name: call?.name ?? "", arguments: call?.arguments ?? "" }],
      }));
    });
  }

  it.each(["tool_streaming.0", "tool_streaming.1", "multi_tool_streaming.0", "simple_streaming.0"])(
    "of %s are those that were recorded",
    async (name) => {
      const recording = readFileSync(new URL(`zai-glm-4.7-flash.${name}.sse`, folder), "utf8");
      const recorded: GlmAnswer[] = [...recording.matchAll(/^data: (\{.*\})$/gm)].map((m) => JSON.parse(m[1] ?? ""));
      const last = recorded.at(-1);
      const { id = "", created = 0, usage } = last ?? {};
      const server = await start([{ tokens: partsOf(recorded), id, created, usage: usage ?? false }]);
      const response = await ask(server, { ...question, model: last?.model });
      expect(response.headers.get("content-type")).toBe("text/event-stream;charset=UTF-8");
      expect(await response.text()).toBe(recording.endsWith("\n\n") ? recording : `${recording.trimEnd()}\n\n`);
    },
  );

  it("of a whole answer are those that were recorded", async () => {
    const recording = readFileSync(new URL("zai-glm-4.7-flash.simple.0.json", folder), "utf8");
    const { id = "", created = 0, usage, choices }: GlmAnswer = JSON.parse(recording);
    const { content, reasoning_content: reasoning } = choices?.[0]?.message ?? {};
    const tokens = [{ reasoning: reasoning ?? "" }, content ?? ""];
    const server = await start([{ tokens, id, created, usage: usage ?? false }]);
    expect(await text(server, { ...question, model: "glm-4.7-flash", stream: false })).toBe(recording);
  });
});

describe("replies", () => {
  it("are used in turn, the last one again", async () => {
    const server = await start([["The", " sky"], ["is blue"]]);
    expect(said(await answers(server))).toBe("The sky");
    expect(said(await answers(server))).toBe("is blue");
    expect(said(await answers(server))).toBe("is blue");
  });

  it("are made by a function of the messages", async () => {
    const server = await start((messages, { model }) => [model, " ", String(messages[0]?.content)]);
    expect(said(await answers(server))).toBe("glm-4.7 what color is the sky?");
  });

  it("of a function that throws are status 500", async () => {
    const server = await start(() => {
      throw new Error("no idea");
    });
    const response = await ask(server);
    expect([response.status, await response.json()]).toEqual([
      500,
      { error: { code: "500", message: "Error: no idea" } },
    ]);
  });

  it("must be there", async () => {
    await expect(glmServer({ replies: [] })).rejects.toMatchObject({ code: "config" });
  });

  it("carry reasoning, tool calls, search results, errors and anything else", async () => {
    const server = await start([
      [
        { reasoning: "Hm" },
        { webSearch: [{ title: "Sky" }] },
        { toolCalls: [{ id: "call_1", name: "look", arguments: { at: "sky" } }] },
        { raw: ": comment\n\n" },
        { error: { code: "1234", message: "gone" } },
        { errorField: { code: 500 } },
      ],
    ]);
    const body = await text(server);
    expect(body).toContain('"delta":{"role":"assistant","reasoning_content":"Hm"}');
    expect(body).toContain('"web_search":[{"title":"Sky"}]');
    expect(body).toContain(
      '"delta":{"tool_calls":[{"id":"call_1","index":0,"type":"function","function":{"name":"look","arguments":"{\\"at\\":\\"sky\\"}"}}]}',
    );
    expect(body).toContain("\n\n: comment\n\n");
    expect(body).toContain('data: {"error":{"code":"1234","message":"gone"}}\n\n');
    expect(body).toContain('error: {"code":500}\n\n');
    expect(body).toContain('"finish_reason":"tool_calls"');
    expect(body.endsWith("data: [DONE]\n\n")).toBe(true);
  });

  it("are whole where no stream was asked for", async () => {
    const toolCalls = [{ id: "call_1", name: "look", arguments: "{}" }];
    const server = await start([["a", 1, "b", { toolCalls }], [{ error: { message: "gone" } }]]);
    const body = { ...question, stream: false };
    const whole: GlmAnswer = await (await ask(server, body)).json();
    expect(whole.object).toBe("chat.completion");
    expect(whole.choices).toEqual([
      {
        finish_reason: "tool_calls",
        index: 0,
        message: {
          content: "ab",
          role: "assistant",
          tool_calls: [{ function: { arguments: "{}", name: "look" }, id: "call_1", index: 0, type: "function" }],
        },
      },
    ]);
    expect(whole.usage?.completion_tokens).toBe(3);
    expect((await ask(server, body)).status).toBe(500);
  });
});

describe("scripts", () => {
  it("end as they are told to", async () => {
    const server = await start([
      { tokens: ["a"], finishReason: "network_error", usage: false },
      { tokens: ["a"], finishReason: null, noDone: true },
      { tokens: ["a"], usage: { total_tokens: 7 }, model: "glm-x", contentType: "text/plain" },
      { tokens: ["a", "b"], usage: "cumulative" },
    ]);
    const failed = await answers(server);
    expect(failed.at(-1)?.choices?.[0]?.finish_reason).toBe("network_error");
    expect(failed.at(-1)?.usage).toBeUndefined();
    expect(await text(server)).toMatch(/^data: .*"content":"a"}}]}\n\n$/);
    const third = await ask(server);
    expect(third.headers.get("content-type")).toBe("text/plain");
    expect(await third.text()).toMatch(/"model":"glm-x".*"usage":{"total_tokens":7}}\n\ndata: \[DONE]\n\n$/s);
    expect((await answers(server)).map((answer) => answer.usage?.completion_tokens)).toEqual([1, 2, 2]);
  });

  const toolCalls = [{ id: "call_1", name: "look", arguments: '{"at":"sky 🦜"}' }];

  it("of glm-4-plus say tool calls and finish reason at once, then the finish reason again", async () => {
    const server = await start([["a", { toolCalls }]]);
    const all = await answers(server, { ...question, model: "glm-4-plus" });
    expect(all.every((answer) => !("object" in answer))).toBe(true);
    expect(all.map((answer) => answer.choices?.[0]?.finish_reason)).toEqual([undefined, "tool_calls", "tool_calls"]);
    expect(all[1]?.choices?.[0]?.delta?.tool_calls).toHaveLength(1);
    expect(all.map((answer) => "usage" in answer)).toEqual([false, false, true]);
  });

  it("send arguments in fragments with tool_stream", async () => {
    const server = await start([[{ toolCalls }]]);
    const all = await answers(server, { ...question, tool_stream: true });
    const parts = all.flatMap((answer) => answer.choices?.[0]?.delta?.tool_calls ?? []);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.filter((part) => part.id)).toHaveLength(1);
    expect(parts.map((part) => part.function?.arguments).join("")).toBe(toolCalls[0]?.arguments);
  });

  it("of vLLM repeat id and name beside the finish reason, and send usage without choices", async () => {
    const server = await start([
      { tokens: [{ reasoning: "Hm" }, "a", { toolCalls }], dialect: "vllm" },
      { tokens: ["a"], dialect: "vllm" },
    ]);
    const all = await answers(server);
    expect(all[0]?.choices?.[0]).toEqual({
      index: 0,
      delta: { role: "assistant", reasoning: "Hm" },
      logprobs: null,
      finish_reason: null,
    });
    const last = all.at(-2)?.choices?.[0];
    expect(last).toMatchObject({
      finish_reason: "tool_calls",
      delta: { tool_calls: [{ id: "call_1", function: { name: "look" } }] },
    });
    expect(all.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 3 } });
    expect((await answers(server)).map((answer) => answer.choices?.[0]?.finish_reason)).toEqual([
      null,
      "stop",
      undefined,
    ]);
  });
});

describe("faults", () => {
  it.each([
    ["401", 401],
    ["1113", 429],
    ["1211", 400],
    ["1214", 400],
    ["1301", 400],
    ["1302", 429],
  ])("%s has the service's status and body", async (code, status) => {
    const response = await ask(await start([glmError(code)]));
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/json;charset=UTF-8"]);
    const body = await response.json();
    expect(body).toMatchObject({ error: { code, message: expect.stringMatching(/./) } });
    expect("contentFilter" in body).toBe(code === "1301");
  });

  it("may have any status, headers and text", async () => {
    const server = await start([{ status: 503, body: "<h1>busy</h1>", headers: { "Retry-After": "3" } }]);
    const response = await ask(server);
    expect([response.status, response.headers.get("retry-after"), await response.text()]).toEqual([
      503,
      "3",
      "<h1>busy</h1>",
    ]);
  });

  it("raw bodies are sent as they are", async () => {
    const raw = Uint8Array.of(0xff, 0x00, 0x0a);
    const server = await start([{ raw }, { raw: "data: x", status: 202, contentType: "text/plain" }]);
    expect(new Uint8Array(await (await ask(server)).arrayBuffer())).toEqual(raw);
    const second = await ask(server);
    expect([second.status, second.headers.get("content-type"), await second.text()]).toEqual([
      202,
      "text/plain",
      "data: x",
    ]);
  });

  it("cutAfter cuts the socket after so many events", async () => {
    const server = await start([
      { tokens: ["a", 1, "b", "c"], cutAfter: 2 },
      { tokens: ["a"], cutAfter: 0 },
    ]);
    const { text: received, error } = await reads(await ask(server));
    expect(error).toBeInstanceOf(TypeError);
    expect(received.match(/^data: /gm)).toHaveLength(2);
    await vi.waitFor(() => expect(server.requests[0]?.closed).toBe("cut"));
    expect(await reads(await ask(server))).toMatchObject({ sizes: [], error: expect.any(TypeError) });
  });
});

describe("delivery", () => {
  it("gives each event to the network by itself", async () => {
    const { sizes } = await reads(await ask(await start([{ tokens: ["a", "b", "c"], slow: 10 }])));
    // A machine that is busy may read two at once, never all.
    expect(sizes.length).toBeGreaterThan(1);
  });

  it("cuts writes anywhere", async () => {
    const whole = await text(await start([{ tokens: ["鹦", "鹉🦜"], id: "1", created: 1 }]));
    for (const splitAt of ["every-byte", 7] as const) {
      const { sizes, text: received } = await reads(
        await ask(await start({ replies: [{ tokens: ["鹦", "鹉🦜"], id: "1", created: 1 }], splitAt })),
      );
      expect(received).toBe(whole);
      expect(sizes.length).toBeGreaterThan(whole.length / 14);
    }
  });

  it("waits between events, and where it is told to", async () => {
    const server = await start([{ tokens: ["a", "b"], slow: 20 }, ["a", 80, "b"]]);
    for (const _ of ["slow", "pause"]) {
      const started = performance.now();
      await text(server);
      expect(performance.now() - started).toBeGreaterThan(75);
    }
    const started = performance.now();
    await text(await start([["a", 80]]), { ...question, stream: false });
    expect(performance.now() - started).toBeGreaterThan(75);
  });

  it("sends 100,000 events in little time, and no faster than they are read", async () => {
    const tokens = Array.from({ length: 100_000 }, (_, i) => ` ${i}`);
    const server = await start([{ tokens, id: "bench", created: 1, eventsPerWrite: 256 }]);
    const started = performance.now();
    const first = await text(server);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(first.match(/^data: /gm)).toHaveLength(100_002);

    const response = await ask(server);
    const reader = response.body?.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.requests[1]?.closed).toBeUndefined();
    await reader?.cancel();
    await vi.waitFor(() => expect(server.requests[1]?.closed).toBe("aborted"));
  });
});

describe("checks", () => {
  const refused = async (server: GlmServer, body: unknown, init?: RequestInit): Promise<[number, string]> => {
    const response = await ask(server, body, init);
    return [response.status, (await response.json()).error?.code];
  };

  it("the key", async () => {
    const server = await start([["a"]]);
    expect(await refused(server, question, { headers: {} })).toEqual([401, "401"]);
    expect(await refused(server, question, { headers: { Authorization: "Bearer " } })).toEqual([401, "401"]);

    const strict = await start({ replies: [["a"]], apiKey: "id.secret" });
    const status = async (value: string): Promise<number> =>
      (await ask(strict, question, { headers: { Authorization: value } })).status;
    expect(await status("Bearer id.secret")).toBe(200);
    expect(await status(`Bearer ${await signedToken("id.secret")}`)).toBe(200);
    expect(await status(`Bearer ${await signedToken("id.secret")}`.slice(7))).toBe(200);
    expect(await status(`Bearer ${await signedToken("id.other")}`)).toBe(401);
    expect(await status(`Bearer ${await signedToken("other.secret")}`)).toBe(401);
    expect(await status("Bearer id.other")).toBe(401);
  });

  it("the body", async () => {
    const server = await start({ replies: [["a"]], models: ["glm-4.7"] });
    expect(await refused(server, "{")).toEqual([400, "1210"]);
    expect(await refused(server, { ...question, model: "glm-9" })).toEqual([400, "1211"]);
    expect(await refused(server, { ...question, messages: [] })).toEqual([400, "1214"]);
    expect(await refused(server, { ...question, messages: [{ role: "system", content: "" }] })).toEqual([400, "1214"]);
    expect(await refused(server, { ...question, temperature: 1.5 })).toEqual([400, "1210"]);
    expect(await refused(server, { ...question, temperature: -0.1 })).toEqual([400, "1210"]);
    expect((await ask(server, { ...question, temperature: 1 })).status).toBe(200);
  });

  it("the address", async () => {
    const server = await start([["a"]]);
    expect((await fetch(`${server.url}/models`)).status).toBe(404);
    expect((await fetch(`${server.url}/chat/completions`)).status).toBe(404);
  });
});

describe("requests", () => {
  it("are recorded", async () => {
    const server = await start([["a"]]);
    await text(server);
    await text(server, "not JSON");
    await vi.waitFor(() => expect(server.requests[1]?.closed).toBe("finished"));
    expect(server.requests).toMatchObject([
      {
        method: "POST",
        path: "/api/paas/v4/chat/completions",
        headers: { authorization: "Bearer id.secret", "content-type": "application/json" },
        body: question,
        closed: "finished",
      },
      { body: "not JSON" },
    ]);
    expect(await server.recorded()).toBe(server.requests);
  });

  it("that the client gave up are recorded so", async () => {
    const server = await start([["a", 60_000, "b"]]);
    const abort = new AbortController();
    const response = await ask(server, question, { signal: abort.signal });
    await response.body?.getReader().read();
    expect(server.requests[0]?.closed).toBeUndefined();
    abort.abort();
    await vi.waitFor(() => expect(server.requests[0]?.closed).toBe("aborted"));
  });
});

describe("close", () => {
  it("ends answers under way, and may be called twice", async () => {
    const server = await start([["a", 60_000, "b"]]);
    const response = await ask(server);
    await Promise.all([server.close(), server.close()]);
    await server.close();
    expect((await reads(response)).error).toBeInstanceOf(TypeError);
    await expect(ask(server)).rejects.toThrow();
  });

  it("comes with disposal", async () => {
    let url = "";
    {
      await using server = await glmServer({ replies: [["a"]] });
      url = server.url;
    }
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe("a thread of its own", () => {
  const folder = mkdtempSync(join(tmpdir(), "glm-server-"));
  let built: typeof import("./server.ts");

  beforeAll(async () => {
    // As it is built: the thread's file beside the server's. From source it would run whatever `dist` has.
    const entries = ["server.ts", "worker.ts"].map((name) => new URL(name, import.meta.url).pathname);
    await build({ entryPoints: entries, outdir: folder, bundle: true, platform: "node", format: "esm" });
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    built = await import(/* @vite-ignore */ pathToFileURL(join(folder, "server.js")).href);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("serves the same, while this one is busy", async () => {
    await using server = await built.glmServer({
      replies: [["a", 20, "b"], { tokens: ["c", 60_000], slow: 1 }],
      thread: true,
    });
    const answer = text(server);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const busyUntil = performance.now() + 100;
    while (performance.now() < busyUntil);
    expect(await answer).toContain('"content":"b"');

    const abort = new AbortController();
    const response = await ask(server, question, { signal: abort.signal });
    await response.body?.getReader().read();
    expect((await server.recorded()).map(({ closed }) => closed)).toEqual(["finished", undefined]);
    expect(server.requests[1]).toMatchObject({ body: question, method: "POST" });
    abort.abort();
    await vi.waitFor(async () => expect((await server.recorded())[1]?.closed).toBe("aborted"));
  });

  it("takes bytes, and closes with an answer under way", async () => {
    const server = await built.glmServer({ replies: [{ raw: Uint8Array.of(1, 2) }, ["a", 60_000]], thread: true });
    expect(new Uint8Array(await (await ask(server)).arrayBuffer())).toEqual(Uint8Array.of(1, 2));
    const response = await ask(server);
    await Promise.all([server.close(), server.recorded()]);
    await server.close();
    expect((await reads(response)).error).toBeInstanceOf(TypeError);
    expect((await server.recorded()).map(({ closed }) => closed)).toEqual(["finished", "aborted"]);
  });

  it("takes no function", async () => {
    await expect(glmServer({ replies: () => ["a"], thread: true })).rejects.toMatchObject({ code: "config" });
  });
});
