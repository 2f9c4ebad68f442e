import { setImmediate as nextMacrotask } from "node:timers/promises";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { RunletError } from "../../src/errors/error.ts";
import { OpenAIEmbeddings, type OpenAIEmbeddingsOptions } from "../../src/providers/openai-compatible/index.ts";
import { replayServer, type Replayed } from "../support/replay-server.ts";

const KEY = "sk-s3cr3ts3cr3t";

const json = (value: unknown, more: Partial<Replayed> = {}): Replayed => ({
  contentType: "application/json",
  body: JSON.stringify(value),
  ...more,
});

/** The service: each text is embedded as its length, the last one first. */
function lengths(sent: any[]): typeof globalThis.fetch {
  return async (_, init) => {
    const body = JSON.parse(init!.body as string);
    sent.push(body);
    const vector = (text: string): unknown =>
      body.encoding_format === "base64"
        ? Buffer.from(Float32Array.of(text.length, -0.5).buffer).toString("base64")
        : [text.length, -0.5];
    const data = (body.input as string[]).map((text, index) => ({
      object: "embedding",
      index,
      embedding: vector(text),
    }));
    return Response.json({ object: "list", data: data.toReversed(), usage: { prompt_tokens: 1 } });
  };
}

describe("OpenAIEmbeddings", () => {
  it("asks for the vectors of texts, and gives them in their order", async () => {
    const sent: any[] = [];
    const embeddings = new OpenAIEmbeddings({ apiKey: KEY, fetch: lengths(sent), dimensions: 2, user: "u" });
    expect(await embeddings.embedDocuments(["a", "bb", "ccc"])).toEqual([
      [1, -0.5],
      [2, -0.5],
      [3, -0.5],
    ]);
    expect(await embeddings.embedQuery("dddd")).toEqual([4, -0.5]);
    expect(sent).toEqual([
      { model: "text-embedding-3-small", input: ["a", "bb", "ccc"], dimensions: 2, user: "u" },
      { model: "text-embedding-3-small", input: ["dddd"], dimensions: 2, user: "u" },
    ]);
    expect(await embeddings.embedDocuments([])).toEqual([]);
    expect(sent).toHaveLength(2);
  });

  it("reads numbers in base64", async () => {
    const sent: any[] = [];
    const embeddings = new OpenAIEmbeddings({ apiKey: KEY, fetch: lengths(sent), encodingFormat: "base64" });
    expect(await embeddings.embedDocuments(["a", "bb"])).toEqual([
      [1, -0.5],
      [2, -0.5],
    ]);
    expect(sent[0].encoding_format).toBe("base64");
  });

  it("sends many texts in several requests, so many at a time", async () => {
    const sent: any[] = [];
    const embeddings = new OpenAIEmbeddings({ apiKey: KEY, fetch: lengths(sent), batchSize: 2, maxConcurrency: 1 });
    const texts = ["a", "bb", "ccc", "dddd", "eeeee"];
    expect((await embeddings.embedDocuments(texts)).map(([length]) => length)).toEqual([1, 2, 3, 4, 5]);
    expect(sent.map(({ input }) => input)).toEqual([["a", "bb"], ["ccc", "dddd"], ["eeeee"]]);
  });

  it("asks another service, without a key", async () => {
    await using server = await replayServer(json({ data: [{ embedding: [1] }] }));
    const local = new OpenAIEmbeddings({ dialect: "lm-studio", baseURL: `${server.url}/v1`, model: "nomic" });
    expect(await local.embedQuery("a")).toEqual([1]);
    expect(server.requests[0]).toMatchObject({ path: "/v1/embeddings", body: { model: "nomic", input: ["a"] } });
    await expect(new OpenAIEmbeddings({ dialect: "openrouter", apiKey: KEY }).embedQuery("a")).rejects.toMatchObject({
      code: "config",
      message: "OpenRouter has to be told which model is to answer: give its name as model.",
    });
  });

  it("asks again where that may help", async () => {
    const busy = json({ error: { message: "slow down" } }, { status: 429, headers: { "retry-after": "0" } });
    await using server = await replayServer(busy, json({ data: [{ embedding: [1] }] }));
    const embeddings = new OpenAIEmbeddings({ apiKey: KEY, baseURL: server.url });
    expect(await embeddings.embedQuery("a")).toEqual([1]);
    expect(server.requests).toHaveLength(2);
  });

  it("ends its requests when its signal aborts", async () => {
    await using server = await replayServer({ contentType: "application/json", body: "{", then: "wait" });
    const controller = new AbortController();
    const embedding = new OpenAIEmbeddings({ apiKey: KEY, baseURL: server.url, batchSize: 1 }).embedDocuments(
      ["a", "b"],
      {
        signal: controller.signal,
      },
    );
    const aborted = expect(embedding).rejects.toMatchObject({ code: "aborted", cause: { message: "enough" } });
    while (server.requests.length < 2) await nextMacrotask();
    controller.abort(new Error("enough"));
    await aborted;
    for (const { closed } of server.requests) await closed;
  });

  it.each<[string, Replayed, Partial<RunletError>]>([
    [
      "a refused key",
      json({ error: { message: `no ${KEY}`, code: "invalid_api_key" } }, { status: 401 }),
      { code: "auth" },
    ],
    ["an error with 200", json({ error: { message: "no", code: 429 } }), { code: "rate_limit", retryable: true }],
    ["a page", { contentType: "text/html", body: `<h1>hi ${KEY}</h1>` }, { code: "protocol" }],
    ["no JSON", { contentType: "application/json", body: `oops ${KEY}` }, { code: "protocol", retryable: false }],
    [
      "a cut answer",
      { contentType: "application/json", body: '{"data"', then: "cut" },
      { code: "truncated", retryable: true },
    ],
    ["too few vectors", json({ data: [] }), { code: "protocol", message: "OpenAI answered 1 texts with 0 vectors." }],
    ["a vector that is none", json({ data: [{ embedding: 5 }] }), { code: "protocol" }],
  ])("fails by %s", async (_, reply, expected) => {
    await using server = await replayServer(reply);
    const options: OpenAIEmbeddingsOptions = { apiKey: KEY, baseURL: server.url, maxRetries: 0 };
    const embeddings = new OpenAIEmbeddings(options);
    const error: unknown = await embeddings.embedQuery("a").then(
      () => expect.unreachable("it did not fail"),
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ ...expected, phase: "before-first-chunk", path: ["OpenAIEmbeddings"] });
    expect(inspect([error, embeddings], { depth: 9, showHidden: true })).not.toContain(KEY);
  });
});
