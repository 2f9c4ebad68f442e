import { afterEach, describe, expect, it, vi } from "vitest";
import { errorInfo } from "../../src/errors/info.ts";
import { RunletError } from "../../src/errors/error.ts";
import { JsonOutputParser } from "../../src/parsers/json.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { ChatPromptTemplate } from "../../src/prompts/chat-prompt-template.ts";
import type { Call } from "../../src/providers/http-call.ts";
import { HttpLLM } from "../../src/providers/http-llm.ts";
import { DONE } from "../../src/providers/sse.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import type { ChatZhipuAIOptions } from "../../src/providers/zhipu/options.ts";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { parallel } from "../../src/runnables/parallel.ts";
import { glmError, type GlmReply } from "../../src/testing/glm-server/reply.ts";
import { glmServer, type GlmServer } from "../../src/testing/glm-server/server.ts";
import { all } from "../support/all.ts";
import { COUNTRIES, SKY } from "../support/guide-tokens.ts";

const HOUR = 3_600_000;
/** The same each time. */
const says = (...tokens: readonly (string | number)[]): GlmReply => ({ tokens, id: "one", created: 1 });

let servers: GlmServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server in a thread of its own, since this one blocks, and a model that asks it. */
async function serve(replies: readonly GlmReply[], options: ChatZhipuAIOptions = {}) {
  const server = await glmServer({ replies, thread: true });
  servers.push(server);
  return { server, model: new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url, maxRetries: 0, ...options }) };
}

/** How the answers have ended, in the order of the requests. */
async function ends(server: GlmServer): Promise<(string | undefined)[]> {
  for (;;) {
    const all = (await server.recorded()).map(({ closed }) => closed);
    if (!all.includes(undefined)) return all;
  }
}

function failure(work: () => unknown): RunletError {
  try {
    work();
  } catch (error) {
    return error as RunletError;
  }
  return expect.fail("it did not fail");
}

