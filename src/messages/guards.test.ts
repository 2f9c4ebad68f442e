import { expect, test, vi } from "vitest";
import { AIMessage, AIMessageChunk } from "./ai.ts";
import { ChatMessage, ChatMessageChunk } from "./chat.ts";
import { FunctionMessage, FunctionMessageChunk } from "./function.ts";
import * as guards from "./guards.ts";
import { HumanMessage, HumanMessageChunk } from "./human.ts";
import { RemoveMessage } from "./remove.ts";
import { SystemMessage, SystemMessageChunk } from "./system.ts";
import { ToolMessage, ToolMessageChunk } from "./tool.ts";

const made = {
  AIMessage: new AIMessage("a"),
  AIMessageChunk: new AIMessageChunk("a"),
  HumanMessage: new HumanMessage("a"),
  HumanMessageChunk: new HumanMessageChunk("a"),
  SystemMessage: new SystemMessage("a"),
  SystemMessageChunk: new SystemMessageChunk("a"),
  ToolMessage: new ToolMessage("a", "c"),
  ToolMessageChunk: new ToolMessageChunk("a", "c"),
  ChatMessage: new ChatMessage("a", "r"),
  ChatMessageChunk: new ChatMessageChunk("a", "r"),
  FunctionMessage: new FunctionMessage("a", "f"),
  FunctionMessageChunk: new FunctionMessageChunk("a", "f"),
  RemoveMessage: new RemoveMessage({ id: "x" }),
};
const kinds = Object.keys(made) as (keyof typeof made)[];

test.each(kinds)("is%s is true of its kind and of nothing else", (kind) => {
  const is = (guards as unknown as Record<string, (value: unknown) => boolean>)[`is${kind}`] ?? expect.fail();
  // A chunk counts as its message, and not the other way round.
  expect(kinds.filter((other) => is(made[other]))).toEqual(
    kinds.filter((other) => other === kind || other === `${kind}Chunk`),
  );
  for (const value of [undefined, null, "a", 5, {}, [], { type: made[kind].type, content: "a" }])
    expect(is(value)).toBe(false);
});

test("isBaseMessage and isBaseMessageChunk", () => {
  expect(kinds.filter((kind) => guards.isBaseMessage(made[kind]))).toEqual(kinds);
  expect(kinds.filter((kind) => guards.isBaseMessageChunk(made[kind]))).toEqual(
    kinds.filter((kind) => kind.endsWith("Chunk")),
  );
});

test("messages of another copy of the package are messages, and their chunks join with ours", async () => {
  vi.resetModules();
  const other = await import("./ai.ts");
  const chunk = new other.AIMessageChunk({
    content: " sky",
    tool_call_chunks: [{ args: "}", index: 0, type: "tool_call_chunk" }],
  });
  expect(chunk).not.toBeInstanceOf(AIMessageChunk);
  expect(guards.isAIMessageChunk(chunk)).toBe(true);
  expect(guards.isAIMessage(new other.AIMessage("a"))).toBe(true);
  const ours = new AIMessageChunk({
    content: "The",
    tool_call_chunks: [{ name: "f", args: "{", index: 0, type: "tool_call_chunk" }],
  });
  const joined = ours.concat(chunk);
  expect([joined.text, joined.tool_calls.length]).toEqual(["The sky", 1]);
});
