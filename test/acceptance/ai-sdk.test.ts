import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setImmediate as nextMacrotask } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { fromAISDK, toAISDK } from "../../src/interop/ai-sdk/index.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { glmError, type GlmReply } from "../../src/testing/glm-server/reply.ts";
import { glmServer, type GlmServer } from "../../src/testing/glm-server/server.ts";
import { all } from "../support/all.ts";
import { ai, hasAISDK, MODELS } from "../support/ai-sdk.ts";
import { replayServer } from "../support/replay-server.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const servers: GlmServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A chat model of the library, over HTTP, as a model of the AI SDK. */
async function serve(...replies: readonly GlmReply[]) {
  const server = await glmServer({ replies });
  servers.push(server);
  const chat = new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url, maxRetries: 0 });
  return { server, chat, model: toAISDK(chat) };
}

/** The end of a request, as soon as the server knows it. */
async function endOf(server: GlmServer): Promise<string> {
  for (;;) {
    const closed = (await server.recorded())[0]?.closed;
    if (closed) return closed;
    await nextMacrotask();
  }
}

const weather = ai.tool?.({
  description: "The weather in a city.",
  inputSchema: z.object({ city: z.string() }),
  execute: ({ city }: { city: string }) => `sunny in ${city}`,
});
const calling: GlmReply = { tokens: [{ toolCalls: [{ id: "c1", name: "weather", arguments: { city: "Paris" } }] }] };
const quiet = { onError: () => {} };

describe.skipIf(!hasAISDK)("with toAISDK, a chat model is one for", () => {
  it("streamText: text as it comes, thoughts, usage, why it ended", async () => {
    const { model, server } = await serve({ tokens: [{ reasoning: "Hm." }, "The", " sky", "."] });
    const result = ai.streamText({ model, prompt: "what color?", temperature: 0.5, maxOutputTokens: 10 });
    expect(await all(result.textStream)).toEqual(["The", " sky", "."]);
    expect(await result.reasoningText).toBe("Hm.");
    expect(await result.finishReason).toBe("stop");
    expect(await result.usage).toMatchObject({ outputTokens: 4 });
    expect((await result.response).modelId).toBe("glm-4-plus");
    const [{ body } = { body: undefined }] = await server.recorded();
    expect(body).toMatchObject({
      temperature: 0.5,
      max_tokens: 10,
      messages: [{ role: "user", content: "what color?" }],
    });
  });

  it("generateText with an image, whose address goes to the provider as it is", async () => {
    const { model, server } = await serve({ tokens: ["Sky"] });
    const image = "https://x.example/sky.png";
    const content = [
      { type: "text", text: "what color?" },
      { type: "image", image: new URL(image) },
    ];
    await ai.generateText({ model, messages: [{ role: "user", content }] });
    const [request] = await server.recorded();
    expect(request?.body).toMatchObject({
      messages: [{ content: [{ text: "what color?" }, { type: "image_url", image_url: { url: image } }] }],
    });
  });

  it("streamText with tools: it carries out the calls, and goes on with what they give", async () => {
    const { model, server } = await serve(calling, { tokens: ["Sun", "ny."] });
    const options = { model, prompt: "how is it in Paris?", tools: { weather }, stopWhen: ai.stepCountIs(3) };
    const result = ai.streamText(options);
    expect(await all(result.textStream)).toEqual(["Sun", "ny."]);
    const steps = await result.steps;
    expect(steps.map((step: any) => step.finishReason)).toEqual(["tool-calls", "stop"]);
    const [first, second] = await server.recorded();
    expect(first?.body).toMatchObject({
      tools: [{ function: { name: "weather", description: "The weather in a city." } }],
    });
    expect((second!.body as any).messages.slice(1)).toMatchObject([
      { role: "assistant", tool_calls: [{ id: "c1", function: { name: "weather", arguments: '{"city":"Paris"}' } }] },
      { role: "tool", tool_call_id: "c1", content: "sunny in Paris" },
    ]);
  });

  it("generateText, of a chain too, and generateObject", async () => {
    const { model } = await serve({ tokens: ["The", " sky"] });
    expect((await ai.generateText({ model, prompt: "hi" })).text).toBe("The sky");
    const { chat, server } = await serve({ tokens: ['{"a":', "1}"] });
    const chain = toAISDK(chat.withRetry().withFallbacks([chat]), { supportsStructuredOutputs: false });
    const schema = z.object({ a: z.number() });
    expect((await ai.generateObject({ model: chain, schema, prompt: "hi" })).object).toEqual({ a: 1 });
    const [request] = await server.recorded();
    expect(request?.body).toMatchObject({
      response_format: { type: "json_object" },
      messages: [
        { role: "system", content: expect.stringContaining('"a"') },
        { role: "user", content: "hi" },
      ],
    });
    const streamed = ai.streamObject({ model: chain, schema, prompt: "hi" });
    expect((await all(streamed.partialObjectStream)).at(-1)).toEqual({ a: 1 });
  });

  it("streamText that is aborted: the request is closed", async () => {
    const { model, server } = await serve({ tokens: ["The", 60_000, " sky"] });
    const controller = new AbortController();
    const result = ai.streamText({ model, prompt: "hi", abortSignal: controller.signal, ...quiet });
    const types: string[] = [];
    for await (const part of result.fullStream) {
      types.push(part.type);
      if (part.type === "text-delta") controller.abort();
    }
    expect(types.at(-1)).toBe("abort");
    expect(await endOf(server)).toBe("aborted");
  });

  it("a caller that tries again where that may help, and not where it cannot", async () => {
    const { model, server } = await serve(
      { ...glmError("1302"), headers: { "retry-after": "0" } },
      { tokens: ["The"] },
    );
    const retried = await ai.generateText({ model, prompt: "hi", maxRetries: 1 }).catch((error: unknown) => error);
    expect(retried.text).toBe("The");
    expect(await server.recorded()).toHaveLength(2);
    const { model: refused, server: second } = await serve(glmError("401"));
    await expect(ai.generateText({ model: refused, prompt: "hi", maxRetries: 2 })).rejects.toMatchObject({
      name: "AI_APICallError",
      statusCode: 401,
      cause: { code: "auth" },
    });
    expect(await second.recorded()).toHaveLength(1);
  });

  it("an error in mid-stream: it is told, and what had come is not passed off as whole", async () => {
    const { model } = await serve({ tokens: ["The", " sky"], cutAfter: 1 });
    const result = ai.streamText({ model, prompt: "hi", ...quiet });
    const parts = await all(result.fullStream);
    expect(parts.find((part: any) => part.type === "error")).toMatchObject({ error: { cause: { code: "truncated" } } });
  });

  it("there and back: a model of the AI SDK through the library is the same to streamText", async () => {
    const body = ['{"content":"The"}', '{"content":" sky"}', '{},"finish_reason":"stop"']
      .map((delta) => `data: {"id":"1","choices":[{"index":0,"delta":${delta}}]}\n\n`)
      .join("");
    await using server = await replayServer({ body: `${body}data: [DONE]\n\n` });
    const direct = MODELS["openai-compatible"]({ baseURL: server.url });
    for (const model of [direct, toAISDK(fromAISDK(direct))]) {
      const result = ai.streamText({ model, prompt: "hi" });
      expect(await all(result.textStream)).toEqual(["The", " sky"]);
      expect(await result.finishReason).toBe("stop");
    }
    expect(server.requests[0]?.body).toEqual(server.requests[1]?.body);
  });
});