describe("a synchronous run over HTTP", () => {
  it("1s: gives the chunks that stream gives, in a plain loop", async () => {
    const { server, model } = await serve([says(...SKY)]);
    const chunks = [...model.streamSync("what color is the sky?")];
    expect(chunks).toEqual(await all(model.stream("what color is the sky?")));
    expect(chunks.map(({ text }) => text)).toEqual([...SKY, ""]);
    expect(model.invokeSync("what color is the sky?")).toEqual(await model.invoke("what color is the sky?"));
    const [first, second] = server.requests;
    expect(first!.body).toEqual(second!.body);
    expect(await ends(server)).toEqual(["finished", "finished", "finished", "finished"]);
  });

  it("gives a chunk before the answer has ended, and ends the request where the loop is left", async () => {
    const { server, model } = await serve([says("a", HOUR, "b")]);
    for (const { text } of model.streamSync("x")) {
      expect(text).toBe("a");
      break;
    }
    expect(await ends(server)).toEqual(["aborted"]);
  });

  it("7s: runs the whole chain, and a generator gives each name as soon as it is known", async () => {
    const names = generator(function* (values: Iterable<{ countries?: { name?: string }[] }>) {
      const seen = new Set<string>();
      for (const { countries = [] } of values)
        for (const { name } of countries)
          if (name && !seen.has(name)) {
            seen.add(name);
            yield name;
          }
    });
    const upToSpain = COUNTRIES.slice(0, COUNTRIES.indexOf("Spain") + 3);
    const { server, model } = await serve([says(...COUNTRIES), says(...upToSpain, HOUR)]);
    const prompt = ChatPromptTemplate.fromTemplate("the countries of {place}");
    const chain = prompt.pipe(model).pipe(new JsonOutputParser<{ countries: { name: string }[] }>()).pipe(names);
    expect([...chain.streamSync({ place: "the world" })]).toEqual(["France", "Spain", "Japan"]);
    const known: string[] = [];
    for (const name of chain.streamSync({ place: "the world" })) if (known.push(name) === 2) break;
    expect(known).toEqual(["France", "Spain"]);
    expect(await ends(server)).toEqual(["finished", "aborted"]);
  });

  it("reads several at a time: in two loops, in branches, one inside the other", async () => {
    const { server, model } = await serve([says("a", "b"), says("c", HOUR), says("d"), says("e")]);
    const text = model.pipe(new StringOutputParser());
    const [first, second] = [text.streamSync("x"), text.streamSync("x")];
    expect([first.next().value, second.next().value]).toEqual(["a", "c"]);
    second.return();
    expect([...first]).toEqual(["b"]);
    const inner = RunnableLambda.from((said: string) => `${said}${text.invokeSync("x")}`);
    expect(text.pipe(inner).invokeSync("x")).toBe("de");
    expect(parallel({ one: text, other: text }).invokeSync("x")).toEqual({ one: "e", other: "e" });
    expect(await ends(server)).toEqual(["finished", "aborted", ...Array<string>(4).fill("finished")]);
  });

  it("runs a model that completes text as well", async () => {
    const { server } = await serve([{ raw: "data: he\n\ndata: llo\n\ndata: [DONE]\n\n" }]);
    class Completing extends HttpLLM {
      readonly name = "Completing";
      protected call(prompt: string): Call<string> {
        const messages = [{ role: "user", content: prompt }];
        return {
          request: {
            url: `${server.url}/chat/completions`,
            headers: { authorization: "Bearer id.secret" },
            body: { model: "glm-4.7", messages, stream: true },
          },
          read: ({ data }) => (data === "[DONE]" ? DONE : data),
          end() {},
          refuse: ({ status }) => new RunletError("provider", String(status)),
        };
      }
    }
    expect([...new Completing().streamSync("x")]).toEqual(["he", "llo"]);
    expect(new Completing().invokeSync("x")).toBe("hello");
    expect(await ends(server)).toEqual(["finished", "finished"]);
  });

  it("fails as stream does: refused, cut, unreachable", async () => {
    const cut: GlmReply = { tokens: ["a", "b"], cutAfter: 1 };
    const replies = [glmError("1211"), glmError("401"), cut, { status: 503, body: "x".repeat(100_000) }];
    const { server, model } = await serve(replies.flatMap((reply) => [reply, reply]));
    const text = model.pipe(new StringOutputParser());
    for (const [at] of replies.entries()) {
      const sync = failure(() => [...text.streamSync("x")]);
      const error = await text
        .stream("x")
        .final()
        .catch((error: unknown) => error as RunletError);
      const shown = ({ code, message, phase, retryable, status, path, partial }: RunletError) => ({
        code,
        message,
        phase,
        retryable,
        status,
        path,
        partial,
        cause: undefined,
      });
      expect(shown(sync), String(at)).toEqual(shown(error as RunletError));
      if (at === 2) expect(sync).toMatchObject({ code: "truncated", partial: "a", cause: { message: "terminated" } });
    }
    await server.close();
    const error = failure(() => text.invokeSync("x"));
    expect(error).toMatchObject({ code: "connection", phase: "connect", retryable: true });
    expect(error.message).toMatch(/^Could not reach Zhipu at 127\.0\.0\.1:\d+: ECONNREFUSED\. Is it running\?$/);
  });

  it("asks again where it is refused for now, as often as it may", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const soon = { ...glmError("1302"), headers: { "retry-after-ms": "1" } };
    const { server, model } = await serve([soon, soon, says("a"), soon], { maxRetries: 2 });
    expect(model.invokeSync("x").text).toBe("a");
    expect(failure(() => model.invokeSync("x"))).toMatchObject({ code: "rate_limit" });
    expect(await server.recorded()).toHaveLength(6);
    vi.restoreAllMocks();
  });

  it("tells of the answer before it is read", async () => {
    const onResponse = vi.fn();
    const { model } = await serve([says("a")], { onResponse });
    model.streamSync("x").next();
    expect(onResponse.mock.calls).toEqual([[{ status: 200, headers: expect.any(Headers) }]]);
  });
});

