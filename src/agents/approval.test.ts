import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import type { ToolCallInit } from "../messages/ai.ts";
import { ToolMessage } from "../messages/tool.ts";
import { ScriptedChatModel, type ScriptedChatToken } from "../testing/scripted/chat-model.ts";
import { tool } from "../tools/tool.ts";
import { createAgent } from "./agent.ts";
import type { Decision, Interrupt, InterruptOn } from "./decision.ts";
import type { AgentState } from "./state.ts";

const File = { type: "object", properties: { path: { type: "string" } } };
const call = (name: string, path: string, id = `${name}-${path}`): ToolCallInit => ({ name, args: { path }, id });
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** An agent with two tools, of which one deletes files, and what they were called with. */
function deleting(replies: readonly (readonly ScriptedChatToken[])[], interruptOn: InterruptOn = { remove: true }) {
  const ran: string[] = [];
  const of = (name: string) =>
    tool(
      ({ path }) => {
        ran.push(`${name} ${String(path)}`);
        return `${name}: ok`;
      },
      { name, schema: File },
    );
  const model = new ScriptedChatModel({ replies });
  return { ran, model, agent: createAgent({ model, tools: [of("remove"), of("read")], interruptOn }) };
}

const answers = ({ messages }: AgentState) => messages.flatMap((m) => (m instanceof ToolMessage ? [m.text] : []));
const only = ({ interrupts = [] }: AgentState): Interrupt => {
  expect(interrupts.length).toBe(1);
  return interrupts[0]!;
};

