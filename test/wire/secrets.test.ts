import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorInfo } from "../../src/errors/info.ts";
import type { ChatModel } from "../../src/models/chat-model.ts";
import { ChatAnthropic } from "../../src/providers/anthropic/chat-model.ts";
import { ChatGoogle } from "../../src/providers/google/chat-model.ts";
import { ChatOllama } from "../../src/providers/ollama/chat-model.ts";
import { ChatOpenAI } from "../../src/providers/openai-compatible/chat-models.ts";
import { ChatOpenAIResponses } from "../../src/providers/openai-responses/chat-model.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { record } from "../../src/testing/recording/record.ts";

type Fetch = typeof globalThis.fetch;

/** Fifty secrets, each of which stands in one place of a request, and all of which the service says again. */
const SECRETS = Array.from({ length: 50 }, (_, at) => `planted${at}.${"abcdefghij".slice(at % 10)}${at * 7919}x`);
const [KEY = "", QUERY = "", ...REST] = SECRETS;
const HEADERS = Object.fromEntries(
  REST.slice(0, 24).map((secret, at) => [
    ["x-api-key", "authorization-extra", "cookie", "x-auth-token"][at % 4] + `-${at}`,
    at % 2 ? secret : `Bearer ${secret}`,
  ]),
);
const FIELDS = Object.fromEntries(
  REST.slice(24).map((secret, at) => [`secret_${at}`, at % 2 ? secret : { token: secret }]),
);
const EVERYTHING = SECRETS.join(" and ");

const OPTIONS = { apiKey: KEY, headers: HEADERS, extraBody: { vault: FIELDS }, maxRetries: 0 };
const BASE = `https://models.example/v1?api_key=${QUERY}`;

const MODELS: readonly (readonly [string, (fetch: Fetch) => ChatModel, contentType: string])[] = [
  ["ChatOpenAI", (fetch) => new ChatOpenAI({ ...OPTIONS, baseURL: BASE, fetch }), "text/event-stream"],
  [
    "ChatOpenAIResponses",
    (fetch) => new ChatOpenAIResponses({ ...OPTIONS, baseURL: BASE, fetch }),
    "text/event-stream",
  ],
  ["ChatZhipuAI", (fetch) => new ChatZhipuAI({ ...OPTIONS, baseURL: BASE, fetch }), "text/event-stream"],
  ["ChatAnthropic", (fetch) => new ChatAnthropic({ ...OPTIONS, baseURL: BASE, fetch }), "text/event-stream"],
  ["ChatGoogle", (fetch) => new ChatGoogle({ ...OPTIONS, baseURL: BASE, fetch }), "text/event-stream"],
  ["ChatOllama", (fetch) => new ChatOllama({ ...OPTIONS, model: "m", baseURL: BASE, fetch }), "application/x-ndjson"],
];

const says =
  (status: number, type: string, body: string, headers: Record<string, string> = {}): Fetch =>
  async () =>
    new Response(body, { status, headers: { "content-type": type, "x-request-id": KEY, ...headers } });

const json = JSON.stringify({
  error: { message: EVERYTHING, code: KEY, type: QUERY, status: REST[0] },
  request_id: REST[1],
});
const ANSWERS: readonly (readonly [string, (type: string) => Fetch])[] = [
  ["a refusal of the key", () => says(401, "application/json", json)],
  [
    "a refusal in mid-stream",
    (type) => says(200, type, type.endsWith("ndjson") ? `${json}\n` : `event: error\ndata: ${json}\n\n`),
  ],
  ["a page of a proxy", () => says(502, "text/html", `<html><b title="${KEY}">${EVERYTHING}</b></html>`)],
  [
    "something that is no event",
    (type) => says(200, type, type.endsWith("ndjson") ? `${EVERYTHING}\n{}\n` : `data: ${EVERYTHING}\n\ndata: {}\n\n`),
  ],
  [
    "a failure of the network",
    () => async () => {
      throw new TypeError(`cannot fetch ${BASE}: ${EVERYTHING}`, { cause: new Error(EVERYTHING) });
    },
  ],
  [
    "a connection that breaks",
    (type) => async () =>
      new Response(
        new ReadableStream({
          pull() {
            throw new Error(EVERYTHING);
          },
        }),
        { headers: { "content-type": type } },
      ),
  ],
];

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "runlet-secrets-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** All that can be seen of a failing run. */
async function seen(make: (fetch: Fetch) => ChatModel, fetch: Fetch): Promise<string> {
  const file = join(folder, "tape.jsonl");
  const model = make(fetch);
  const shown: unknown[] = [inspect(model, { depth: 9, showHidden: true }), JSON.stringify(model)];
  const error: unknown = await make(record(fetch, file))
    .invoke("hello")
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: expect.any(String) });
  shown.push(
    inspect(error, { depth: 9, showHidden: true }),
    String(error),
    inspect(errorInfo(error as object), { depth: 9 }),
  );
  for (const told of [model.streamEvents("hello"), model.streamLog("hello")]) {
    try {
      for await (const event of told) shown.push(inspect(event, { depth: 9 }), JSON.stringify(event));
    } catch (thrown) {
      shown.push(inspect(thrown, { depth: 9, showHidden: true }));
    }
  }
  shown.push(readFileSync(file, "utf8"));
  return shown.join("\n");
}

describe.each(MODELS)("%s shows none of fifty secrets", (_, make, type) => {
  it.each(ANSWERS)("in %s", async (_, answer) => {
    const text = await seen(make, answer(type));
    expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
    expect(text.length).toBeGreaterThan(1000);
  });
});
