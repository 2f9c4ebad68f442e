import { describe, expect, it } from "vitest";
import { turn } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { handlerOf, told } from "../../test/support/calls.ts";
import type { ToolCallInit } from "../messages/ai.ts";
import type { StreamEvent } from "../runs/events.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { ScriptedChatModel, type ScriptedChatToken } from "../testing/scripted/chat-model.ts";
import { asTool } from "../tools/as-tool.ts";
import { tool } from "../tools/tool.ts";
import { createAgent } from "./agent.ts";

const object = { type: "object" };
const call = (name: string): ToolCallInit => ({ name, args: {}, id: `${name}-1` });
const model = (...replies: readonly (readonly (ScriptedChatToken | number | Error)[])[]) =>
  new ScriptedChatModel({ replies });
const counting = tool(
  function* () {
    yield "one";
    yield "two";
    return "counted";
  },
  { name: "counting", schema: object },
);

const lines = (events: readonly StreamEvent[]) => {
  const names = new Map(events.map(({ run_id, name }) => [run_id, name]));
  return events.map(({ event, name, parent_ids, tags }) =>
    [event.slice(3), [...parent_ids.map((id) => names.get(id)), name].join("/"), ...tags].join(" "),
  );
};

describe("the events of an agent", () => {
  it("are those of its model and its tools inside it, step by step, in the order of what causes what", async () => {
    const agent = createAgent({ model: model(["Hm", call("counting")], ["Done."]), tools: [counting] });
    const events = await all(agent.streamEvents("?"));
    expect(lines(events)).toEqual([
      "chain_start agent",
      "chat_model_start agent/ScriptedChatModel agent:step:1",
      "chat_model_stream agent/ScriptedChatModel agent:step:1",
      "chain_stream agent",
      "chat_model_stream agent/ScriptedChatModel agent:step:1",
      "chain_stream agent",
      "chat_model_stream agent/ScriptedChatModel agent:step:1",
      "chain_stream agent",
      "chat_model_end agent/ScriptedChatModel agent:step:1",
      "chain_stream agent",
      "tool_start agent/counting agent:step:1",
      "tool_stream agent/counting agent:step:1",
      "chain_stream agent",
      "tool_stream agent/counting agent:step:1",
      "chain_stream agent",
      "chain_stream agent",
      "tool_end agent/counting agent:step:1",
      "chat_model_start agent/ScriptedChatModel agent:step:2",
      "chat_model_stream agent/ScriptedChatModel agent:step:2",
      "chain_stream agent",
      "chat_model_end agent/ScriptedChatModel agent:step:2",
      "chain_stream agent",
      "chain_stream agent",
      "chain_end agent",
    ]);
    expect(events.at(-1)).toMatchObject({ data: { output: { steps: 2, stopReason: "answer" } } });
  });

  it("have each start its end, whatever becomes of it", async () => {
    const failing = tool(
      () => {
        throw new Error("no");
      },
      { name: "failing", schema: object },
    );
    const agent = createAgent({
      model: model([call("failing"), call("unknown")], ["Half", new Error("off")]),
      tools: [failing],
    });
    const events: StreamEvent[] = [];
    await expect(
      (async () => {
        for await (const event of agent.streamEvents("?")) events.push(event);
      })(),
    ).rejects.toThrow("off");
    expect(lines(events).filter((line) => !line.includes("_stream"))).toEqual([
      "chain_start agent",
      "chat_model_start agent/ScriptedChatModel agent:step:1",
      "chat_model_end agent/ScriptedChatModel agent:step:1",
      "tool_start agent/failing agent:step:1",
      "tool_error agent/failing agent:step:1",
      "chat_model_start agent/ScriptedChatModel agent:step:2",
      "chat_model_error agent/ScriptedChatModel agent:step:2",
      "chain_error agent",
    ]);
  });

  it("are told to callbacks, and to those who listen to a part of it", async () => {
    const heard: string[] = [];
    const listened = model([call("counting")], ["Done."]).withListeners({ onEnd: ({ name }) => void heard.push(name) });
    const handler = handlerOf();
    await createAgent({ model: listened, tools: [counting] }).invoke("?", { callbacks: [handler] });
    expect(heard).toEqual(["ScriptedChatModel", "ScriptedChatModel"]);
    const happened = told(handler.calls).filter((line) => /^(Start|End)/.test(line));
    expect(happened).toEqual([
      "Start agent",
      "Start ScriptedChatModel",
      "End ScriptedChatModel",
      "Start counting",
      "End counting",
      "Start ScriptedChatModel",
      "End ScriptedChatModel",
      "End agent",
    ]);
    await createAgent({ model: listened, tools: [counting] }).invoke("?");
    expect(heard.length).toBe(3);
  });

  it("are those of runnables that a prepared step brings", async () => {
    const heard: string[] = [];
    const other = model(["Done."]).withListeners({ onEnd: ({ tags }) => void heard.push(...(tags ?? [])) });
    await createAgent({ model: model(["never"]), prepareStep: () => ({ model: other }) }).invoke("?");
    expect(heard).toEqual(["agent:step:1"]);
  });

  it("go as deep as its tools do", async () => {
    const inner = RunnableLambda.from(async (_: object) => turn().then(() => "deep"), { name: "inner" });
    const deep = asTool(inner, { name: "deep", schema: object });
    const agent = createAgent({ model: model([call("deep")], ["Done."]), tools: [deep] });
    const events = await all(agent.streamEvents("?", { includeNames: ["inner"] }));
    expect(events.map(({ event, parent_ids }) => [event, parent_ids.length])).toEqual([
      ["on_chain_start", 2],
      ["on_chain_stream", 2],
      ["on_chain_end", 2],
    ]);
  });

  it("are held back where nobody reads them", async () => {
    let made = 0;
    const endless = tool(
      function* () {
        for (;;) yield made++;
      },
      { name: "endless", schema: object },
    );
    const agent = createAgent({ model: model([call("endless")]), tools: [endless] });
    const events = agent.streamEvents("?");
    for (let at = 0; at < 20; at++) await events.next();
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(made).toBeLessThan(30);
    await events.return();
  });

  it("take back what is taken back", async () => {
    const scripted = model(["A", call("counting")], ["wro", new Error("off")], ["right"]);
    const agent = createAgent({
      model: scripted.withRetry({ restart: true, initialDelayMs: 0 }),
      tools: [counting],
    });
    let text = "";
    let resets = 0;
    for await (const { event, name, data } of agent.streamEvents("?")) {
      if (name !== "agent") continue;
      if (event === "on_chain_reset") [text, resets] = ["", resets + 1];
      if (event === "on_chain_stream") text += (data as { chunk: { text: string } }).chunk.text;
    }
    expect([text, resets]).toEqual(["Aright", 1]);
  });
});

