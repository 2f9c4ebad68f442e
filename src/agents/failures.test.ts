import { describe, expect, it } from "vitest";
import { thrown, turn } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { RunletError } from "../errors/error.ts";
import { errorInfo } from "../errors/info.ts";
import { AIMessage, AIMessageChunk, type ToolCallInit } from "../messages/ai.ts";
import { HumanMessage } from "../messages/human.ts";
import type { ToolCallChunk } from "../messages/tool-calls.ts";
import { ToolMessage } from "../messages/tool.ts";
import { ScriptedChatModel, type ScriptedChatToken } from "../testing/scripted/chat-model.ts";
import { tool } from "../tools/tool.ts";
import { createAgent, type Agent } from "./agent.ts";
import type { AgentState } from "./state.ts";

const object = { type: "object" };
const model = (...replies: readonly (readonly (ScriptedChatToken | number | Error)[])[]) =>
  new ScriptedChatModel({ replies });
const call = (name: string, args: object = {}): ToolCallInit => ({ name, args: { ...args }, id: `${name}-1` });

/** A piece of a call as a service streams it. */
const piece = (fields: Partial<ToolCallChunk>, finish?: string) =>
  new AIMessageChunk({
    content: "",
    tool_call_chunks: [{ type: "tool_call_chunk", index: 0, ...fields }],
    ...(finish !== undefined && { response_metadata: { finish_reason: finish } }),
  });

/** Tools that count how often they ran, by their names. */
function counting(...names: readonly string[]) {
  const ran = new Map<string, number>();
  const tools = names.map((name) =>
    tool(
      () => {
        ran.set(name, (ran.get(name) ?? 0) + 1);
        return `${name} answers`;
      },
      { name, schema: object },
    ),
  );
  return { tools, ran: (name: string) => ran.get(name) ?? 0 };
}

const answers = ({ messages }: AgentState) =>
  messages.flatMap((message) => (message instanceof ToolMessage ? [[message.status, message.text]] : []));

describe("a call that must not be run", () => {
  it.each([
    [
      "is not whole",
      [piece({ name: "f", id: "1", args: '{"a":' })],
      /^The call was not run\. The arguments are incomplete/,
    ],
    [
      "is no JSON",
      [piece({ name: "f", id: "1", args: "{a}" })],
      /^The call was not run\. The arguments are not valid JSON/,
    ],
    ["has something behind it", [piece({ name: "f", id: "1", args: "{}{}" })], /something follows the closed object/],
    ["is no object", [piece({ name: "f", id: "1", args: "[1]" })], /not a JSON object/],
    ["names no tool", [piece({ id: "1", args: "{}" })], /names no tool/],
    [
      "names a tool that there is not",
      [piece({ name: "g", id: "1", args: "{}" })],
      /^There is no tool "g"\. There are: "f"\.$/,
    ],
    ["names something of every object", [call("constructor")], /^There is no tool "constructor"/],
    ["names the prototype", [call("__proto__")], /^There is no tool "__proto__"/],
    [
      "stands at the end of an answer that was cut off",
      [piece({ name: "f", id: "1", args: "{}" }, "length")],
      /cut off/,
    ],
  ] as const)("is answered, and not run, where it %s", async (_, reply, why) => {
    const { tools, ran } = counting("f");
    const scripted = model(reply, ["Sorry."]);
    const state = await createAgent({ model: scripted, tools }).invoke("?");
    expect(answers(state)).toEqual([["error", expect.stringMatching(why)]]);
    expect(ran("f")).toBe(0);
    expect(state.messages.at(-1)!.text).toBe("Sorry.");
    const { tool_calls, invalid_tool_calls } = state.messages[1] as AIMessage;
    expect([...tool_calls, ...invalid_tool_calls].map(({ id }) => id)).toEqual([
      (state.messages[2] as ToolMessage).tool_call_id,
    ]);
  });

  it("does not keep the others of its answer from being run", async () => {
    const { tools, ran } = counting("f", "g");
    const cut = [call("f"), call("g"), piece({ index: 5, name: "f", id: "2", args: '{"a' }, "max_tokens")];
    const state = await createAgent({ model: model(cut, ["Sorry."]), tools }).invoke("?");
    expect(answers(state).map(([status]) => status)).toEqual([undefined, undefined, "error"]);
    expect([ran("f"), ran("g")]).toEqual([1, 1]);
  });

  it("is none of tools that have such names", async () => {
    const { tools, ran } = counting("constructor", "__proto__", "toString");
    const reply = [call("constructor"), call("__proto__"), call("toString")];
    const state = await createAgent({ model: model(reply, ["Done."]), tools }).invoke("?");
    expect(answers(state).map(([, text]) => text)).toEqual([
      "constructor answers",
      "__proto__ answers",
      "toString answers",
    ]);
    expect([ran("constructor"), ran("__proto__"), ran("toString")]).toEqual([1, 1, 1]);
  });

  it("is none of a stream that breaks: nothing is run", async () => {
    const { tools, ran } = counting("f");
    const agent = createAgent({ model: model(["Let me", call("f"), new Error("broken")]), tools });
    const error = await thrown(() => agent.invoke("?"));
    expect(errorInfo(error)).toMatchObject({ path: ["agent", "ScriptedChatModel"] });
    expect(ran("f")).toBe(0);
  });
});