describe("limits of time in a synchronous run over HTTP", () => {
  const at = { firstChunk: "before-first-chunk", idle: "mid-stream", total: undefined } as const;

  it.each(["firstChunk", "idle", "total"] as const)("%s ends the request", async (name) => {
    const { server, model } = await serve([name === "firstChunk" ? says(HOUR) : says("a", HOUR)]);
    const text = model.pipe(new StringOutputParser());
    const error = failure(() => [...text.streamSync("x", { timeout: { [name]: 300 } })]);
    expect(error).toMatchObject({ code: "timeout", timeout: name, phase: at[name] });
    if (name === "idle") expect(error.partial).toBe("a");
    expect(error.path).toEqual(name === "total" ? ["RunnableSequence"] : ["RunnableSequence", "ChatZhipuAI"]);
    expect(await ends(server)).toEqual(["aborted"]);
  });

  it("connect, where nothing answers", async () => {
    const { model } = await serve([says("a")]);
    const error = failure(() => model.invokeSync("x", { timeout: { connect: 0 } }));
    expect(error).toMatchObject({ code: "timeout", timeout: "connect", phase: "connect", retryable: true });
  });

  it("a limit that is bound to a step is that step's, and one of an outer run holds inside", async () => {
    const { server, model } = await serve([says("a", HOUR), says("b"), says("c", HOUR)]);
    const text = model.pipe(new StringOutputParser());
    const safe = text.withConfig({ timeout: 300 }).withFallbacks([text]);
    expect(safe.invokeSync("x")).toBe("b");
    const outer = RunnableLambda.from((input: string) => text.invokeSync(input));
    const error = failure(() => outer.invokeSync("x", { timeout: 300 }));
    expect(error).toMatchObject({ code: "timeout", timeout: "total" });
    expect(errorInfo(error)?.path[0]).toBe("RunnableLambda");
    expect(await ends(server)).toEqual(["aborted", "finished", "aborted"]);
  });

  it("a signal that has aborted is honoured between chunks", async () => {
    const { server, model } = await serve([says("a", "b", HOUR)]);
    const stop = new AbortController();
    const stream = model.streamSync("x", { signal: stop.signal });
    stream.next();
    stop.abort();
    expect(failure(() => stream.next())).toMatchObject({ code: "aborted" });
    expect(await ends(server)).toEqual(["aborted"]);
    expect(failure(() => model.invokeSync("x", { signal: stop.signal }))).toMatchObject({ code: "aborted" });
    expect(await server.recorded()).toHaveLength(1);
  });
});

describe("where a synchronous run cannot wait for the network, it says so before anything runs", () => {
  const ran = vi.fn((input: string) => input);
  const refused = (model: ChatZhipuAI) => failure(() => RunnableLambda.from(ran).pipe(model).invokeSync("x"));
  afterEach(() => void vi.unstubAllGlobals());

  it("with a fetch of its own", () => {
    const error = refused(new ChatZhipuAI({ apiKey: "id.secret", fetch: async () => new Response() }));
    expect(error).toMatchObject({ code: "async_step", path: ["RunnableSequence", "ChatZhipuAI"] });
    expect(error.message).toMatch(/fetch of its own.*Use stream\(\) or invoke\(\)/);
    expect(ran).not.toHaveBeenCalled();
  });

  it("where the global fetch has been replaced", () => {
    vi.stubGlobal("fetch", async () => new Response());
    expect(refused(new ChatZhipuAI({ apiKey: "id.secret" })).message).toMatch(/global fetch has been replaced/);
  });

  it("where a token has to be signed", () => {
    const error = failure(() => new ChatZhipuAI({ apiKey: "id.secret", auth: "jwt" }).invokeSync("x"));
    expect(error).toMatchObject({ code: "async_step", message: expect.stringMatching(/takes a promise/) });
  });
});
