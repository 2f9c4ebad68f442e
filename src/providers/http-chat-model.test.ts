import { describe, expect, it } from "vitest";
import { AIMessage } from "../messages/ai.ts";
import type { ResponseCache } from "../models/response-cache.ts";
import { ChatOpenAICompatible, type ChatOpenAICompatibleOptions } from "./openai-compatible/index.ts";

const KEY = "sk-0123456789abcdef";
const BASE = { model: "m", apiKey: KEY, baseURL: "https://llm.example/v1" };

/** What an answer to `text` is kept under. */
async function keyOf(options: Partial<ChatOpenAICompatibleOptions> = {}, text = "x"): Promise<string> {
  let asked = "";
  const cache: ResponseCache = { lookup: (key) => ((asked = key), new AIMessage("kept")), update: () => {} };
  await new ChatOpenAICompatible({ ...BASE, ...options, cache }).invoke(text);
  return asked;
}

describe("what an answer over HTTP is kept under", () => {
  const headers = (provider: string) => ({ headers: { "x-provider": provider } });
  const body = (extraBody: Record<string, unknown>) => ({ extraBody });
  const address = (query: string) => ({ baseURL: `${BASE.baseURL}${query}` });

  it.each<[string, Partial<ChatOpenAICompatibleOptions>, Partial<ChatOpenAICompatibleOptions>]>([
    ["headers", headers("a"), headers("b")],
    ["keys", {}, { apiKey: "sk-another-key-0" }],
    ["short keys", { apiKey: "a" }, { apiKey: "b" }],
    ["parts of the address", address("?deployment=a"), address("?deployment=b")],
    ["parts of the address that are no UTF-8", address("?a=%fe"), address("?a=%ff")],
    ["secret parts of the address", address("?key=abcdef1"), address("?key=abcdef2")],
    ["secret fields", body({ user_token: "token-a" }), body({ user_token: "token-b" })],
    ["secret numbers", body({ session: 1 }), body({ session: 2 })],
    ["secrets of another kind", body({ session: 1 }), body({ session: "1" })],
    ["secrets in a list", body({ api_keys: ["key-000001"] }), body({ api_keys: ["key-000002"] })],
  ])("tells %s apart", async (_, one, other) => {
    const keys = [await keyOf(one), await keyOf(one), await keyOf(other)];
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).not.toBe(keys[2]);
    for (const secret of [KEY, "abcdef", "token-", "key-0000"]) expect(keys.join()).not.toContain(secret);
  });

  it("does not mind how a header is written, nor those that are sent anyway", async () => {
    const plain = await keyOf({ headers: { "x-a": "1", "x-b": "2" } });
    expect(await keyOf({ headers: { "X-B": "2", Accept: "text/plain", "X-A": "1" } })).toBe(plain);
  });

  it("tells texts apart that say a secret, stars, or what stands for the secret", async () => {
    const said = await keyOf({}, `Is ${KEY} one?`);
    expect(said).not.toContain(KEY);
    const shown = /Is (sha256:[0-9a-f]{32}) one\?/.exec(said)![1]!;
    const keys = [said, await keyOf({}, `Is ${shown} one?`), await keyOf({}, "Is *** one?")];
    expect(new Set(keys).size).toBe(3);
  });

  it("is JSON, whatever a secret is", async () => {
    for (const secret of ['":"user', '"content"', '\\"a\\nb']) {
      const key = await keyOf({ headers: { "x-token": secret } }, `a ${secret} b`);
      expect(JSON.stringify(JSON.parse(key))).toBe(key);
      expect(key).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
  });
});
