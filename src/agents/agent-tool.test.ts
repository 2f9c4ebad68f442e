import { describe, expect, it } from "vitest";
import * as z from "zod";
import { thrown, turn } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { errorInfo } from "../errors/info.ts";
import type { ToolCallInit } from "../messages/ai.ts";
import { ToolMessage } from "../messages/tool.ts";
import { ScriptedChatModel, type ScriptedChatToken } from "../testing/scripted/chat-model.ts";
import { tool } from "../tools/tool.ts";
import { createAgent } from "./agent.ts";
import type { AgentChunk } from "./chunk.ts";
import type { Decision } from "./decision.ts";
import type { AgentState } from "./state.ts";

const model = (...replies: readonly (readonly (ScriptedChatToken | Error)[])[]) => new ScriptedChatModel({ replies });
const call = (name: string, args: object): ToolCallInit => ({ name, args: { ...args }, id: `${name}-1` });
const answers = ({ messages }: AgentState) => messages.flatMap((m) => (m instanceof ToolMessage ? [m.text] : []));

describe("an agent as a tool", () => {
  it("answers with its last words, and keeps its state", async () => {
    const scripted = model(["It is", " blue."]);
    const sky = createAgent({ model: scripted, name: "sky" }).asTool({ name: "ask", description: "Asks." });
    const outer = model([call("ask", { input: "What color?" })], ["Blue."]);
    const state = await createAgent({ model: outer, tools: [sky] }).invoke("?");
    expect(answers(state)).toEqual(["It is blue."]);
    expect(scripted.calls[0]!.messages.map(({ text }) => text)).toEqual(["What color?"]);
    expect((state.messages[2] as ToolMessage).artifact).toMatchObject({ steps: 1, stopReason: "answer" });
    expect(await sky.invoke({ input: "What color?" })).toBe("It is blue.");
    expect(JSON.parse(JSON.stringify(state)).messages[2].artifact.messages[0].content).toBe("What color?");
  });

  it("takes what its schema says, and is asked what is made of that", async () => {
    const scripted = new ScriptedChatModel({ replies: () => ["Hi."] });
    const agent = createAgent({ model: scripted });
    const City = z.object({ city: z.string(), days: z.number() });
    await agent.asTool({ name: "a", schema: City }).invoke({ city: "Paris", days: 2 });
    await agent.asTool({ name: "a", schema: z.string() }).invoke("text");
    await agent
      .asTool({ name: "a", schema: City, input: ({ city, days }) => `${days} days in ${city}` })
      .invoke({ city: "Paris", days: 2 });
    expect(scripted.calls.map(({ messages }) => messages[0]!.text)).toEqual([
      '{"city":"Paris","days":2}',
      "text",
      "2 days in Paris",
    ]);
    expect(await thrown(() => agent.asTool({ name: "a", schema: City }).invoke({ city: 7 } as never))).toMatchObject({
      code: "tool",
    });
  });

  it("streams inside the agent that has called it, at any depth", async () => {
    const deepest = createAgent({ model: model(["deep", "er"]), name: "deepest" });
    const middle = createAgent({
      model: model([call("down", { input: "2" })], ["mid"]),
      tools: [deepest.asTool({ name: "down" })],
      name: "middle",
    });
    const outer = () =>
      createAgent({
        model: model([call("go", { input: "1" })], ["out"]),
        tools: [middle.asTool({ name: "go" })],
        name: "outer",
      });
    const texts = (chunks: readonly AgentChunk[], path: string): string[] =>
      chunks.flatMap((chunk) => {
        if (chunk.type === "custom") return texts([chunk.data as AgentChunk], `${path}/${chunk.name}`);
        return chunk.text === "" ? [] : [`${path} ${chunk.text}`];
      });
    expect(texts(await all(outer().stream("?")), "")).toEqual(["/go/down deep", "/go/down er", "/go mid", " out"]);
  });

  it("is told of with its path", async () => {
    const inner = createAgent({ model: model(["a"]), name: "inner" });
    const outer = createAgent({
      model: model([call("ask", { input: "?" })], ["b"]),
      tools: [inner.asTool({ name: "ask" })],
    });
    const events = await all(outer.streamEvents("?"));
    const names = new Map(events.map(({ run_id, name }) => [run_id, name]));
    const starts = events.filter(({ event }) => event.endsWith("_start"));
    expect(starts.map(({ name, parent_ids }) => [...parent_ids.map((id) => names.get(id)), name].join("/"))).toEqual([
      "agent",
      "agent/ScriptedChatModel",
      "agent/ask",
      "agent/ask/inner",
      "agent/ask/inner/ScriptedChatModel",
      "agent/ScriptedChatModel",
    ]);
    expect(events.filter(({ event }) => event.endsWith("_end")).length).toBe(starts.length);
  });

  it("has its failure told to the model, and is ended with the other", async () => {
    const failing = createAgent({ model: model([new Error("off")]), name: "inner" }).asTool({ name: "ask" });
    const tools = [failing];
    const outer = createAgent({ model: model([call("ask", { input: "?" })], ["b"]), tools });
    expect(answers(await outer.invoke("?"))).toEqual(["off"]);
    const throwing = createAgent({ model: model([call("ask", { input: "?" })]), tools, onToolError: "throw" });
    const error = await thrown(() => throwing.invoke("?"));
    expect(errorInfo(error)!.path).toEqual(["agent", "ask", "inner", "ScriptedChatModel"]);

    const told: string[] = [];
    const endless = tool(
      async (_, { signal }) => {
        signal.addEventListener("abort", () => told.push("aborted"));
        await new Promise(() => {});
      },
      { name: "endless", schema: { type: "object" } },
    );
    const inner = createAgent({ model: model([call("endless", {})]), tools: [endless] });
    const asking = createAgent({ model: model([call("ask", { input: "?" })]), tools: [inner.asTool({ name: "ask" })] });
    const controller = new AbortController();
    const pending = thrown(() => asking.invoke("?", { signal: controller.signal }));
    await turn();
    controller.abort();
    expect(await pending).toMatchObject({ code: "aborted" });
    expect(told).toEqual(["aborted"]);
  });

  it("is synchronous where all in it is", () => {
    const inner = createAgent({ model: model(["a"]) }).asTool({ name: "ask" });
    const outer = createAgent({ model: model([call("ask", { input: "?" })], ["b"]), tools: [inner] });
    expect(answers(outer.invokeSync("?"))).toEqual(["a"]);
  });
});