describe("what a tool tells while it works", () => {
  it("is a chunk of the agent's, with the call that it is of", async () => {
    const agent = createAgent({ model: model([call("counting")], ["Done."]), tools: [counting] });
    const chunks = await all(agent.stream("?"));
    const progress = { type: "custom", step: 1, text: "", name: "counting", toolCallId: "counting-1" };
    expect(chunks.filter(({ type }) => type === "custom")).toEqual([
      { ...progress, data: "one" },
      { ...progress, data: "two" },
    ]);
  });

  it("comes from several at once, each in its turn", async () => {
    const many = (name: string) =>
      tool(
        async function* () {
          for (let at = 0; at < 3; at++) {
            await turn();
            yield at;
          }
        },
        { name, schema: object },
      );
    const agent = createAgent({ model: model([call("a"), call("b")], ["Done."]), tools: [many("a"), many("b")] });
    const chunks = await all(agent.stream("?"));
    const told = chunks.flatMap((chunk) => (chunk.type === "custom" ? [`${chunk.name}${String(chunk.data)}`] : []));
    expect(told).toEqual(["a0", "b0", "a1", "b1", "a2", "b2"]);
  });

  it("ends with the loop that is left", async () => {
    const steps: string[] = [];
    const closing = tool(
      async function* () {
        try {
          for (;;) yield "here";
        } finally {
          steps.push("closed");
        }
      },
      { name: "closing", schema: object },
    );
    const agent = createAgent({ model: model([call("closing")]), tools: [closing] });
    for await (const { type } of agent.stream("?")) if (type === "custom") break;
    expect(steps).toEqual(["closed"]);
  });
});