describe("a call that a person is to decide of", () => {
  const replies = [[call("remove", "a"), call("read", "b")], ["Done."]];

  it("ends the run, when the others have been run, with what is asked", async () => {
    const { agent, ran, model } = deleting(replies);
    const state = await agent.invoke("?");
    expect(state.stopReason).toBe("interrupt");
    expect(state.interrupts).toEqual([
      {
        id: expect.stringMatching(/^remove-a:[\da-f]{32}$/),
        toolCall: { name: "remove", args: { path: "a" }, id: "remove-a", type: "tool_call" },
        allowedDecisions: ["approve", "edit", "reject"],
        description: 'The tool "remove" is to be run.',
      },
    ]);
    expect([ran, answers(state), model.calls.length]).toEqual([["read b"], ["read: ok"], 1]);
    const chunks = await all(deleting(replies).agent.stream("?"));
    expect(chunks.slice(-2)).toMatchObject([
      { type: "interrupts", interrupts: state.interrupts },
      { type: "end", stopReason: "interrupt" },
    ]);
  });

  it("is run when it is approved, by another agent too that is given the state as JSON", async () => {
    const state = json(await deleting(replies).agent.invoke("?"));
    const { agent, ran, model } = deleting([["Done."]]);
    const decisions: Decision[] = [{ id: only(state).id, type: "approve" }];
    const done = await agent.invoke({ ...state, decisions });
    expect(ran).toEqual(["remove a"]);
    expect(answers(done)).toEqual(["remove: ok", "read: ok"]);
    expect(done).toMatchObject({ steps: 2, stopReason: "answer" });
    expect(done.interrupts).toBeUndefined();
    expect(model.calls[0]!.messages.map(({ type }) => type)).toEqual(["human", "ai", "tool", "tool"]);
  });

  it("is run with other arguments when they are edited, and the model knows of it", async () => {
    const { agent, ran, model } = deleting(replies);
    const state = await agent.invoke("?");
    const decisions: Decision[] = [{ id: only(state).id, type: "edit", args: { path: "c" } }];
    const chunks = await all(agent.stream({ ...state, decisions }));
    expect(ran).toEqual(["read b", "remove c"]);
    expect(chunks[0]).toMatchObject({ type: "updates", revised: true });
    const told = JSON.stringify(model.calls[1]!.messages);
    expect([told.includes('{"path":"c"}'), told.includes('{"path":"a"}')]).toEqual([true, false]);
    const again = await deleting([["Done."]]).agent.invoke({ ...state, decisions });
    expect(again.messages.map(({ type }) => type)).toEqual(["human", "ai", "tool", "tool", "ai"]);
    expect(JSON.stringify(again.messages[1])).toContain('{"path":"c"}');
  });

  it("is not run when it is rejected, and the model is told", async () => {
    for (const [message, expected] of [
      ["Not that one.", "Not that one."],
      [undefined, "The call was rejected by a person: it was not run. Do not make it again."],
    ]) {
      const { agent, ran } = deleting(replies);
      const state = await agent.invoke("?");
      const done = await agent.invoke({ ...state, decisions: [{ id: only(state).id, type: "reject", message }] });
      expect(ran).toEqual(["read b"]);
      expect(answers(done)).toEqual([expected, "read: ok"]);
    }
  });

  it("waits on where nothing is decided: nothing is done again", async () => {
    const { agent, ran, model } = deleting(replies);
    const state = await agent.invoke("?");
    expect(await agent.invoke(state)).toEqual(state);
    expect([ran, model.calls.length]).toEqual([["read b"], 1]);
  });

  it("does not have a tool forgotten that has had the last word", async () => {
    const answer = tool(() => "That is all.", { name: "answer", schema: File, returnDirect: true });
    const value = { responseFormat: { title: "value", type: "object", properties: {} } };
    for (const [options, expected] of [
      [{}, { stopReason: "return_direct", steps: 1 }],
      [value, { stopReason: "answer", steps: 1, structuredResponse: { path: "v" } }],
    ] as const) {
      const model = new ScriptedChatModel({
        replies: [[call("answer", "b"), call("value", "v"), call("remove", "a")]],
      });
      const remove = tool(() => "removed", { name: "remove", schema: File });
      const agent = createAgent({ model, tools: [answer, remove], interruptOn: { remove: true }, ...options });
      const state = json(await agent.invoke("?"));
      const done = await agent.invoke({ ...state, decisions: [{ id: only(state).id, type: "approve" }] });
      expect(done).toMatchObject(expected);
    }
  });

  it("works in a plain loop", () => {
    const { agent, ran } = deleting(replies);
    const state = agent.invokeSync("?");
    agent.invokeSync({ ...state, decisions: [{ id: only(state).id, type: "approve" }] });
    expect(ran).toEqual(["read b", "remove a"]);
  });

  it("is asked of by the tool's name, by the call, and in one's own words", async () => {
    const cases: [InterruptOn, Partial<Interrupt> | undefined][] = [
      [{ remove: false }, undefined],
      [{ read: (call) => call.args["path"] === "x" }, undefined],
      [{ remove: ({ args }) => args["path"] === "a" }, {}],
      [{ remove: { when: () => false } }, undefined],
      [
        { remove: { allowedDecisions: ["approve", "reject"], description: "Really?" } },
        { allowedDecisions: ["approve", "reject"], description: "Really?" },
      ],
      [{ remove: { description: ({ args }) => `Remove ${String(args["path"])}?` } }, { description: "Remove a?" }],
    ];
    for (const [interruptOn, expected] of cases) {
      const state = await deleting(replies, interruptOn).agent.invoke("?");
      if (expected) expect(only(state)).toMatchObject(expected);
      else expect(state.interrupts).toBeUndefined();
    }
    const named = new ScriptedChatModel({ replies: [[call("constructor", "a")], ["Done."]] });
    const odd = tool(() => "ok", { name: "constructor", schema: File });
    const state = await createAgent({ model: named, tools: [odd], interruptOn: {} }).invoke("?");
    expect(state.stopReason).toBe("answer");
  });

  it("takes no name of a tool that is not there, since nobody would be asked", async () => {
    const mistaken = () => deleting(replies, { remvoe: true });
    expect(mistaken).toThrow(
      'before calls of "remvoe" (interruptOn), which is no tool that it runs: "remove", "read".',
    );
    const model = new ScriptedChatModel({ replies });
    const interruptOn = { search: true };
    expect(() => createAgent({ model, tools: [{ type: "search", name: "search" }], interruptOn })).toThrow(
      /it has none/,
    );
    expect(deleting(replies, { remvoe: false }).agent.name).toBe("agent");
    // A step may bring it.
    const tools = [tool(() => "ok", { name: "remove", schema: File })];
    const bringing = createAgent({ model, interruptOn: { remove: true }, prepareStep: () => ({ tools }) });
    expect((await bringing.invoke("?")).stopReason).toBe("interrupt");
  });
});

