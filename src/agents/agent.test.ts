import { describe, expect, it } from "vitest";
import { thrown, turn } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { AIMessage, AIMessageChunk, type ToolCallInit } from "../messages/ai.ts";
import { HumanMessage } from "../messages/human.ts";
import type { BaseMessage } from "../messages/message.ts";
import { SystemMessage } from "../messages/system.ts";
import { ToolMessage } from "../messages/tool.ts";
import { ScriptedChatModel, type ScriptedChatToken } from "../testing/scripted/chat-model.ts";
import { tool } from "../tools/tool.ts";
import { createAgent } from "./agent.ts";
import type { AgentChunk } from "./chunk.ts";
import type { AgentState } from "./state.ts";

const City = { type: "object", properties: { city: { type: "string" } } };
const weather = tool(({ city }) => `sun in ${String(city)}`, { name: "weather", schema: City });
const late = tool(
  async ({ city }) => {
    await turn();
    return `rain in ${String(city)}`;
  },
  { name: "late", schema: City },
);

const call = (name: string, city: string, id = `${name}-${city}`): ToolCallInit => ({ name, args: { city }, id });
const model = (...replies: readonly (readonly (ScriptedChatToken | number | Error)[])[]) =>
  new ScriptedChatModel({ replies });

/** The messages of a state, each in a few words. */
const said = ({ messages }: Pick<AgentState, "messages">) =>
  messages.map((message) => {
    const { type, text, tool_calls: calls = [], invalid_tool_calls: invalid = [] } = message as AIMessage;
    return [type, text, ...[...calls, ...invalid].map(({ name }) => name)].filter((word) => word !== "").join(" ");
  });
const kinds = (chunks: readonly AgentChunk[]) => chunks.map(({ type, step, text }) => `${step} ${type} ${text}`.trim());

