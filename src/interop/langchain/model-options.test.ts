import { HumanMessage as TheirHuman, type AIMessageChunk as TheirChunk } from "@langchain/core/messages";
import { tool as theirTool } from "@langchain/core/tools";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { all, thrown } from "../../../test/contract/ways.ts";
import { SpokenChatModel } from "../../../test/support/spoken-chat-model.ts";
import type { ChatModelConfig } from "../../models/call-options.ts";
import type { ChatModel } from "../../models/chat-model.ts";
import { ScriptedChatModel } from "../../testing/scripted/chat-model.ts";
import { tool } from "../../tools/tool.ts";
import { fromLangChain } from "./from.ts";
import { toLangChain } from "./to.ts";

const schema = z.object({ city: z.string() });
const theirs = theirTool(({ city }) => `sun in ${city}`, { name: "theirs", description: "The weather.", schema });
const ours = tool(({ city }) => `sun in ${city}`, { name: "ours", description: "The weather.", schema });
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const told = (name: string) => ({
  type: "function",
  function: { name, description: "The weather.", parameters: expect.objectContaining(parameters) },
});

describe("toLangChain", () => {
  const caller = () => new ScriptedChatModel({ replies: [[{ name: "theirs", args: { city: "Paris" }, id: "c1" }]] });

  it("a model is bound tools of LangChain's, of ours, and of the provider, and its calls come back", async () => {
    const scripted = caller();
    const model = toLangChain(scripted).bindTools([theirs, ours, { type: "web_search" }], { tool_choice: "any" });
    const message = await model.invoke("the weather?");
    expect(message.tool_calls).toEqual([{ name: "theirs", args: { city: "Paris" }, id: "c1", type: "tool_call" }]);
    expect(await theirs.invoke({ ...message.tool_calls![0]!, type: "tool_call" })).toMatchObject({
      content: "sun in Paris",
      tool_call_id: "c1",
    });
    const { tools, toolChoice } = scripted.calls[0]!.options;
    expect(tools).toEqual([told("theirs"), ours, { type: "web_search" }]);
    expect(toolChoice).toBe("any");
    const chunks = (await all(await model.stream([new TheirHuman("the weather?")]))) as TheirChunk[];
    expect(chunks.flatMap(({ tool_call_chunks = [] }) => tool_call_chunks).map(({ name }) => name)).toContain("theirs");
  });

  it("a choice is one in the words of any of LangChain's models", async () => {
    const scripted = caller();
    const model = toLangChain(scripted);
    const choices = [
      ["required", "required"],
      ["theirs", { name: "theirs" }],
      [{ type: "function", function: { name: "theirs" } }, { name: "theirs" }],
      [{ type: "tool", name: "theirs" }, { name: "theirs" }],
      [{ type: "none" }, "none"],
    ] as const;
    for (const [tool_choice] of choices) await model.bindTools([theirs], { tool_choice }).invoke("x");
    expect(scripted.calls.map(({ options }) => options.toolChoice)).toEqual(choices.map(([, choice]) => choice));
    const wrong = model.bindTools([theirs], { tool_choice: { type: "some" } });
    expect(await thrown(() => wrong.invoke("x"))).toMatchObject({ code: "config" });
  });

  it("its withStructuredOutput is that of the model", async () => {
    const scripted = new ScriptedChatModel({ replies: [[{ name: "place", args: { city: "Paris" } }]] });
    const place = toLangChain(scripted).withStructuredOutput(schema, { name: "place" });
    expect(await place.invoke("where?")).toEqual({ city: "Paris" });
    expect(scripted.calls[0]!.options.toolChoice).toEqual({ name: "place" });
    const raw = toLangChain(new ScriptedChatModel({ replies: [["{}"]] })).withStructuredOutput(schema, {
      method: "jsonSchema",
      includeRaw: true,
    });
    expect(await raw.invoke([new TheirHuman("where?")])).toMatchObject({ raw: { content: "{}" }, parsed: null });
  });
});

describe("fromLangChain", () => {
  const call = (name: string) => ({
    content: "",
    id: "1",
    tool_call_chunks: [{ name, args: '{"city":"Paris"}', id: "c1", index: 0, type: "tool_call_chunk" as const }],
  });

  it("a model is bound tools of ours, and of LangChain's, and gives values of a schema", async () => {
    const spoken = new SpokenChatModel([call("ours")]);
    const model = fromLangChain(spoken).bindTools([ours, theirs, { type: "web_search" }], { toolChoice: "required" });
    const [called] = (await model.invoke("the weather?")).tool_calls;
    expect(await ours.invoke(called!)).toMatchObject({ content: "sun in Paris", tool_call_id: "c1" });
    expect(spoken.asked[0]!.options).toMatchObject({
      tools: [told("ours"), theirs, { type: "web_search" }],
      tool_choice: "any",
    });
    expect(spoken.asked[0]!.options).not.toHaveProperty("toolChoice");

    const answering = new SpokenChatModel([call("answer")]);
    const place = fromLangChain(answering).withStructuredOutput(schema);
    expect(await place.invoke("where?")).toEqual({ city: "Paris" });
    expect(answering.asked[0]!.options["tool_choice"]).toBe("answer");
    const formatted = fromLangChain(answering).withStructuredOutput(schema, { method: "jsonSchema" });
    expect(await thrown(() => formatted.invoke("where?"))).toMatchObject({
      code: "config",
      message: expect.stringContaining('take the method "functionCalling"'),
    });
  });

  it("one that LangChain has bound something to keeps that", async () => {
    const spoken = new SpokenChatModel([call("ours")]);
    const model = fromLangChain(spoken.withConfig({ stop: ["\n"] })) as unknown as ChatModel<ChatModelConfig>;
    await model.bindTools([ours]).invoke("the weather?");
    expect(spoken.asked[0]!.options).toMatchObject({ stop: ["\n"], tools: [told("ours")] });
  });

  it("a model with a bindTools of its own has that called", async () => {
    class Binding extends SpokenChatModel {
      override bindTools(tools: unknown[], options: object = {}) {
        return this.withConfig({ ...options, bound: tools } as object);
      }
    }
    const spoken = new Binding([call("ours")]);
    const model = fromLangChain(spoken).bindTools([ours], { toolChoice: { name: "ours" } });
    await model.invoke("the weather?");
    expect(spoken.asked[0]!.options).toMatchObject({ bound: [told("ours")], tool_choice: "ours" });
    const there = (await all(model.streamEvents("the weather?"))) as { event: string; name: string }[];
    expect(there.map(({ event, name }) => `${event} ${name}`)).toEqual([
      "on_chat_model_start Binding",
      "on_chat_model_stream Binding",
      "on_chat_model_end Binding",
    ]);
  });
});