it("goes on from where it was when the run that it is in is given again", async () => {
  const ran: string[] = [];
  const step = (name: string) =>
    tool(
      () => {
        ran.push(name);
        return name;
      },
      { name, schema: { type: "object" } },
    );
  let failing = true;
  const replies = ({ length }: { readonly length: number }): readonly (ScriptedChatToken | Error)[] => {
    if (length === 1) return [call("first", {})];
    if (length === 3) return [call("second", {})];
    return failing ? ["Hal", new Error("off")] : ["Both are done."];
  };
  const inner = createAgent({ model: new ScriptedChatModel({ replies }), tools: [step("first"), step("second")] });
  const middle = createAgent({
    model: new ScriptedChatModel({
      replies: ({ length }) => (length === 1 ? [call("inner", { input: "go" })] : ["Middle is done."]),
    }),
    tools: [inner.asTool({ name: "inner" })],
    onToolError: "throw",
  });
  const outer = createAgent({
    model: new ScriptedChatModel({
      replies: ({ length }) => (length === 1 ? [call("middle", { input: "go" })] : ["All is done."]),
    }),
    tools: [middle.asTool({ name: "middle" })],
    onToolError: "throw",
  });
  const error = await thrown(() => outer.invoke("?"));
  expect(ran).toEqual(["first", "second"]);
  failing = false;
  const partial = JSON.parse(JSON.stringify(errorInfo(error)!.partial)) as AgentState;
  const state = await outer.invoke(partial);
  expect(state.messages.map(({ text }) => text)).toEqual(["?", "", "Middle is done.", "All is done."]);
  expect([ran, state.suspended]).toEqual([["first", "second"], undefined]);
});

