import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { ToolMessage } from "../messages/tool.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import { tool } from "./tool.ts";

const schema = { type: "object" };
const call: ToolCall = { name: "draw", args: {}, id: "call_1", type: "tool_call" };
const image = { type: "image", data: "aGk=", mimeType: "image/png" } as const;
const text = (words: string) => ({ type: "text", text: words }) as const;

describe("content and artifact", () => {
  const drawing = { name: "draw", schema, responseFormat: "content_and_artifact" } as const;
  const draw = tool(() => ["a map", { bytes: 7 }], drawing);

  it("are the message's; of arguments, the content alone is given", async () => {
    expect(draw.responseFormat).toBe("content_and_artifact");
    expect(await draw.invoke(call)).toEqual(
      new ToolMessage({ content: "a map", artifact: { bytes: 7 }, tool_call_id: "call_1", name: "draw" }),
    );
    expect(await draw.invoke({})).toBe("a map");
    expect(draw.invokeSync({})).toBe("a map");
  });

  it("are what a generator returns, or a promise is of", async () => {
    const generated = tool(async function* () {
      yield 1;
      return ["a map", 7];
    }, drawing);
    expect(await generated.invoke(call)).toMatchObject({ content: "a map", artifact: 7 });
    const late = tool(async () => [[text("a map"), image], 7], drawing);
    expect(await late.invoke(call)).toMatchObject({ content: [text("a map"), image], artifact: 7 });
  });

  it.each([
    [[{ type: "a_service's", x: 1 }], [{ type: "a_service's", x: 1 }]],
    [[], "[]"],
    [{ sun: 1 }, '{"sun":1}'],
    [[1], "[1]"],
  ])("has content as blocks, or else as JSON: %j", async (said, content) => {
    expect((await tool(() => [said, 1], drawing).invoke(call)).content).toEqual(content);
  });

  it.each(["a map", ["a map"], ["a", "b", "c"], undefined])("is no %j", async (output) => {
    const wrong = tool(() => output as never, drawing);
    for (const input of [call, {}])
      expect(await thrown(() => wrong.invoke(input as never))).toMatchObject({
        code: "tool",
        message:
          'The tool "draw" has the responseFormat "content_and_artifact": its function gives both, as an array of two.',
        path: ["draw"],
      });
  });
});

describe("blocks that a function gives", () => {
  const give = (output: unknown) => tool(() => output, { name: "draw", schema }).invoke(call);

  it("are content, where they cannot be taken for data", async () => {
    expect((await give([text("a"), image])).content).toEqual([text("a"), image]);
    expect((await give([{ type: "image", width: 1 }])).content).toBe('[{"type":"image","width":1}]');
    expect((await give([text("a"), { type: "city" }])).content).toBe('[{"type":"text","text":"a"},{"type":"city"}]');
    expect((await give([text("a"), "b"])).content).toBe('[{"type":"text","text":"a"},"b"]');
  });
});

describe("a message that the function has made", () => {
  it("is the answer, of the call that it answers", async () => {
    const made = new ToolMessage({ content: "no", tool_call_id: "", status: "error", artifact: 7, id: "m" });
    const answering = tool(() => made, { name: "draw", schema });
    const expected = { content: "no", tool_call_id: "call_1", status: "error", artifact: 7, id: "m", name: "draw" };
    expect(await answering.invoke(call)).toEqual(new ToolMessage(expected as never));
    expect(await answering.invoke({})).toBe(made);
    const pair = tool(() => made as never, { name: "draw", schema, responseFormat: "content_and_artifact" });
    expect(await pair.invoke(call)).toEqual(new ToolMessage(expected as never));
    expect(await pair.invoke({})).toBe(made);
  });
});

describe("text that is longer than a model is to be told", () => {
  const give = (output: unknown, maxOutputChars = 5) => tool(() => output, { name: "draw", schema, maxOutputChars });

  it("is cut, and says so", async () => {
    expect((await give("12345").invoke(call)).content).toBe("12345");
    expect((await give("123456").invoke(call)).content).toBe("12345\n[cut: the first 5 of 6 characters]");
    expect((await give([1, 2, 3]).invoke(call)).content).toBe("[1,2,\n[cut: the first 5 of 7 characters]");
    expect((await give("1234😀").invoke(call)).content).toBe("1234\n[cut: the first 4 of 6 characters]");
    expect(await give("123456").invoke({})).toBe("123456");
  });

  it("is that of all blocks together", async () => {
    expect((await give([text("123"), image, text("456"), text("7")]).invoke(call)).content).toEqual([
      text("123"),
      image,
      text("45\n[cut: the first 2 of 3 characters]"),
      text("\n[cut: the first 0 of 1 characters]"),
    ]);
  });
});

it("settings that cannot be are refused", () => {
  const make = (fields: object) => () => tool(() => 1, { name: "draw", schema, ...fields });
  expect(make({ responseFormat: "artifact" })).toThrow(/There is no responseFormat "artifact": it is "content" or/);
  for (const key of ["timeout", "maxArgumentChars", "maxOutputChars"])
    for (const value of [-1, "5", Number.NaN])
      expect(make({ [key]: value })).toThrow(`The ${key} of the tool "draw" is a number from 0 on, not ${value}.`);
  expect(make({ returnDirect: true })().returnDirect).toBe(true);
  expect(make({})().returnDirect).toBe(false);
});