describe("an agent", () => {
  const asked = () => model(["Let me", " see.", call("weather", "Paris")], ["It is", " sunny."]);

  it("asks the model, runs what it calls, and asks again, until it calls nothing", async () => {
    const model = asked();
    const agent = createAgent({ model, tools: [weather], systemPrompt: "Be brief." });
    const state = await agent.invoke("Paris?");
    expect(said(state)).toEqual(["human Paris?", "ai Let me see. weather", "tool sun in Paris", "ai It is sunny."]);
    expect(state).toMatchObject({ steps: 2, stopReason: "answer" });
    expect(model.calls.map(({ messages }) => messages.map(({ type }) => type))).toEqual([
      ["system", "human"],
      ["system", "human", "ai", "tool"],
    ]);
    expect(model.calls[0]!.options.tools).toEqual([weather]);
  });

  it("streams what the model says, and each message when it is whole", async () => {
    const chunks = await all(createAgent({ model: asked(), tools: [weather] }).stream("Paris?"));
    expect(kinds(chunks.filter((chunk) => chunk.type !== "messages" || chunk.text !== ""))).toEqual([
      "1 messages Let me",
      "1 messages  see.",
      "1 updates",
      "1 updates",
      "2 messages It is",
      "2 messages  sunny.",
      "2 updates",
      "2 end",
    ]);
    expect(chunks.filter(({ text }) => text !== "").map(({ text }) => text)).toEqual([
      "Let me",
      " see.",
      "It is",
      " sunny.",
    ]);
  });

  it("gives the same in a plain loop, where nothing waits", () => {
    const agent = () => createAgent({ model: asked(), tools: [weather] });
    const state = agent().invokeSync("Paris?");
    expect(said(state)).toEqual(["human Paris?", "ai Let me see. weather", "tool sun in Paris", "ai It is sunny."]);
    const texts = Array.from(agent().streamSync("Paris?"), ({ text }) => text);
    expect(texts.join("")).toBe("Let me see.It is sunny.");
  });

  it("is refused in a synchronous run where the model or a tool waits, before anything has run", async () => {
    const scripted = asked();
    const waiting = createAgent({ model: scripted, tools: [weather, late] });
    expect(await thrown(() => waiting.invokeSync("Paris?"))).toMatchObject({
      code: "async_step",
      path: ["agent", "late"],
    });
    expect(scripted.calls).toEqual([]);
  });

  it("is a runnable: it is piped, named, and run for many", async () => {
    const agent = createAgent({ model: new ScriptedChatModel({ replies: () => ["Hi."] }), name: "greeter" });
    expect(agent.name).toBe("greeter");
    expect(await agent.pipe(({ messages }) => messages.at(-1)!.text).invoke("Hello.")).toBe("Hi.");
    expect((await agent.map().invoke(["a", "b"])).map(said)).toEqual([
      ["human a", "ai Hi."],
      ["human b", "ai Hi."],
    ]);
    expect((await agent.batch(["a", "b"])).length).toBe(2);
  });

  it("takes text, messages, or a state, as JSON too", async () => {
    const agent = createAgent({ model: new ScriptedChatModel({ replies: () => ["Hi."] }) });
    const messages = [new HumanMessage("a"), new AIMessage("b"), new HumanMessage("c")];
    const expected = ["human a", "ai b", "human c", "ai Hi."];
    expect(said(await agent.invoke(messages))).toEqual(expected);
    expect(said(await agent.invoke({ messages }))).toEqual(expected);
    expect(said(await agent.invoke({ messages: ["a", ["ai", "b"], { role: "user", content: "c" }] }))).toEqual(
      expected,
    );
    const state = await agent.invoke(messages);
    const again = (await agent.invoke({
      ...JSON.parse(JSON.stringify(state)),
      messages: [...state.messages, "d"],
    })) as AgentState;
    expect(said(again)).toEqual([...expected, "human d", "ai Hi."]);
    expect(again.steps).toBe(2);
    for (const [given, message] of [
      [{ messages: "a" }, /`messages` is an array/],
      [{ messages: [], steps: -1 }, /`steps` is a number/],
      [{ input: "a" }, /there has to be `messages`/],
      [7, /takes text/],
    ] as const)
      expect(await thrown(() => agent.invoke(given as never))).toMatchObject({ code: "config", message });
  });

  it("refuses options that are none", () => {
    const scripted = model(["Hi."]);
    expect(() => createAgent({} as never)).toThrow("An agent needs a chat model as `model`.");
    expect(() => createAgent({ model: "openai:gpt-5-mini" } as never)).toThrow(/, not its name: `autoModel` of/);
    expect(() => createAgent({ model: scripted, maxSteps: 0 })).toThrow("`maxSteps`");
    expect(() => createAgent({ model: scripted, maxParallelCalls: Number.NaN })).toThrow("`maxParallelCalls`");
    expect(() => createAgent({ model: scripted, repeatedCalls: -1 })).toThrow("`repeatedCalls`");
    expect(() => createAgent({ model: scripted, tools: [weather, weather] })).toThrow(
      'two tools of the name "weather"',
    );
    expect(() => createAgent({ model: scripted, tools: [7 as never] })).toThrow(/none/);
    expect(() => createAgent({ model: scripted, tools: {} as never })).toThrow("`tools`");
  });

  it("hands tools of the provider's own to the model, and answers a call of one that it cannot run", async () => {
    const search = { type: "web_search" };
    const scripted = model([call("web_search", "Paris")], ["Well."]);
    const state = await createAgent({ model: scripted, tools: [search, weather] }).invoke("Paris?");
    expect(scripted.calls[0]!.options.tools).toEqual([search, weather]);
    expect(said(state)[2]).toBe('tool There is no tool "web_search". There are: "weather".');
  });

  it("keeps what is bound to the model: options, attempts, fallbacks", async () => {
    const failing = model([new Error("off")]);
    const scripted = model(["Hi."]);
    const agent = createAgent({
      model: failing.withFallbacks([scripted]).withConfig({ temperature: 0.5 }),
      tools: [weather],
    });
    await agent.invoke("Hello.");
    expect(scripted.calls[0]!.options).toEqual({ temperature: 0.5, tools: [weather] });
  });
});