it("a call with a megabyte of arguments is run with all of them", async () => {
  const text = "x".repeat(1_000_000);
  let length = 0;
  const long = tool(({ text }) => void (length = (text as string).length), { name: "long", schema: object });
  const whole = new AIMessageChunk({ content: "", tool_calls: [call("long", { text })] });
  const state = await createAgent({ model: model([whole], ["Done."]), tools: [long] }).invoke("?");
  expect([length, state.stopReason]).toEqual([1_000_000, "answer"]);
});

describe("a tool that fails", () => {
  const failing = (error: unknown) =>
    tool(
      () => {
        throw error;
      },
      { name: "f", schema: object },
    );
  const boom = new Error("the disk is full");
  const agentOf = (error: unknown, onToolError?: Parameters<typeof createAgent>[0]["onToolError"]) =>
    createAgent({ model: model([call("f")], ["Sorry."]), tools: [failing(error)], onToolError });

  it("is told to the model, which goes on", async () => {
    expect(answers(await agentOf(boom).invoke("?"))).toEqual([["error", "the disk is full"]]);
    expect(answers(agentOf(boom).invokeSync("?"))).toEqual([["error", "the disk is full"]]);
    expect(answers(await agentOf(new RunletError("tool", "bad arguments")).invoke("?"))).toEqual([
      ["error", "bad arguments"],
    ]);
  });

  it("fails the agent where that is asked for, with the state so far", async () => {
    const error = await thrown(() => agentOf(boom, "throw").invoke("?"));
    expect(error).toBe(boom);
    const { path, partial } = errorInfo(error)!;
    expect(path).toEqual(["agent", "f"]);
    expect((partial as AgentState).messages.map(({ type }) => type)).toEqual(["human", "ai"]);
  });

  it("is told in the words of a function, which may throw", async () => {
    const told: unknown[] = [];
    const agent = agentOf(boom, (error, { name, args }, { tags }) => {
      told.push(error, name, args, tags);
      return "Try later.";
    });
    expect(answers(await agent.invoke("?", { tags: ["a"] }))).toEqual([["error", "Try later."]]);
    expect(told).toEqual([boom, "f", {}, ["a"]]);
    const message = new ToolMessage("As you like.", "f-1");
    expect(answers(await agentOf(boom, () => message).invoke("?"))).toEqual([[undefined, "As you like."]]);
    const other = new Error("other");
    const throwing = agentOf(boom, () => {
      throw other;
    });
    expect(await thrown(() => throwing.invoke("?"))).toBe(other);
  });

  it("is told in the answer to its call, and in nothing else", async () => {
    const message = new ToolMessage({ content: "Another's.", tool_call_id: "other" });
    const state = await agentOf(boom, () => message).invoke("?");
    expect(state.messages[2]).toMatchObject({ content: "Another's.", tool_call_id: "f-1", name: "f" });
    const late = (async () => "late") as never;
    expect(await thrown(() => agentOf(boom, late).invoke("?"))).toMatchObject({ code: "config", path: ["agent"] });
  });

  it.each(["aborted", "config", "async_step"] as const)("is never told of where the code is %s", async (code) => {
    const error = new RunletError(code, "no answer");
    expect(await thrown(() => agentOf(error, () => "told").invoke("?"))).toBe(error);
  });

  it("does not end the others of its answer", async () => {
    const slow = tool(
      async () => {
        await turn();
        return "slow";
      },
      { name: "slow", schema: object },
    );
    const agent = createAgent({ model: model([call("f"), call("slow")], ["Done."]), tools: [failing(boom), slow] });
    expect(answers(await agent.invoke("?"))).toEqual([
      ["error", "the disk is full"],
      [undefined, "slow"],
    ]);
  });
});

