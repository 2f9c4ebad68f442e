import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import { OpenAI, OpenAICompatible } from "../../src/providers/openai-compatible/index.ts";
import { sameWhereverCut } from "../support/cut-anywhere.ts";
import { inPieces } from "../support/pieces.ts";
import { CHAT_COMPLETIONS, dataOf, recordings } from "../support/recorded-bodies.ts";
import { replayServer } from "../support/replay-server.ts";
import { hasShared } from "../support/shared.ts";

const KEY = "sk-s3cr3ts3cr3t";

async function read(answer: Response): Promise<string[]> {
  const model = new OpenAI({ apiKey: KEY, fetch: () => Promise.resolve(answer) });
  const texts: string[] = [];
  for await (const text of model.stream("The holiday")) texts.push(text);
  return texts;
}

describe.skipIf(!hasShared)("a recorded completion", () => {
  const all = recordings("suites/provider-streams-a/openai", CHAT_COMPLETIONS, /^openai-completion/);

  it("says what its events say, wherever it is cut", async () => {
    expect(all).toHaveLength(1);
    const texts = await sameWhereverCut(all[0]!.bytes, "text/event-stream", read);
    expect(texts).toEqual(
      dataOf(all[0]!)
        .map((event) => event.choices[0]?.text)
        .filter(Boolean),
    );
  });
});

const event = (text: string, reason: string | null = null) =>
  `data: ${JSON.stringify({ id: "1", choices: [{ index: 0, text, finish_reason: reason }] })}\n\n`;

describe("a model that completes text", () => {
  it("sends what it is asked", async () => {
    await using server = await replayServer({ body: event("blue") + event(".", "stop") + "data: [DONE]\n\n" });
    const model = new OpenAI({ apiKey: KEY, baseURL: `${server.url}/v1`, temperature: 0, stop: "\n" });
    expect(await model.invoke("The sky is", { maxTokens: 5, suffix: "!", extraBody: { echo: false } })).toBe("blue.");
    expect(server.requests[0]).toMatchObject({
      path: "/v1/completions",
      body: {
        model: "gpt-3.5-turbo-instruct",
        prompt: "The sky is",
        stream: true,
        temperature: 0,
        stop: ["\n"],
        max_tokens: 5,
        suffix: "!",
        echo: false,
      },
    });
    const local = new OpenAICompatible({ dialect: "vllm", baseURL: `${server.url}/v1`, model: "m" });
    expect(await local.invoke("The sky is")).toBe("blue.");
    expect(server.requests[1]!.body).toEqual({ model: "m", prompt: "The sky is", stream: true });
  });

  it.each([
    [{ status: 401, contentType: "application/json", body: `{"error":{"message":"no ${KEY}"}}` }, { code: "auth" }],
    [{ body: event("blue") }, { code: "truncated", partial: "blue" }],
    [
      { body: `${event("blue")}data: {"error":{"message":"x","code":503}}\n\n` },
      { code: "overloaded", partial: "blue" },
    ],
  ])("fails with %j", async (reply, expected) => {
    await using server = await replayServer(reply);
    const model = new OpenAI({ apiKey: KEY, baseURL: server.url, maxRetries: 0 });
    const error: unknown = await model.invoke("The sky is").then(expect.unreachable, (reason: unknown) => reason);
    expect(isRunletError(error)).toBe(true);
    expect(error).toMatchObject({ ...expected, path: ["OpenAI"] });
    expect(inspect([error, model], { depth: 9, showHidden: true })).not.toContain(KEY);
  });

  it("reads the first of several", async () => {
    const other = event("x").replace('"index":0', '"index":1');
    const bytes = new TextEncoder().encode(event("a") + other + event("b") + other + event("", "stop"));
    expect(await read(inPieces([bytes]))).toEqual(["a", "b"]);
  });
});