it("goes on from where it was in a later step, also where the model says the same id again", async () => {
  const ran: string[] = [];
  let failing = true;
  const note = tool(({ text }) => void ran.push(String(text)), { name: "note", schema: { type: "object" } });
  const inner = createAgent({
    model: new ScriptedChatModel({
      replies: ([first, ...others]) => {
        if (others.length === 0) return [call("note", { text: first!.text })];
        return first!.text === "2" && failing ? [new Error("off")] : ["Noted."];
      },
    }),
    tools: [note],
  });
  const outer = createAgent({
    model: new ScriptedChatModel({
      replies: ({ length }) => (length < 5 ? [call("inner", { input: `${(length + 1) / 2}` })] : ["Done."]),
    }),
    tools: [inner.asTool({ name: "inner" })],
    onToolError: "throw",
  });
  const partial = errorInfo(await thrown(() => outer.invoke("?")))!.partial as AgentState;
  expect(partial.suspended).toMatchObject({ "inner-1": { steps: 1 } });
  failing = false;
  const state = await outer.invoke(JSON.parse(JSON.stringify(partial)));
  expect([answers(state), ran]).toEqual([
    ["Noted.", "Noted."],
    ["1", "2"],
  ]);
});

it("keeps what waits inside it where the run is ended before that goes on", async () => {
  const controller = new AbortController();
  const inner = createAgent({
    model: model([call("remove", {})]),
    tools: [tool(() => "removed", { name: "remove", schema: { type: "object" } })],
    interruptOn: { remove: true },
  });
  const middle = createAgent({
    model: model([call("inner", { input: "go" })]),
    tools: [inner.asTool({ name: "inner" })],
  });
  const outer = createAgent({ model: model([call("middle", {})]), tools: [middle.asTool({ name: "middle" })] });
  const state = await outer.invoke("?");
  const decisions: Decision[] = [{ id: state.interrupts![0]!.id, type: "approve" }];
  const stream = outer.stream({ ...state, decisions }, { signal: controller.signal });
  await stream.next();
  controller.abort();
  const { partial } = (await thrown(() => stream.final())) as { partial: AgentState };
  expect((partial.suspended!["middle-1"] as AgentState).suspended).toHaveProperty(["inner-1", "messages"]);
});

it("goes on from a partial state after what was decided: nothing is asked, or done, twice", async () => {
  const removed: string[] = [];
  const inner = (name: string) =>
    createAgent({
      model: new ScriptedChatModel({
        replies: ({ length }) => (length === 1 ? [call("remove", { path: name })] : [`${name} is gone.`]),
      }),
      tools: [tool(() => void removed.push(name), { name: "remove", schema: { type: "object" } })],
      interruptOn: { remove: true },
    }).asTool({ name });
  const outer = (...reply: readonly ScriptedChatToken[]) =>
    createAgent({ model: model(reply), tools: [inner("a"), inner("b")], onToolError: "throw" });
  const state = await outer(call("a", { input: "" }), call("b", { input: "" })).invoke("?");
  const decisions = state.interrupts!.map(({ id }): Decision => ({ id, type: "approve" }));
  const controller = new AbortController();
  const stream = outer("never").stream({ ...state, decisions }, { signal: controller.signal });
  // When the first of them has answered, the run is ended.
  const error = await thrown(async () => {
    for await (const { type } of stream) if (type === "updates") controller.abort();
  });
  const { partial } = error as { partial: AgentState };
  const answered = answers(partial);
  expect(answered.length).toBe(1);
  expect(Object.keys(partial.suspended!)).toEqual(answered[0] === "a is gone." ? ["b-1"] : ["a-1"]);
  const done = await outer("All is done.").invoke(partial);
  expect(done).toMatchObject({ stopReason: "answer" });
  expect(answers(done)).toEqual(["a is gone.", "b is gone."]);
  expect(removed.toSorted()).toEqual(["a", "b"]);
});