describe("a decision", () => {
  const replies = [[call("remove", "a"), call("remove", "b")], ["Done."]];
  const decide = async (make: (interrupts: readonly Interrupt[]) => unknown, allowed?: InterruptOn) => {
    const { agent, ran } = deleting(replies, allowed);
    const state = await agent.invoke("?");
    const error = await thrown(() => agent.invoke({ ...state, decisions: make(state.interrupts!) as Decision[] }));
    expect(ran).toEqual([]);
    return error;
  };

  it.each([
    ["for no call", () => [{ id: "x", type: "approve" }], /no call that waits/],
    [
      "missing",
      ([first]: readonly Interrupt[]) => [{ id: first!.id, type: "approve" }],
      /There is no decision for "remove-b:/,
    ],
    [
      "made twice",
      ([first, second]: readonly Interrupt[]) =>
        [first, second, second].map((each) => ({ id: each!.id, type: "approve" })),
      /Two decisions/,
    ],
    [
      "of another kind",
      (interrupts: readonly Interrupt[]) => interrupts.map(({ id }) => ({ id, type: "maybe" })),
      /may be approve, edit, reject/,
    ],
    [
      "without arguments",
      (interrupts: readonly Interrupt[]) => interrupts.map(({ id }) => ({ id, type: "edit", args: "b" })),
      /no `args`/,
    ],
    ["without an id", () => [{ type: "approve" }], /each has an `id`/],
    ["no list", () => "approve", /is an array/],
  ])("is refused where it is %s", async (_, make, message) => {
    const error = await decide(make);
    expect(error).toMatchObject({ code: "config", message: expect.stringMatching(message) });
  });

  it("is refused where it is not allowed, or where nothing waits", async () => {
    const interruptOn: InterruptOn = { remove: { allowedDecisions: ["reject"] } };
    const error = await decide((all) => all.map(({ id }) => ({ id, type: "approve" })), interruptOn);
    expect(error).toMatchObject({ code: "config", message: expect.stringMatching(/may be reject\.$/) });
    const { agent } = deleting([["Hi."]]);
    const decisions: Decision[] = [{ id: "x", type: "approve" }];
    expect(await thrown(() => agent.invoke({ messages: ["?"], decisions }))).toMatchObject({ code: "config" });
  });

  it("is for the call that it was made for: one with other arguments is not run by it", async () => {
    const { agent, ran } = deleting([[call("remove", "a")], ["Done."]]);
    const state = await agent.invoke("?");
    const decisions: Decision[] = [{ id: only(state).id, type: "approve" }];
    const changed = JSON.parse(JSON.stringify(state).replaceAll('"path":"a"', '"path":"/"'));
    expect(await thrown(() => agent.invoke({ ...changed, decisions }))).toMatchObject({ code: "config" });
    expect(ran).toEqual([]);
  });

  it("is asked for whatever else the state says", async () => {
    const { agent, ran } = deleting([[call("remove", "a")], ["Done."]]);
    const state = json(await agent.invoke("?"));
    const inside = await agent.invoke({ ...state, suspended: { "remove-a": {} } });
    expect(inside).toMatchObject({ stopReason: "interrupt", interrupts: state.interrupts });
    const message = { ...json(state.messages[1]!), tool_calls: [call("remove", "a"), call("remove", "a")] };
    const twice = { messages: [state.messages[0]!, message], decisions: [{ id: only(state).id, type: "approve" }] };
    const error = await thrown(() => agent.invoke(JSON.parse(JSON.stringify(twice))));
    expect(error).toMatchObject({ code: "config", message: expect.stringMatching(/not for both/) });
    expect(ran).toEqual([]);
  });

  it("is for once: the same call is asked of again", async () => {
    const { agent, ran } = deleting([[call("remove", "a")], [call("remove", "a")], ["Done."]]);
    const state = await agent.invoke("?");
    const next = await agent.invoke({ ...state, decisions: [{ id: only(state).id, type: "approve" }] });
    expect(next.stopReason).toBe("interrupt");
    expect(ran).toEqual(["remove a"]);
  });
});
