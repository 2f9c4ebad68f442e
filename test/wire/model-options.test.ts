import { expect, it } from "vitest";
import { z } from "zod";
import type { ChatModelConfig } from "../../src/models/call-options.ts";
import type { ChatModel } from "../../src/models/chat-model.ts";
import { InMemoryCache } from "../../src/models/response-cache.ts";
import type { RateLimiter } from "../../src/models/rate-limiter.ts";
import { ChatDeepSeek, ChatOpenAI } from "../../src/providers/openai-compatible/index.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { glmError } from "../../src/testing/glm-server/reply.ts";
import { glmServer } from "../../src/testing/glm-server/server.ts";
import { thrown } from "../contract/ways.ts";

/** Lets everybody through, and counts. */
class Turnstile implements RateLimiter {
  passed = 0;
  tryAcquire(): boolean {
    this.passed++;
    return true;
  }
  async acquire(): Promise<boolean> {
    return this.tryAcquire();
  }
}

it("a request that is sent again waits for its turn as the first one does; an answer that is kept is no request", async () => {
  await using server = await glmServer({ replies: [glmError("500"), ["a"]] });
  const rateLimiter = new Turnstile();
  const options = { apiKey: "id.secret", baseURL: server.url, rateLimiter, cache: new InMemoryCache() };
  const model = new ChatZhipuAI(options);
  expect((await model.invoke("x")).text).toBe("a");
  expect([server.requests.length, rateLimiter.passed]).toEqual([2, 2]);
  expect((await model.invoke("x")).text).toBe("a");
  expect([server.requests.length, rateLimiter.passed]).toEqual([2, 2]);
});

it("a model over HTTP has the time limits that it was made with, each by its name", async () => {
  await using server = await glmServer({ replies: [["a", 60_000, "b"]] });
  const made = (timeout: object) =>
    new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url, maxRetries: 0, timeout });
  expect(await thrown(() => made({ idle: 20 }).invoke("x"))).toMatchObject({ timeout: "idle", partial: { text: "a" } });
  expect(await thrown(() => made({ total: 50 }).invoke("x"))).toMatchObject({ code: "timeout", timeout: "total" });
});

it.each([
  ["ChatOpenAI, by a schema", ChatOpenAI, "text", { response_format: { type: "json_schema" } }],
  [
    "ChatDeepSeek, by a tool",
    ChatDeepSeek,
    "call",
    { tool_choice: { type: "function", function: { name: "answer" } } },
  ],
  ["ChatZhipuAI, by any JSON", ChatZhipuAI, "text", { response_format: { type: "json_object" } }],
] as const)("%s is asked for a value, and gives it", async (_, Model, as, sent) => {
  const city = { city: "Paris" };
  const tokens = as === "call" ? [{ toolCalls: [{ name: "answer", arguments: city }] }] : [JSON.stringify(city)];
  await using server = await glmServer({ replies: [tokens] });
  const model: ChatModel<ChatModelConfig> = new Model({ apiKey: "id.secret", baseURL: server.url, maxRetries: 0 });
  expect(await model.withStructuredOutput(z.object({ city: z.string() })).invoke("Where?")).toEqual(city);
  expect(server.requests[0]).toMatchObject({ body: sent });
});