describe("an agent inside another that waits for a person", () => {
  function nested() {
    const ran: string[] = [];
    const remove = tool(
      ({ path }) => {
        ran.push(String(path));
        return "removed";
      },
      { name: "remove", schema: { type: "object" } },
    );
    const inner = (reply: string) =>
      createAgent({
        model: model([call("remove", { path: reply })], [`${reply} is gone.`]),
        tools: [remove],
        interruptOn: { remove: true },
      });
    const middle = createAgent({
      model: model([call("clean", { input: "now" })], ["All is clean."]),
      tools: [inner("a").asTool({ name: "clean" })],
    });
    const look = tool(
      () => {
        ran.push("look");
        return "looked";
      },
      { name: "look", schema: { type: "object" } },
    );
    const outer = createAgent({
      model: model([call("tidy", { input: "up" }), call("look", {})], ["Done."]),
      tools: [middle.asTool({ name: "tidy" }), look],
    });
    return { ran, outer };
  }

  it("has the other wait, and goes on inside it, from JSON too", async () => {
    const { ran, outer } = nested();
    const state = JSON.parse(JSON.stringify(await outer.invoke("?"))) as AgentState;
    expect(state).toMatchObject({ stopReason: "interrupt", steps: 1 });
    expect(state.interrupts).toMatchObject([
      {
        id: expect.stringMatching(/^tidy-1\/clean-1\/remove-1:/),
        path: ["tidy", "clean"],
        toolCall: { name: "remove" },
      },
    ]);
    expect(ran).toEqual(["look"]);
    // Nothing is decided: it waits on.
    expect(JSON.parse(JSON.stringify(await outer.invoke(state)))).toEqual(state);
    const { id } = state.interrupts![0]!;
    const done = await outer.invoke({ ...state, decisions: [{ id, type: "approve" }] });
    expect(ran).toEqual(["look", "a"]);
    expect(answers(done)).toEqual(["All is clean.", "looked"]);
    expect(done).toMatchObject({ stopReason: "answer", steps: 2 });
    expect(done.suspended).toBeUndefined();
  });

  it("goes on to wait where the other fails meanwhile", async () => {
    const { ran, outer } = nested();
    const state = await outer.invoke("?");
    const { id } = state.interrupts![0]!;
    const stuck = (name: string) => tool(() => new Promise<never>(() => {}), { name, schema: { type: "object" } });
    const other = createAgent({
      model: model(["never"]),
      tools: [stuck("look"), stuck("tidy")],
    });
    // The call of the other tool is pending again, and is never answered: it fails the run.
    const messages = state.messages.filter((message) => !(message instanceof ToolMessage));
    const aborting = new AbortController();
    const stream = other.stream({ ...state, messages }, { signal: aborting.signal });
    const pending = thrown(() => stream.final());
    await turn();
    aborting.abort();
    // Nothing had come, so there is nothing but what was given.
    expect(await pending).toMatchObject({ code: "aborted", partial: undefined });
    const again = await outer.invoke({ ...state, messages });
    expect(again.interrupts).toMatchObject([{ id }]);
    expect(ran).toEqual(["look", "look"]);
  });

  it("is told what was decided, which has to fit", async () => {
    const { ran, outer } = nested();
    const state = await outer.invoke("?");
    const { id } = state.interrupts![0]!;
    for (const decisions of [
      [{ id: `${id}0`, type: "approve" }],
      [{ id, type: "maybe" }],
      [
        { id, type: "approve" },
        { id: "x", type: "approve" },
      ],
    ] as Decision[][])
      expect(await thrown(() => outer.invoke({ ...state, decisions }))).toMatchObject({ code: "config" });
    const done = await outer.invoke({ ...state, decisions: [{ id, type: "reject", message: "No." }] });
    expect(ran).toEqual(["look"]);
    expect(done.stopReason).toBe("answer");
  });
});
