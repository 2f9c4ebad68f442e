import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AIMessage } from "../messages/ai.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { tool } from "../tools/tool.ts";
import { ChatModelBinding } from "./binding.ts";
import type { ChatModelConfig } from "./call-options.ts";

const weather = tool(({ city }) => `Sunny in ${city}.`, {
  name: "weather",
  description: "The weather in a city, now.",
  schema: z.object({ city: z.string() }),
});
const CALL = { name: "weather", args: { city: "Paris" }, id: "call_1" };
const scripted = () => new ScriptedChatModel({ replies: [[CALL]] });
const failing = () => new ScriptedChatModel({ replies: [[new Error("off")]] });

describe("bindTools", () => {
  it("binds tools, and further call options", async () => {
    const model = scripted();
    const message = await model.bindTools([weather], { toolChoice: "auto" }).invoke("What is the weather in Paris?");
    expect(model.calls.map(({ options }) => options)).toEqual([{ tools: [weather], toolChoice: "auto" }]);
    expect(message.tool_calls).toEqual([{ ...CALL, type: "tool_call" }]);
    expect((await weather.invoke(message.tool_calls[0]!)).text).toBe("Sunny in Paris.");
  });

  it("goes over tools that were bound before, and keeps what else was", async () => {
    const model = scripted();
    const other = { name: "other", parameters: { type: "object" } };
    await model.bind({ temperature: 0 }).bindTools([weather]).bindTools([other]).invoke("x");
    expect(model.calls[0]!.options).toEqual({ temperature: 0, tools: [other] });
  });

  it("streams the one message, whose call comes in pieces", async () => {
    const message = scripted().bindTools([weather]).streamMessage("x");
    const events: string[] = [];
    for await (const { type } of message) events.push(type);
    expect(events.filter((type) => type === "content-block-delta").length).toBeGreaterThan(1);
    expect(await message.toolCalls).toEqual([{ ...CALL, type: "tool_call" }]);
  });
});

describe("what is made of a chat model is a chat model", () => {
  const made: [string, (model: ScriptedChatModel) => ChatModelBinding<ChatModelConfig>][] = [
    ["withConfig", (model) => model.withConfig({ tags: ["a"] })],
    ["bind", (model) => model.bind({ temperature: 0 })],
    ["withListeners", (model) => model.withListeners({})],
    ["withRetry", (model) => model.withRetry()],
    ["configurableFields", (model) => model.configurableFields({ temperature: { id: "t" } })],
    ["withFallbacks", (model) => model.withFallbacks([failing()])],
    ["all of them", (model) => model.bind({ seed: 1 }).withRetry().withListeners({}).withFallbacks([failing()])],
  ];

  it.each(made)("%s", async (_, make) => {
    const model = scripted();
    const bound = make(model);
    expect(bound).toBeInstanceOf(ChatModelBinding);
    expect(await bound.bindTools([weather]).streamMessage("x").toolCalls).toHaveLength(1);
    expect(model.calls[0]!.options.tools).toEqual([weather]);
    expect(bound.bindTools([weather]).name).toBe(bound.name);
  });

  it("unless something else may take its place", async () => {
    const chain = failing().withFallbacks([RunnableLambda.from(() => new AIMessage("sorry"))]);
    expect(chain).not.toBeInstanceOf(ChatModelBinding);
    expect((await chain.invoke("x")).text).toBe("sorry");
  });

  it("tools are bound to the fallbacks too, in LangChain's form as well", async () => {
    const second = scripted();
    const model = failing()
      .withFallbacks({ fallbacks: [second.bind({ seed: 1 })] })
      .bindTools([weather]);
    expect((await model.invoke("x")).tool_calls).toHaveLength(1);
    expect(second.calls[0]!.options).toEqual({ seed: 1, tools: [weather] });
  });

  it("takes a setting at run time", async () => {
    const model = scripted();
    const configurable = model.configurableFields({ temperature: { id: "t" } }).bindTools([weather]);
    await configurable.invoke("x", { configurable: { t: 0.5 } });
    expect(model.calls[0]!.options).toEqual({ temperature: 0.5, tools: [weather] });
  });

  it("hears of its runs", async () => {
    const heard: string[] = [];
    const listen = (who: string) => ({ onEnd: () => void heard.push(who) });
    const model = scripted().withListeners(listen("first")).bindTools([weather]).withListeners(listen("second"));
    await model.invoke("x");
    expect(heard.toSorted()).toEqual(["first", "second"]);
  });
});