describe("several calls of one answer", () => {
  it("are run side by side, and their answers stand in the order of the calls", async () => {
    const scripted = model([call("late", "Rome"), call("weather", "Paris")], ["Done."]);
    const chunks = await all(createAgent({ model: scripted, tools: [weather, late] }).stream("?"));
    const updates = chunks.flatMap((chunk) => (chunk.type === "updates" ? chunk.messages : []));
    expect(updates.map(({ text }) => text)).toEqual(["", "sun in Paris", "rain in Rome", "Done."]);
    expect(scripted.calls[1]!.messages.map(({ text }) => text)).toEqual(["?", "", "rain in Rome", "sun in Paris"]);
    const scriptedAgain = model([call("late", "Rome"), call("weather", "Paris")], ["Done."]);
    expect(said(await createAgent({ model: scriptedAgain, tools: [weather, late] }).invoke("?"))).toEqual([
      "human ?",
      "ai late weather",
      "tool rain in Rome",
      "tool sun in Paris",
      "ai Done.",
    ]);
  });

  it.each([1, 3, Infinity])("are at most maxParallelCalls at a time: %d", async (maxParallelCalls) => {
    let [running, most, ran] = [0, 0, 0];
    const slow = tool(
      async () => {
        ran++;
        most = Math.max(most, ++running);
        await turn();
        running--;
      },
      { name: "slow", schema: City },
    );
    const calls = Array.from({ length: 10 }, (_, at) => call("slow", `${at}`));
    const agent = createAgent({ model: model(calls, ["Done."]), tools: [slow], maxParallelCalls });
    await agent.invoke("?");
    expect([most, ran]).toEqual([Math.min(10, maxParallelCalls), 10]);
  });

  it("may be a thousand", async () => {
    const calls = Array.from({ length: 1000 }, (_, at) => call(at % 2 === 0 ? "weather" : "late", `${at}`));
    const state = await createAgent({ model: model(calls, ["Done."]), tools: [weather, late] }).invoke("?");
    expect(said(state).slice(2, -1)).toEqual(
      calls.map(({ args: { city } }, at) => `tool ${at % 2 === 0 ? "sun" : "rain"} in ${String(city)}`),
    );
  });

  it("are told apart where the provider gives no ids, or the same one twice", async () => {
    const piece = (index: number, id?: string) =>
      new AIMessageChunk({
        content: "",
        tool_call_chunks: [
          {
            type: "tool_call_chunk",
            index,
            name: "weather",
            args: `{"city":"${index}"}`,
            ...(id !== undefined && { id }),
          },
        ],
      });
    const scripted = model([piece(0), piece(1, "a"), piece(2, "call_1_0"), piece(3, "a"), piece(4)], ["Done."]);
    const { messages } = await createAgent({ model: scripted, tools: [weather] }).invoke("?");
    const ids = (messages[1] as AIMessage).tool_calls.map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
    expect(messages.slice(2, -1).map((message) => (message as ToolMessage).tool_call_id)).toEqual(ids);
    expect(messages.slice(2, -1).map(({ text }) => text)).toEqual([0, 1, 2, 3, 4].map((city) => `sun in ${city}`));
  });
});

