import { inspect } from "node:util";
import { expect, test } from "vitest";
import { AIMessage, AIMessageChunk } from "./ai.ts";
import { HumanMessage } from "./human.ts";
import { RemoveMessage } from "./remove.ts";
import { ToolMessageChunk } from "./tool.ts";

const chunk = new AIMessageChunk({ content: "The", id: "run-1" });

test("a chunk in the console is its class and the fields that are not empty", () => {
  expect(inspect(chunk)).toBe("AIMessageChunk { content: 'The', id: 'run-1' }");
  expect(inspect(new HumanMessage(""))).toBe("HumanMessage { content: '' }");
  expect(inspect(new RemoveMessage({ id: "x" }))).toBe("RemoveMessage { content: '', id: 'x' }");
  expect(inspect(new ToolMessageChunk("ok", "c", "f"))).toBe(
    "ToolMessageChunk { content: 'ok', name: 'f', tool_call_id: 'c' }",
  );
});

test("tool calls and usage are shown", () => {
  const message = new AIMessage({
    content: "",
    tool_calls: [{ name: "f", args: {}, id: "c" }],
    usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
  });
  expect(inspect(message, { breakLength: Infinity })).toBe(
    "AIMessage { content: '', tool_calls: [ { name: 'f', args: {}, id: 'c', type: 'tool_call' } ], usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } }",
  );
});

test("nested, the console's depth counts on", () => {
  expect(inspect([chunk])).toBe("[ AIMessageChunk { content: 'The', id: 'run-1' } ]");
  expect(inspect({ a: { b: { c: chunk } } }, { depth: 2, compact: 4 })).toBe("{ a: { b: { c: [AIMessageChunk] } } }");
  const deep = new HumanMessage({ content: "", additional_kwargs: { a: { b: { c: {} } } } });
  expect(inspect(deep, { depth: 1, breakLength: Infinity })).toBe(
    "HumanMessage { content: '', additional_kwargs: { a: [Object] } }",
  );
  expect(inspect(deep, { depth: null })).toContain("c: {}");
});

test("its colours are used", () => {
  expect(inspect(chunk, { colors: true })).toBe(
    `AIMessageChunk { content: ${inspect("The", { colors: true })}, id: ${inspect("run-1", { colors: true })} }`,
  );
  expect(inspect([[chunk]], { colors: true, depth: 0 })).toContain("Array");
  expect(inspect([chunk], { colors: true, depth: 0 })).toBe("[ \u001b[36m[AIMessageChunk]\u001b[39m ]");
});
