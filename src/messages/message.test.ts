import { expect, test } from "vitest";
import { AIMessage, AIMessageChunk } from "./ai.ts";
import { ChatMessage, ChatMessageChunk } from "./chat.ts";
import { FunctionMessage, FunctionMessageChunk } from "./function.ts";
import { HumanMessage, HumanMessageChunk } from "./human.ts";
import type { BaseMessage } from "./message.ts";
import { RemoveMessage } from "./remove.ts";
import { SystemMessage, SystemMessageChunk } from "./system.ts";
import { ToolMessage, ToolMessageChunk } from "./tool.ts";

test.each<[string, BaseMessage, BaseMessage | undefined]>([
  ["human", new HumanMessage("a"), new HumanMessageChunk("a")],
  ["ai", new AIMessage("a"), new AIMessageChunk("a")],
  ["system", new SystemMessage("a"), new SystemMessageChunk("a")],
  ["tool", new ToolMessage("a", "c", "f"), new ToolMessageChunk("a", "c", "f")],
  ["generic", new ChatMessage("a", "critic"), new ChatMessageChunk("a", "critic")],
  ["function", new FunctionMessage("a", "f"), new FunctionMessageChunk("a", "f")],
  ["remove", new RemoveMessage({ id: "x" }), undefined],
])("%s: a chunk has its message's type and JSON", (type, message, chunk) => {
  expect([message.type, message.getType()]).toEqual([type, type]);
  if (!chunk) return;
  expect([chunk.type, chunk.getType()]).toEqual([type, type]);
  expect(chunk.toJSON()).toEqual(message.toJSON());
});

test("made of text, of blocks, or of fields", () => {
  const blocks = [
    { type: "text", text: "a" },
    { type: "image", url: "u" },
    { type: "text", text: "b" },
  ] as const;
  expect(new HumanMessage("a").content).toBe("a");
  expect(new HumanMessage(blocks).content).toBe(blocks);
  expect(new HumanMessage({ content: blocks, id: "i", name: "n" })).toMatchObject({
    content: blocks,
    id: "i",
    name: "n",
  });
  expect(new HumanMessage(blocks).text).toBe("ab");
});

test("what was not given is empty, shared and frozen", () => {
  const [a, b] = [new AIMessageChunk("a"), new AIMessageChunk({ content: "b", id: "run-1" })];
  for (const field of [
    "additional_kwargs",
    "response_metadata",
    "tool_call_chunks",
    "tool_calls",
    "invalid_tool_calls",
  ] as const) {
    expect(a[field]).toBe(b[field]);
    expect(Object.isFrozen(a[field])).toBe(true);
  }
  expect(new AIMessage("a").tool_calls).toBe(a.tool_calls);
});

test("all chunks have the same fields in the same order, whatever they were made of", () => {
  const keys = (chunk: AIMessageChunk) => Reflect.ownKeys(chunk);
  const usage_metadata = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  expect(keys(new AIMessageChunk({ usage_metadata, id: "x", content: "" }))).toEqual(keys(new AIMessageChunk("a")));
  expect(keys(new AIMessageChunk([]).concat(new AIMessageChunk("a")))).toEqual(keys(new AIMessageChunk("a")));
});

test("JSON has the fields that are not empty", () => {
  expect(JSON.stringify(new AIMessageChunk({ content: "The", id: "run-1" }))).toBe(
    '{"type":"ai","content":"The","id":"run-1"}',
  );
  expect(JSON.stringify(new AIMessage({ content: "", name: "", additional_kwargs: {}, tool_calls: [] }))).toBe(
    '{"type":"ai","content":""}',
  );
  expect(new ToolMessage({ content: "", tool_call_id: "c", status: "error", artifact: 0 }).toJSON()).toEqual({
    type: "tool",
    content: "",
    tool_call_id: "c",
    status: "error",
    artifact: 0,
  });
  const tool_call_chunks = [{ name: "f", args: "{}", index: 0, type: "tool_call_chunk" }] as const;
  expect(new AIMessageChunk({ content: "", tool_call_chunks }).toJSON()).toEqual({
    type: "ai",
    content: "",
    tool_calls: [{ name: "f", args: {}, type: "tool_call" }],
    tool_call_chunks,
  });
});

test.each<[string, () => unknown, string]>([
  [
    "no content",
    () => new HumanMessage({} as never),
    "A message's content has to be a string or an array of blocks, but it is undefined.",
  ],
  [
    "nothing",
    () => new AIMessage(undefined as never),
    "A message's content has to be a string or an array of blocks, but it is undefined.",
  ],
  [
    "null",
    () => new AIMessageChunk({ content: null } as never),
    "A message's content has to be a string or an array of blocks, but it is null.",
  ],
  [
    "no tool call",
    () => new ToolMessage("a", undefined as never),
    "A tool message needs a string as its `tool_call_id`.",
  ],
  ["no role", () => new ChatMessage({ content: "a" } as never), "A chat message needs a string as its `role`."],
  ["no name", () => new FunctionMessage({ content: "a" } as never), "A function message needs a string as its `name`."],
  ["no id", () => new RemoveMessage({} as never), "A remove message needs a string as its `id`."],
])("%s is a config error", (_, make, message) => {
  expect(make).toThrow(expect.objectContaining({ code: "config", message }));
});