describe("the way that an agent goes", () => {
  it("is told by a system prompt: a message, or a function of the state that may wait", async () => {
    const prompts = [
      new SystemMessage("Be brief."),
      (state: AgentState) => `Be brief. ${state.messages.length}`,
      async (state: AgentState, config: { tags: readonly string[] }) =>
        new SystemMessage(`Be brief. ${state.messages.length} ${config.tags.join()}`),
    ];
    const told: string[][] = [];
    for (const systemPrompt of prompts) {
      const scripted = model([call("weather", "Paris")], ["Done."]);
      await createAgent({ model: scripted, tools: [weather], systemPrompt }).invoke("?", { tags: ["a"] });
      told.push(scripted.calls.map(({ messages }) => messages[0]!.text));
    }
    expect(told).toEqual([
      ["Be brief.", "Be brief."],
      ["Be brief. 1", "Be brief. 3"],
      ["Be brief. 1 a", "Be brief. 3 a"],
    ]);
  });

  it("is prepared step by step: other messages, another model, other tools", async () => {
    const first = model([call("weather", "Paris"), call("late", "Rome")]);
    const second = model(["Done."]);
    const agent = createAgent({
      model: first,
      tools: [weather, late],
      prepareStep: async ({ messages, step }) =>
        step === 1
          ? { tools: [weather], toolChoice: "required" }
          : { model: second, messages: messages.slice(-1) as BaseMessage[] },
    });
    const state = await agent.invoke("?");
    expect(first.calls[0]!.options).toEqual({ tools: [weather], toolChoice: "required" });
    expect(second.calls[0]!.options).toEqual({ tools: [weather, late] });
    expect(second.calls[0]!.messages.map(({ type }) => type)).toEqual(["tool"]);
    expect(said(state).slice(2)).toEqual([
      "tool sun in Paris",
      'tool There is no tool "late". There are: "weather".',
      "ai Done.",
    ]);
  });

  it("ends with what a tool gives that is the answer, unless it fails", async () => {
    let failing = true;
    const direct = tool(
      () => {
        if (failing) throw new Error("not yet");
        return "directly";
      },
      { name: "direct", schema: City, returnDirect: true },
    );
    const scripted = model([call("direct", "Paris")]);
    const agent = createAgent({ model: scripted, tools: [direct], maxSteps: 2, stopWhen: () => (failing = false) });
    const state = await agent.invoke("?");
    expect(said(state)).toEqual(["human ?", "ai direct", "tool not yet", "ai direct", "tool directly"]);
    expect(state.stopReason).toBe("return_direct");
  });

  it("ends where stopWhen says so", async () => {
    const scripted = model([call("weather", "Paris")], ["never"]);
    const agent = createAgent({
      model: scripted,
      tools: [weather],
      stopWhen: async ({ messages }) => messages.some(({ text }) => text.includes("sun")),
    });
    const state = await agent.invoke("?");
    expect(said(state)).toEqual(["human ?", "ai weather", "tool sun in Paris"]);
    expect(state.stopReason).toBe("stop_when");
  });

  it("ends at maxSteps with an error, whose partial state can be given again", async () => {
    const cities = Array.from({ length: 5 }, (_, at) => [call("weather", `${at}`)]);
    const scripted = model(...cities, ["Done."]);
    const agent = createAgent({ model: scripted, tools: [weather], maxSteps: 2 });
    const error = (await thrown(() => agent.invoke("?"))) as { partial: AgentState };
    expect(error).toMatchObject({
      code: "limit",
      path: ["agent"],
      message:
        '"agent" has asked its model 2 times (maxSteps), and a call of the last answer is still to be run: the error\'s partial state can be given to it again.',
    });
    expect(said(error.partial)).toEqual(["human ?", "ai weather", "tool sun in 0", "ai weather"]);
    const next = (await thrown(() => agent.invoke(error.partial))) as { partial: AgentState };
    expect(next.partial.steps).toBe(4);
    expect(said(await agent.invoke(next.partial)).slice(-4)).toEqual([
      "tool sun in 3",
      "ai weather",
      "tool sun in 4",
      "ai Done.",
    ]);
  });

  it("looks at what was said before as often in a long run as in a short one", async () => {
    const reads = async (steps: number) => {
      const messages = [
        new AIMessage({ content: "", tool_calls: ["a", "b"].map((id) => ({ name: "weather", args: {}, id })) }),
        ...["a", "b"].map((id) => new ToolMessage("sun", id)),
        new HumanMessage("?"),
      ];
      let count = 0;
      Object.defineProperty(messages[1], "tool_call_id", { get: () => (count++, "a") });
      const scripted = model(...Array.from({ length: steps }, (_, at) => [call("weather", `${at}`)]), ["Done."]);
      await createAgent({ model: scripted, tools: [weather], maxSteps: Infinity }).invoke(messages);
      return count;
    };
    expect(await reads(100)).toBe(await reads(2));
  });

  it("is left where the model does the same again and again", async () => {
    const scripted = model([call("weather", "Paris")]);
    const agent = createAgent({ model: scripted, tools: [weather] });
    const error = (await thrown(() => agent.invoke("?"))) as { partial: AgentState };
    expect(error).toMatchObject({ code: "limit" });
    expect(said(error.partial).filter((line) => line.startsWith("tool"))).toEqual([
      "tool sun in Paris",
      "tool sun in Paris",
      "tool sun in Paris",
      "tool The same call was made 4 times in a row, with the same arguments: it was not run again. Use what it has answered, or do something else.",
    ]);
    // The order of the arguments does not count, and a step between that is another one does.
    const args = { a: 1, b: { c: 1, d: 2 } };
    const turned = { b: { d: 2, c: 1 }, a: 1 };
    const same = { name: "weather", args };
    const mixed = model([same], [{ ...same, args: turned }], [call("weather", "Rome")], [same], ["Done."]);
    const counted = createAgent({ model: mixed, tools: [weather], repeatedCalls: 1 });
    const lines = said(await counted.invoke("?")).filter((line) => line.startsWith("tool"));
    expect(lines.map((line) => line.startsWith("tool sun"))).toEqual([true, false, true, true]);
  });
});
