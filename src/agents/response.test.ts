import { expect, it } from "vitest";
import * as z from "zod";
import { thrown } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { errorInfo } from "../errors/info.ts";
import type { ToolCallInit } from "../messages/ai.ts";
import { ScriptedChatModel, type ScriptedChatToken } from "../testing/scripted/chat-model.ts";
import { tool } from "../tools/tool.ts";
import { createAgent } from "./agent.ts";
import type { AgentState } from "./state.ts";

const model = (...replies: readonly (readonly ScriptedChatToken[])[]) => new ScriptedChatModel({ replies });
const call = (name: string, args: object): ToolCallInit => ({ name, args: { ...args }, id: `${name}-1` });
const weather = tool(() => "sun", { name: "weather", schema: { type: "object" } });
const Report = z.object({ sunny: z.boolean(), day: z.string().transform(Number) }).meta({ title: "report" });

it("is the value that the model gives by a call, as the schema makes it", async () => {
  const scripted = model([call("weather", {})], [call("report", { sunny: true, day: "7" })]);
  const agent = createAgent({ model: scripted, tools: [weather], responseFormat: Report });
  const state = await agent.invoke("?");
  const value: { sunny: boolean; day: number } | undefined = state.structuredResponse;
  expect(value).toEqual({ sunny: true, day: 7 });
  expect(state).toMatchObject({ stopReason: "answer", steps: 2 });
  expect(scripted.calls[0]!.options.tools).toMatchObject([{ name: "weather" }, { name: "report" }]);
  const chunks = await all(
    createAgent({ model: model([call("report", { sunny: true, day: "7" })]), responseFormat: Report }).stream("?"),
  );
  expect(chunks.at(-1)).toEqual({ type: "end", step: 1, text: "", stopReason: "answer", structuredResponse: value });
});

it("is asked for again where the schema refuses it, and where the model just talks", async () => {
  const scripted = model(
    [call("report", { sunny: "yes" })],
    ["It is sunny."],
    [call("report", { sunny: true, day: "1" })],
  );
  const state = await createAgent({ model: scripted, responseFormat: Report }).invoke("?");
  expect(state.structuredResponse).toEqual({ sunny: true, day: 1 });
  expect(state.messages.map(({ type }) => type)).toEqual(["human", "ai", "tool", "ai", "human", "ai", "tool"]);
  expect(state.messages[2]).toMatchObject({ status: "error" });
  expect(state.messages[4]!.text).toBe('Give the answer by calling the tool "report".');
});

it("is asked for no more often than a run may ask the model", async () => {
  const scripted = new ScriptedChatModel({ replies: ({ length }) => [call("report", { sunny: length })] });
  const error = await thrown(() => createAgent({ model: scripted, responseFormat: Report, maxSteps: 3 }).invoke("?"));
  expect(error).toMatchObject({
    code: "limit",
    message:
      '"agent" has asked its model 3 times (maxSteps), and has no answer: the error\'s partial state can be given to it again.',
  });
  expect(scripted.calls.length).toBe(3);
  expect((errorInfo(error)!.partial as AgentState).messages.length).toBe(7);
});

it("ends with the words of a model that never gives it", async () => {
  const agent = createAgent({ model: model(["no"]), responseFormat: Report, maxSteps: 2 });
  const state = await agent.invoke("?");
  expect(state).toMatchObject({ stopReason: "answer", steps: 2 });
  expect("structuredResponse" in state).toBe(false);
});

it("may be of any schema: a list, text, plain JSON Schema", async () => {
  const given = async (responseFormat: object, args: object) =>
    (await createAgent({ model: model([call("answer", args)]), responseFormat: responseFormat as never }).invoke("?"))
      .structuredResponse;
  expect(await given(z.array(z.number()), { input: [1, 2] })).toEqual([1, 2]);
  expect(await given(z.string(), { input: "a" })).toBe("a");
  expect(await given({ type: "object", properties: { a: {} } }, { a: 1 })).toEqual({ a: 1 });
  expect(await given({ type: "array" }, { input: [1] })).toEqual([1]);
  const silent = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value }) } } as const;
  expect(() => createAgent({ model: model(["a"]), responseFormat: silent })).toThrow(/JSON Schema/);
});

it("is kept where a step brings its own tools", async () => {
  const scripted = model([call("answer", { a: 1 })]);
  const agent = createAgent({
    model: scripted,
    tools: [],
    responseFormat: { type: "object", properties: { a: {} } },
    prepareStep: () => ({ tools: [weather] }),
  });
  expect((await agent.invoke("?")).structuredResponse).toEqual({ a: 1 });
});
