import { expect, it } from "vitest";
import { AIMessageChunk } from "../messages/ai.ts";
import type { UsageMetadata } from "../messages/usage.ts";
import { usageByModel } from "../messages/usage-by-model.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { parallel } from "../runnables/parallel.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { ChatModel } from "./chat-model.ts";
import type { ModelInput } from "./input.ts";
import { InMemoryCache } from "./response-cache.ts";
import { UsageMetadataCallbackHandler } from "./usage-callback.ts";

const cost = (input: number, output: number): UsageMetadata => ({
  input_tokens: input,
  output_tokens: output,
  total_tokens: input + output,
});
const spends = (input: number, output: number, model_name?: string) =>
  new AIMessageChunk({ content: "x", usage_metadata: cost(input, output), response_metadata: { model_name } });
const says = (...tokens: (string | AIMessageChunk | Error)[]) => new ScriptedChatModel({ replies: [tokens] });

it("sums what each model has cost, wherever it is in a chain, however often it is run", async () => {
  const usage = new UsageMetadataCallbackHandler();
  const small = says("a", spends(1, 0), spends(0, 2, "small"));
  const asked = RunnableLambda.from(async (text: string) => (await small.invoke(text)).text);
  const chain = parallel({ a: asked, b: says(spends(10, 20, "large")), c: says(spends(5, 5)) });
  await chain.invoke("?", { callbacks: [usage] });
  await chain.stream("?", { callbacks: [usage] }).final();
  expect(usage.usageMetadata).toEqual({ small: cost(2, 4), large: cost(20, 40), unknown: cost(10, 10) });
  expect(usage.total).toEqual(cost(32, 54));
});

it("counts what had come of an answer that fails, or is left", async () => {
  const usage = new UsageMetadataCallbackHandler();
  const failing = says(spends(3, 1, "m"), "y", new Error("off"));
  await failing.invoke("?", { callbacks: [usage] }).catch(() => {});
  for await (const _ of failing.stream("?", { callbacks: [usage] })) break;
  expect(usage.usageMetadata).toEqual({ m: cost(6, 2) });
});

it("counts an answer once that another model passes on, and one that was kept not at all", async () => {
  const inner = new ScriptedChatModel({ replies: [[spends(1, 1, "inner")]], cache: new InMemoryCache() });
  class Outer extends ChatModel {
    readonly name = "Outer";
    protected reply(messages: ModelInput) {
      return inner.stream(messages);
    }
  }
  const usage = new UsageMetadataCallbackHandler();
  await new Outer().invoke("?", { callbacks: [usage] });
  expect(usage.usageMetadata).toEqual({ inner: cost(1, 1) });
  await new Outer().invoke("?", { callbacks: [usage] });
  expect(usage.total).toEqual(cost(1, 1));
});

it("is nothing where nobody has said anything", async () => {
  const usage = new UsageMetadataCallbackHandler();
  await says("x").invoke("?", { callbacks: [usage] });
  expect([usage.usageMetadata, usage.total]).toEqual([{}, undefined]);
});

it("can be had of what became of a run, too", async () => {
  const chain = says(spends(1, 2, "small"))
    .pipe(({ text }) => text)
    .pipe(says(spends(3, 4, "__proto__")));
  const { messages = [], usage } = await chain.stream("?").settled;
  const sums = usageByModel(messages);
  expect(Object.entries(sums)).toEqual([
    ["small", cost(1, 2)],
    ["__proto__", cost(3, 4)],
  ]);
  expect(usage).toEqual(cost(4, 6));
});
