import { setImmediate as nextMacrotask } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { ChatPromptTemplate } from "../../src/prompts/chat-prompt-template.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { glmError, type GlmReply } from "../../src/testing/glm-server/reply.ts";
import { glmServer, type GlmServer } from "../../src/testing/glm-server/server.ts";

const TOKENS = ["The", " sky", " is", " blue", "."];

const servers: GlmServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(reply: GlmReply) {
  const server = await glmServer({ replies: [reply] });
  servers.push(server);
  const model = new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url, maxRetries: 0 });
  return { server, chain: ChatPromptTemplate.fromTemplate("{question}").pipe(model).pipe(new StringOutputParser()) };
}

/** The end of a request, as soon as the server knows it. */
async function endOf(server: GlmServer): Promise<string> {
  for (;;) {
    const closed = (await server.recorded())[0]?.closed;
    if (closed) return closed;
    await nextMacrotask();
  }
}

const question = { question: "what color is the sky?" };

it("a whole answer tells its text, its message and what it cost", async () => {
  const { chain } = await serve({ tokens: TOKENS });
  const { messages, ...outcome } = await chain.stream(question).settled;
  expect(outcome).toMatchObject({ status: "ok", value: "The sky is blue.", partialMessages: [] });
  expect(messages).toEqual([expect.objectContaining({ content: "The sky is blue.", usage_metadata: outcome.usage })]);
  expect(outcome.usage).toMatchObject({ output_tokens: TOKENS.length });
});

it("a connection that breaks leaves the text that had come, and what it had cost until then", async () => {
  const { chain } = await serve({ tokens: TOKENS, usage: "cumulative", cutAfter: 3 });
  const { messages, partialMessages, ...outcome } = await chain.stream(question).settled;
  expect(outcome).toMatchObject({
    status: "error",
    error: { code: "truncated" },
    partial: "The sky is",
    usage: { output_tokens: 3 },
  });
  expect(messages?.map(({ text }) => text)).toEqual(["The sky is"]);
  expect(partialMessages).toEqual(messages);
});

it("a break leaves as much, and closes the request", async () => {
  const { chain, server } = await serve({
    tokens: Array.from({ length: 2_000 }, () => TOKENS).flat(),
    usage: "cumulative",
    slow: 5,
  });
  const stream = chain.stream(question);
  const { settled } = stream;
  for await (const text of stream) if (text === " sky") break;
  const { usage, messages, ...outcome } = await settled;
  expect(outcome).toMatchObject({ status: "cancelled", reason: undefined, partial: expect.stringMatching(/^The sky/) });
  expect(usage!.output_tokens).toBeGreaterThanOrEqual(2);
  expect(messages).toHaveLength(1);
  expect(await endOf(server)).toBe("aborted");
});

it("a refusal has nothing to tell but itself", async () => {
  const { chain } = await serve(glmError("1302"));
  expect(await chain.stream(question).settled).toMatchObject({
    status: "error",
    error: { code: "rate_limit" },
    messages: [],
    usage: undefined,
    times: { firstChunk: undefined },
  });
});
