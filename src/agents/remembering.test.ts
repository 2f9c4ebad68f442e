import { expect, it } from "vitest";
import { thrown, turn } from "../../test/contract/ways.ts";
import { errorInfo } from "../errors/info.ts";
import { InMemoryChatMessageHistory } from "../histories/in-memory.ts";
import type { AIMessage, ToolCallInit } from "../messages/ai.ts";
import { HumanMessage } from "../messages/human.ts";
import type { BaseMessage } from "../messages/message.ts";
import { ToolMessage } from "../messages/tool.ts";
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

it("goes on with a state that has what is kept, and keeps what is new", async () => {
  const { agent, kept, ran } = conversing([["Hi."], [call("f"), call("g")], ["Hal", new Error("off")], ["Done."]]);
  await agent.invoke("Hello.", config);
  const error = await thrown(() => agent.invoke("?", config));
  const state = await agent.invoke(JSON.parse(JSON.stringify(errorInfo(error)!.partial)), config);
  const expected = ["human Hello.", "ai Hi.", "human ?", "ai", "tool f answers", "tool g answers", "ai Done."];
  expect([lines(state.messages), await kept(), ran]).toEqual([expected, expected, ["f", "g"]]);
});

it("takes an answer to a call that is left open", async () => {
  const { agent, kept, ran } = conversing([[call("f"), call("g")], ["As you like."]], {
    interruptOn: { f: true, g: true },
  });
  await agent.invoke("?", config);
  await agent.invoke([new ToolMessage("g is done by me", "g-1"), new HumanMessage("Never mind f.")], config);
  expect(await kept()).toEqual([
    "human ?",
    "ai",
    "tool g is done by me",
    "tool The call was not run: the conversation went on without it.",
    "human Never mind f.",
    "ai As you like.",
  ]);
  expect(ran).toEqual([]);
});

it("is one conversation to the model also where two runs have kept their messages at once", async () => {
  const history = new InMemoryChatMessageHistory();
  let made = 0;
  const model = new ScriptedChatModel({
    replies: (messages) => (messages.at(-1)!.type === "tool" ? ["Done."] : [call("slow", `${++made}`)]),
  });
  const slow = tool(
    async () => {
      await turn();
      return "slow answers";
    },
    { name: "slow", schema: { type: "object" } },
  );
  const agent = createAgent({ model, tools: [slow], history: () => history });
  await Promise.all([agent.invoke("a", config), agent.invoke("b", config)]);
  const lost = new ToolMessage("too late", "1");
  await history.addMessages([lost]);
  const state = await agent.invoke("c", config);
  const ids = state.messages.flatMap((message) =>
    message instanceof ToolMessage
      ? [message.tool_call_id]
      : ((message as AIMessage).tool_calls ?? []).map(({ id }) => id!),
  );
  expect(ids).toEqual(["1", "1", "2", "2", "3", "3"]);
  expect(lines(await history.getMessages()).slice(-5)).toEqual([
    "tool too late",
    "human c",
    "ai",
    "tool slow answers",
    "ai Done.",
  ]);
});
