import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { RunletError } from "../errors/error.ts";
import { ToolMessage } from "../messages/tool.ts";
import type { InvalidToolCall, ToolCall } from "../messages/tool-calls.ts";
import type { SchemaIssue, StandardSchema } from "../schema/standard-schema.ts";
import { errorAnswer } from "./error-answer.ts";
import { tool } from "./tool.ts";

const call: ToolCall = { name: "weather", args: {}, id: "call_1", type: "tool_call" };
const refusing = (issues: SchemaIssue[]): StandardSchema => ({
  "~standard": { version: 1, vendor: "test", validate: () => ({ issues }) },
});
const refused = (issues: SchemaIssue[]) =>
  thrown(() => tool(() => 1, { name: "weather", schema: refusing(issues) }).invoke(call));

describe("the answer to a call that has failed", () => {
  it("has the words of the error, and of nothing else that it knows", () => {
    const error = new Error("No such city.", { cause: new Error("the inside") });
    expect(errorAnswer(call, error)).toEqual(
      new ToolMessage({ content: "No such city.", tool_call_id: "call_1", name: "weather", status: "error" }),
    );
    const ours = new RunletError("provider", "The service said no.", { requestId: "req_1", cause: error });
    expect(errorAnswer(call, ours).content).toBe("The service said no.");
  });

  it.each([
    ["text", "text"],
    [new Error(""), "The tool has failed, and does not say why."],
    [undefined, "The tool has failed, and does not say why."],
    [{ message: 7 }, "The tool has failed, and does not say why."],
  ])("is of %s", (error, content) => expect(errorAnswer(call, error).content).toBe(content));

  it("tells all that a schema has found, so that the model can mend it", async () => {
    const one = await refused([{ message: "Expected a string.", path: ["city"] }]);
    expect(errorAnswer(call, one).content).toBe(
      'The argument city of the tool "weather" is not what the schema asks for: Expected a string.',
    );
    const two = await refused([{ message: "Expected a string.", path: ["city"] }, { message: "Too many." }]);
    expect(errorAnswer(call, two).content).toBe(
      [
        'The argument city of the tool "weather" is not what the schema asks for: Expected a string. (and 1 more)',
        "- city: Expected a string.",
        "- Too many.",
      ].join("\n"),
    );
    const many = await refused(Array.from({ length: 500 }, (_, at) => ({ message: "No.", path: [at] })));
    expect((errorAnswer(call, many).content as string).split("\n")).toHaveLength(21);
  });

  it("answers what was no call, with or without an id", () => {
    const invalid: InvalidToolCall = {
      id: "call_2",
      error: "The arguments are incomplete.",
      type: "invalid_tool_call",
    };
    expect(errorAnswer(invalid, invalid.error)).toMatchObject({
      content: invalid.error,
      tool_call_id: "call_2",
      status: "error",
    });
    expect(errorAnswer({ error: "x", type: "invalid_tool_call" }, "x").tool_call_id).toBe("");
  });

  it("shows nothing that looks like a secret", () => {
    const error = new Error("401 from https://ann:hunter22@db.example/?api_key=abc123: Bearer sk-abcdef123456");
    expect(errorAnswer(call, error).content).toBe("401 from https://***@db.example/?api_key=*** Bearer ***");
  });

  it("is no longer than 4,000 characters, and says that it was cut", () => {
    const { content } = errorAnswer(call, new Error("😀".repeat(50_000)));
    expect(content).toBe(`${"😀".repeat(2000)}\n[cut: the first 4000 of 100000 characters]`);
    const odd = errorAnswer(call, new Error(`a${"😀".repeat(50_000)}`)).content as string;
    expect(odd.startsWith(`a${"😀".repeat(1999)}\n[cut: the first 3999 of`)).toBe(true);
  });
});