it.skipIf(!hasAISDK)(
  "the types fit those of the AI SDK, in every version of its specification",
  { timeout: 60_000 },
  async () => {
    const folder = join(root, "test/.generated-ai-sdk");
    await mkdir(folder, { recursive: true });
    try {
      await writeFile(join(folder, "models.ts"), PROGRAM);
      const compiled = await promisify(execFile)(join(root, "node_modules/.bin/tsc"), COMPILER, { cwd: folder }).catch(
        (error: { stdout: string }) => error,
      );
      expect(compiled.stdout).toBe("");
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

const MODULES = "../../bench/node_modules";
const PROGRAM = `
import { streamText, type LanguageModel } from "${MODULES}/ai/dist/index.mjs";
import type { LanguageModelV3, LanguageModelV3CallOptions } from "${MODULES}/@ai-sdk/provider/dist/index.mjs";
import type { LanguageModelV2 } from "${MODULES}/ai-sdk-compatible-v2/node_modules/@ai-sdk/provider/dist/index.mjs";
import type { LanguageModelV4 } from "${MODULES}/ai-sdk-anthropic-v4/node_modules/@ai-sdk/provider/dist/index.js";
import { fromAISDK, toAISDK } from "../../src/interop/ai-sdk/index.ts";
import { StringOutputParser } from "../../src/index.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/index.ts";
declare const v2: LanguageModelV2;
declare const v3: LanguageModelV3;
declare const v4: LanguageModelV4;
export const chats = [fromAISDK(v2), fromAISDK(v3, { temperature: 0 }), fromAISDK(v4)];
export const model: LanguageModel = toAISDK(new ChatZhipuAI());
export const chain: LanguageModel & LanguageModelV3 = toAISDK(chats[0]!.pipe(new StringOutputParser()));
export const asked = (options: LanguageModelV3CallOptions) => [model, chain.doStream(options), toAISDK(chats[0]!).doGenerate(options)];
export const result = streamText({ model: toAISDK(chats[0]!), prompt: "hi" });
// @ts-expect-error: a name is no model
fromAISDK("gpt-4o");
`;
const COMPILER =
  "--ignoreConfig --noEmit --strict --exactOptionalPropertyTypes --target es2023 --lib es2023,dom,dom.iterable,esnext.disposable --module nodenext --skipLibCheck --types node --allowImportingTsExtensions models.ts".split(
    " ",
  );