describe("what was done is not done again", () => {
  it("where the model fails: the partial state goes on from there, also from JSON", async () => {
    const { tools, ran } = counting("f", "g");
    const scripted = model([call("f")], [call("g")], ["Hal", new Error("off")], ["Done."]);
    const agent = createAgent({ model: scripted, tools });
    const error = await thrown(() => agent.invoke("?"));
    const partial = errorInfo(error)!.partial as AgentState;
    expect(partial).toMatchObject({ steps: 2, partialMessage: { content: "Hal" } });
    expect(partial.stopReason).toBeUndefined();
    expect(answers(partial)).toEqual([
      [undefined, "f answers"],
      [undefined, "g answers"],
    ]);
    const state = await agent.invoke(JSON.parse(JSON.stringify(partial)));
    expect(state).toMatchObject({ steps: 3, stopReason: "answer" });
    expect(state.messages.at(-1)!.text).toBe("Done.");
    expect([ran("f"), ran("g")]).toEqual([1, 1]);
  });

  it("where the model fails at once: the partial state is what was given", async () => {
    const { tools } = counting("f");
    const given = { messages: [new HumanMessage("?"), new AIMessage("What?"), new HumanMessage("!")], steps: 7 };
    for (const run of [
      (agent: Agent) => agent.invoke(given),
      (agent: Agent) => all(agent.stream(given)),
      async (agent: Agent) => agent.invokeSync(given),
      (agent: Agent) => agent.pipe((state) => state).invoke(given),
    ]) {
      const off = new Error("off");
      const error = await thrown(() => run(createAgent({ model: model([off]), tools })));
      expect(error).toBe(off);
      expect(errorInfo(error)).toEqual({ path: expect.anything(), partial: given, partialCut: false });
    }
  });

  it("and where something else is said instead, what was left open is answered", async () => {
    const { tools, ran } = counting("f", "g");
    const scripted = model(["As you like."]);
    const messages = [
      new HumanMessage("?"),
      new AIMessage({ content: "", tool_calls: [call("f"), call("g")] }),
      new ToolMessage("answered before", "g-1"),
      new HumanMessage("Never mind."),
    ];
    const state = await createAgent({ model: scripted, tools }).invoke(messages);
    const expected = ["?", "", "The call was not run: the conversation went on without it.", "answered before"];
    expect(state.messages.map(({ text }) => text)).toEqual([...expected, "Never mind.", "As you like."]);
    expect(scripted.calls[0]!.messages.length).toBe(5);
    expect([ran("f"), ran("g")]).toEqual([0, 0]);
  });

  it("where a run ends while tools are at work: only what has no answer is run", async () => {
    const { tools, ran } = counting("f");
    const controller = new AbortController();
    let stuck = 0;
    const g = tool(
      (_, { signal }) => {
        if (stuck++ > 0) return "g answers";
        controller.abort("enough");
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
      },
      { name: "g", schema: object },
    );
    const agent = createAgent({ model: model([call("f"), call("g")], ["Done."]), tools: [...tools, g] });
    const stream = agent.stream("?", { signal: controller.signal });
    const error = await thrown(() => stream.final());
    expect(error).toMatchObject({ code: "aborted", cause: "enough" });
    const { partial } = error as { partial: AgentState };
    expect(answers(partial)).toEqual([[undefined, "f answers"]]);
    const state = await agent.invoke(partial);
    expect(answers(state)).toEqual([
      [undefined, "f answers"],
      [undefined, "g answers"],
    ]);
    expect([ran("f"), stuck]).toEqual([1, 2]);
    expect(state.steps).toBe(2);
  });

  it("where a conversation is given that ends in calls", async () => {
    const { tools, ran } = counting("f", "g");
    const messages = [
      new HumanMessage("?"),
      new AIMessage({ content: "", tool_calls: [call("g"), call("f")] }),
      new ToolMessage("answered before", "f-1"),
    ];
    const chunks = await all(createAgent({ model: model(["Done."]), tools }).stream(messages));
    expect(chunks.map(({ type, step }) => `${step} ${type}`)).toEqual([
      "0 updates",
      "1 messages",
      "1 updates",
      "1 end",
    ]);
    expect([ran("f"), ran("g")]).toEqual([0, 1]);
    const state = await createAgent({ model: model(["Done."]), tools }).invoke(messages);
    expect(answers(state).map(([, text]) => text)).toEqual(["g answers", "answered before"]);
  });

  it("where the answer is taken back behind calls that were pending", async () => {
    const { tools, ran } = counting("f", "g");
    const messages = [
      new HumanMessage("?"),
      new AIMessage({ content: "", tool_calls: [call("f"), call("g")] }),
      new ToolMessage("answered before", "g-1"),
    ];
    const scripted = model(["wro", new Error("off")], ["right"]);
    const agent = createAgent({ model: scripted.withRetry({ restart: true, initialDelayMs: 0 }), tools });
    const stream = agent.stream(messages, { onReset: () => {} });
    await all(stream);
    const expected = ["?", "", "f answers", "answered before", "right"];
    expect((await stream.final()).messages.map(({ text }) => text)).toEqual(expected);
    expect(scripted.calls.at(-1)!.messages.map(({ text }) => text)).toEqual(expected.slice(0, -1));
    expect([ran("f"), ran("g")]).toEqual([1, 0]);
  });

  it("where the model is tried again: its answer begins anew, and no tool", async () => {
    const { tools, ran } = counting("f", "g");
    const off = new Error("off");
    const scripted = model(["A", off], [call("f")], ["B", call("g"), off], ["C", call("g")], [off], ["Done."]);
    const state = await createAgent({ model: scripted.withRetry({ initialDelayMs: 0 }), tools }).invoke("?");
    expect(state.messages.map(({ text }) => text)).toEqual(["?", "", "f answers", "C", "g answers", "Done."]);
    expect([ran("f"), ran("g")]).toEqual([1, 1]);
    expect(scripted.calls.length).toBe(6);
  });

  it("where the answer is taken back while it is read: the rest is given once more", async () => {
    const { tools, ran } = counting("f");
    const scripted = model(["A", call("f")], ["wro", new Error("off")], ["right"]);
    const agent = createAgent({ model: scripted.withRetry({ restart: true, initialDelayMs: 0 }), tools });
    let text = "";
    let resets = 0;
    const stream = agent.stream("?", {
      onReset: () => {
        text = "";
        resets++;
      },
    });
    for await (const chunk of stream) text += chunk.text;
    expect([text, resets, ran("f")]).toEqual(["Aright", 1, 1]);
    expect((await stream.final()).messages.map(({ text }) => text)).toEqual(["?", "A", "f answers", "right"]);
  });
});

