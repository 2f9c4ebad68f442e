import { expect, test } from "vitest";
import { AIMessage, AIMessageChunk } from "./ai.ts";
import { ChatMessage } from "./chat.ts";
import { coerceMessage } from "./coerce.ts";
import type { MessageLike } from "./coerce.ts";
import { FunctionMessage } from "./function.ts";
import { HumanMessage } from "./human.ts";
import type { BaseMessage } from "./message.ts";
import { SystemMessage } from "./system.ts";
import { ToolMessage } from "./tool.ts";

test("a message is itself", () => {
  const chunk = new AIMessageChunk("a");
  expect(coerceMessage(chunk)).toBe(chunk);
});

test.each<[MessageLike, BaseMessage]>([
  ["a", new HumanMessage("a")],
  [["human", "a"], new HumanMessage("a")],
  [["user", [{ type: "text", text: "a" }]], new HumanMessage([{ type: "text", text: "a" }])],
  [["ai", "a"], new AIMessage("a")],
  [["assistant", "a"], new AIMessage("a")],
  [["system", "a"], new SystemMessage("a")],
  [["developer", "a"], new SystemMessage("a")],
  [["critic", "a"], new ChatMessage("a", "critic")],
  [["constructor", "a"], new ChatMessage("a", "constructor")],
  [{ role: "user", content: "a", name: "Ann", id: "i" }, new HumanMessage({ content: "a", name: "Ann", id: "i" })],
  [{ role: "tool", content: "a", tool_call_id: "c" }, new ToolMessage("a", "c")],
  [{ role: "function", content: "a", name: "f" }, new FunctionMessage("a", "f")],
  [{ role: "critic", content: "a" }, new ChatMessage("a", "critic")],
  [
    { role: "assistant", content: null, tool_calls: [{ name: "f", args: { a: 1 }, id: "c" }] },
    new AIMessage({ content: "", tool_calls: [{ name: "f", args: { a: 1 }, id: "c" }] }),
  ],
  [{ type: "human", content: "a" }, new HumanMessage("a")],
  [{ type: "generic", content: "a", role: "critic" }, new ChatMessage("a", "critic")],
  [{ type: "message", role: "user", content: "a" } as MessageLike, new HumanMessage("a")],
])("%j", (like, message) => expect(coerceMessage(like)).toStrictEqual(message));

test("tool calls in a provider's form are parsed", () => {
  const call = (id: string, args: string) => ({ id, type: "function", function: { name: "f", arguments: args } });
  const message = coerceMessage({ role: "assistant", content: "", tool_calls: [call("a", '{"x":1}'), call("b", "{")] });
  expect(message.toJSON()).toMatchObject({
    tool_calls: [{ name: "f", args: { x: 1 }, id: "a" }],
    invalid_tool_calls: [{ name: "f", args: "{", id: "b", error: expect.stringContaining("incomplete") as string }],
  });
});

test.each<[unknown, string]>([
  [undefined, "A message has to be a message object, a string"],
  [5, "A message has to be a message object, a string"],
  [["human"], "A message has to be a message object, a string"],
  [["human", "a", "b"], "A message has to be a message object, a string"],
  [new Date(0), "A message has to be a message object, a string"],
  [["human", 5], "A message's `content` has to be a string or an array of blocks, but it is number."],
  [["tool", "a"], "A message's `tool_call_id` has to be a string, but it is undefined."],
  [{ role: "user", content: null }, "A message's `content` has to be a string or an array of blocks, but it is null."],
  [{ content: "a" }, "The `type` of a message in JSON has to be one of"],
  [{ lc: 1, type: "constructor", id: [], kwargs: {} }, "A message in LangChain's constructor form"],
])("refuses %j", (like, message) => {
  expect(() => coerceMessage(like as MessageLike)).toThrow(
    expect.objectContaining({ code: "config", message: expect.stringContaining(message) as string }),
  );
});
