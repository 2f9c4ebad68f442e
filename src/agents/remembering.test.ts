import { expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { InMemoryChatMessageHistory } from "../histories/in-memory.ts";
import type { ToolCallInit } from "../messages/ai.ts";
import type { BaseMessage } from "../messages/message.ts";
import { ScriptedChatModel, type ScriptedChatToken } from "../testing/scripted/chat-model.ts";
import { tool } from "../tools/tool.ts";
import { createAgent } from "./agent.ts";
import type { AgentOptions } from "./options.ts";

const call = (name: string, id = `${name}-1`): ToolCallInit => ({ name, args: {}, id });
const config = { configurable: { sessionId: "ann" } };
const lines = (messages: readonly BaseMessage[]) => messages.map(({ type, text }) => `${type} ${text}`.trim());

/** An agent in a conversation that is kept, whose tools count how often they ran. */
function conversing(replies: readonly (readonly (ScriptedChatToken | Error)[])[], options: Partial<AgentOptions> = {}) {
  const history = new InMemoryChatMessageHistory();
  const ran: string[] = [];
  const tools = ["f", "g"].map((name) =>
    tool(
      () => {
        ran.push(name);
        return `${name} answers`;
      },
      { name, schema: { type: "object" } },
    ),
  );
  const model = new ScriptedChatModel({ replies });
  const agent = createAgent({ model, tools, history: () => history, ...options });
  return { agent, history, ran, model, kept: async () => lines(await history.getMessages()) };
}

it("goes on with what was said before, and keeps what is said", async () => {
  const { agent, kept, model } = conversing([["Hi Ann."], [call("f")], ["You are Ann."]]);
  await agent.invoke("I am Ann.", config);
  const state = await agent.invoke("Who am I?", config);
  const expected = ["human I am Ann.", "ai Hi Ann.", "human Who am I?", "ai", "tool f answers", "ai You are Ann."];
  expect(lines(state.messages)).toEqual(expected);
  expect(await kept()).toEqual(expected);
  expect(lines(model.calls[2]!.messages)).toEqual(expected.slice(0, -1));
});

it("has kept each message before it is given", async () => {
  const { agent, history } = conversing([[call("f"), call("g")], ["Done."]]);
  const given: string[] = [];
  for await (const chunk of agent.stream("?", config)) {
    if (chunk.type !== "updates") continue;
    given.push(...lines(chunk.messages));
    expect(lines(await history.getMessages()).slice(1, given.length + 1)).toEqual(given);
  }
  expect(given).toEqual(["ai", "tool f answers", "tool g answers", "ai Done."]);
});

it("goes on where a run has failed, and does nothing twice", async () => {
  const { agent, kept, ran } = conversing([[call("f")], ["Hal", new Error("off")], ["Done."]]);
  await thrown(() => agent.invoke("?", config));
  expect(await kept()).toEqual(["human ?", "ai", "tool f answers"]);
  await agent.invoke({ messages: [] }, config);
  expect(await kept()).toEqual(["human ?", "ai", "tool f answers", "ai Done."]);
  expect(ran).toEqual(["f"]);
});

it("keeps nothing of a question that has failed at once", async () => {
  const { agent, kept } = conversing([[new Error("off")], ["Done."]]);
  await thrown(() => agent.invoke("?", config));
  expect(await kept()).toEqual([]);
  await agent.invoke("?", config);
  expect(await kept()).toEqual(["human ?", "ai Done."]);
});

it("waits for a decision, also where only that is given again", async () => {
  const { agent, kept, ran } = conversing([[call("f")], ["Done."]], { interruptOn: { f: true } });
  const { interrupts } = await agent.invoke("?", config);
  expect(await kept()).toEqual(["human ?", "ai"]);
  const decisions = [{ id: interrupts![0]!.id, type: "approve" as const }];
  const state = await agent.invoke({ messages: [], decisions }, config);
  expect([state.stopReason, ran]).toEqual(["answer", ["f"]]);
  expect(await kept()).toEqual(["human ?", "ai", "tool f answers", "ai Done."]);
});

it("answers calls that are left open where something else is said", async () => {
  const { agent, kept, ran, model } = conversing([[call("f")], ["As you like."]], { interruptOn: { f: true } });
  await agent.invoke("?", config);
  await agent.invoke("Never mind.", config);
  const expected = [
    "human ?",
    "ai",
    "tool The call was not run: the conversation went on without it.",
    "human Never mind.",
    "ai As you like.",
  ];
  expect([await kept(), ran]).toEqual([expected, []]);
  expect(lines(model.calls[1]!.messages)).toEqual(expected.slice(0, -1));
});

it("fails where nothing can be kept, or there is no session", async () => {
  const full = new Error("full");
  class Full extends InMemoryChatMessageHistory {
    override async addMessages(): Promise<void> {
      throw full;
    }
  }
  const { agent } = conversing([["Hi."]], { history: () => new Full() });
  expect(await thrown(() => agent.invoke("?", config))).toBe(full);
  expect(await thrown(() => agent.invoke("?"))).toMatchObject({ code: "config", path: ["agent"] });
  expect(await thrown(() => agent.invokeSync("?", config))).toMatchObject({ code: "async_step" });
});

it("keeps once what a model that is tried again has said", async () => {
  const history = new InMemoryChatMessageHistory();
  const model = new ScriptedChatModel({ replies: [["A", call("f")], ["wro", new Error("off")], ["right"]] });
  const f = tool(() => "f", { name: "f", schema: { type: "object" } });
  const trying = createAgent({
    model: model.withRetry({ restart: true, initialDelayMs: 0 }),
    tools: [f],
    history: () => history,
  });
  let text = "";
  const stream = trying.stream("?", { ...config, onReset: () => (text = "") });
  for await (const chunk of stream) text += chunk.text;
  expect(text).toBe("Aright");
  expect(lines(await history.getMessages())).toEqual(["human ?", "ai A", "tool f", "ai right"]);
});