describe("an agent that is left", () => {
  /** A tool that waits for good, and says what became of it. */
  const endless = (told: string[]) =>
    tool(
      async function* (_, { signal }) {
        signal.addEventListener("abort", () => told.push("aborted"));
        try {
          while (true) {
            await turn();
            yield "still here";
          }
        } finally {
          told.push("closed");
        }
      },
      { name: "endless", schema: object },
    );

  it("ends its tools", async () => {
    const told: string[] = [];
    const agent = createAgent({ model: model([call("endless")], ["never"]), tools: [endless(told)] });
    for await (const event of agent.streamEvents("?")) if (event.event === "on_tool_stream") break;
    await turn();
    await turn();
    expect(told.toSorted()).toEqual(["aborted", "closed"]);
  });

  it("ends the model's answer", async () => {
    const scripted = model(["a", 10_000, "never"]);
    for await (const { text } of createAgent({ model: scripted }).stream("?")) if (text === "a") break;
    expect(scripted.calls.length).toBe(1);
  });

  it("ends with the signal, in a parallel step and in a batch too", async () => {
    for (const run of [
      (agent: ReturnType<typeof createAgent>, signal: AbortSignal) => agent.invoke("?", { signal }),
      (agent: ReturnType<typeof createAgent>, signal: AbortSignal) => agent.batch(["?", "!"], { signal }),
      (agent: ReturnType<typeof createAgent>, signal: AbortSignal) => agent.map().invoke(["?", "!"], { signal }),
    ]) {
      const told: string[] = [];
      const controller = new AbortController();
      const scripted = new ScriptedChatModel({ replies: () => [call("endless")] });
      const agent = createAgent({ model: scripted, tools: [endless(told)] });
      const pending = thrown(() => run(agent, controller.signal));
      await turn();
      await turn();
      controller.abort();
      expect(await pending).toMatchObject({ code: "aborted" });
      await turn();
      await turn();
      expect(told.toSorted()).toEqual(
        told.length === 2 ? ["aborted", "closed"] : ["aborted", "aborted", "closed", "closed"],
      );
    }
  });

  it("ends by its time limit", async () => {
    const told: string[] = [];
    const agent = createAgent({ model: model([call("endless")]), tools: [endless(told)] });
    expect(await thrown(() => agent.invoke("?", { timeout: 20 }))).toMatchObject({ code: "timeout", timeout: "total" });
    await turn();
    await turn();
    expect(told.toSorted()).toEqual(["aborted", "closed"]);
  });

  it("asks for no more than is read", async () => {
    let ran = 0;
    const counter = tool(
      function* () {
        for (;;) yield ran++;
      },
      { name: "counter", schema: object },
    );
    const scripted = model(["a", call("counter")], ["never"]);
    const stream = createAgent({ model: scripted, tools: [counter] }).stream("?");
    await stream.next();
    await turn();
    expect(ran).toBe(0);
    await stream.return();
  });
});
