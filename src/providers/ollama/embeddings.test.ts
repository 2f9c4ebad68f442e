import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { OllamaEmbeddings, type OllamaEmbeddingsOptions } from "./embeddings.ts";

interface Sent {
  readonly url: unknown;
  readonly headers: unknown;
  readonly body: { readonly input: string[] };
}

/** A server that embeds each text as its length. */
function lengths(options: Partial<OllamaEmbeddingsOptions> = {}) {
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (url, { headers, body } = {}) => {
    sent.push({ url, headers, body: JSON.parse(String(body)) });
    return Response.json({ model: "m", embeddings: sent.at(-1)!.body.input.map((text) => [text.length]) });
  };
  return { sent, embeddings: new OllamaEmbeddings({ model: "m", baseURL: "http://a", fetch, ...options }) };
}
const answering = (status: number, body: string) => {
  const fetch = async () => new Response(body, { status, headers: { "content-type": "application/json" } });
  return new OllamaEmbeddings({ model: "m", baseURL: "http://a", fetch, maxRetries: 0 });
};

describe("OllamaEmbeddings", () => {
  it("gives a vector for each text", async () => {
    const { sent, embeddings } = lengths();
    expect(await embeddings.embedDocuments(["a", "bb"])).toEqual([[1], [2]]);
    expect(await embeddings.embedQuery("ccc")).toEqual([3]);
    expect(await embeddings.embedDocuments([])).toEqual([]);
    const headers = { "content-type": "application/json", accept: "application/json" };
    expect(sent).toEqual([
      { url: "http://a/api/embed", headers, body: { model: "m", input: ["a", "bb"] } },
      { url: "http://a/api/embed", headers, body: { model: "m", input: ["ccc"] } },
    ]);
  });

  it("sends its options, and many texts in several requests", async () => {
    const { sent, embeddings } = lengths({
      batchSize: 2,
      dimensions: 1,
      truncate: false,
      keepAlive: "1m",
      options: { num_ctx: 1 },
      apiKey: "key-123",
    });
    expect(await embeddings.embedDocuments(["a", "bb", "ccc", "dddd", "e"])).toEqual([[1], [2], [3], [4], [1]]);
    expect(sent.map(({ body }) => body.input)).toEqual([["a", "bb"], ["ccc", "dddd"], ["e"]]);
    const options = { num_ctx: 1 };
    expect(sent[0]!.body).toMatchObject({ dimensions: 1, truncate: false, keep_alive: "1m", options });
    expect(sent[0]!.headers).toMatchObject({ authorization: "Bearer key-123" });
    expect(inspect(embeddings, { depth: 9 }) + JSON.stringify(embeddings)).not.toContain("key-123");
  });

  it.each([
    [200, '{"embeddings":[[1]]}', "protocol"],
    [200, '{"embeddings":[1,2]}', "protocol"],
    [200, "null", "protocol"],
    [200, "{", "protocol"],
    [404, '{"error":"model \\"m\\" not found"}', "not_found"],
    [400, '{"error":"the input length exceeds the context length"}', "context_length"],
  ])("fails where it is answered with %i %s", async (status, body, code) => {
    await expect(answering(status, body).embedDocuments(["a", "b"])).rejects.toMatchObject({ code });
  });

  it("wants a model", async () => {
    await expect(lengths({ model: "" }).embeddings.embedQuery("a")).rejects.toMatchObject({ code: "config" });
  });
});
