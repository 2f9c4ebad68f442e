import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { hasShared, SHARED } from "../../test/support/shared.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import { tool, type StructuredTool } from "./tool.ts";

const schema = { type: "object" };
/** A tool that gives what it was given, and counts how often. */
const echo = (fields: object = {}) => {
  const seen: unknown[] = [];
  return { seen, tool: tool((args) => (seen.push(args), "done"), { name: "echo", schema, ...fields }) };
};
const callWith = (args: unknown): ToolCall => ({ name: "echo", args, id: "1", type: "tool_call" }) as ToolCall;

describe("the arguments of a model's call", () => {
  it("may be a megabyte of JSON, and come as they were", async () => {
    const { seen, tool } = echo();
    const text = "x".repeat(1_000_000);
    const many = Array.from({ length: 200_000 }, (_, at) => at);
    for (const args of [{ text }, { many }]) {
      await tool.invoke(callWith(args));
      expect(seen.pop()).toEqual(args);
    }
  });

  it.each([
    ["text", { text: "x".repeat(100) }],
    ["a key", { ["k".repeat(100)]: 1 }],
    ["many", { many: Array.from({ length: 60 }, () => 1) }],
    ["many inside many", { many: Array.from({ length: 60 }, () => ({ a: [] })) }],
  ])("are refused where they are longer than the limit: %s", async (_, args) => {
    const { seen, tool } = echo({ maxArgumentChars: 100 });
    expect(await thrown(() => tool.invoke(callWith(args)))).toMatchObject({
      code: "limit",
      phase: "tool",
      message: 'The arguments of the tool "echo" are longer than 100 characters (maxArgumentChars).',
      path: ["echo"],
    });
    expect(seen).toEqual([]);
    // What a program gives is its own business.
    await tool.invoke(args as never);
    expect(seen).toEqual([args]);
  });

  it("are refused from 2 Mi characters on, where nothing is said", async () => {
    const { seen, tool } = echo();
    const error = await thrown(() => tool.invoke(callWith({ text: "x".repeat(2 * 1024 * 1024) })));
    expect(error).toMatchObject({ code: "limit" });
    expect(seen).toEqual([]);
  });

  it("are refused where they nest too deep, or in a circle", async () => {
    const { seen, tool } = echo();
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    const deep = JSON.parse("[".repeat(100_000) + "]".repeat(100_000)) as unknown;
    for (const args of [circle, { deep }])
      expect(await thrown(() => tool.invoke(callWith(args)))).toMatchObject({
        code: "limit",
        message: "The arguments of a tool nest deeper than 512 levels.",
      });
    expect(seen).toEqual([]);
  });

  it("are measured once, however they nest", async () => {
    let read = 0;
    const counted = (value: object): object =>
      new Proxy(value, { get: (target, key) => (read++, Reflect.get(target, key) as unknown) });
    const args = { list: [counted({ a: 1 }), counted({ a: [counted({ b: 2 })] })] };
    await echo().tool.invoke(callWith(args));
    expect(read).toBe(3);
  });
});

describe.skipIf(!hasShared)("keys of arguments that mean something to JavaScript", () => {
  if (!hasShared) return;
  const { cases } = JSON.parse(readFileSync(`${SHARED}suites/security-vectors-a/json-keys.json`, "utf8")) as {
    cases: { id: string; text: string }[];
  };
  const objects = cases.filter(({ text }) => text.startsWith("{"));

  it.each(objects)("$id", async ({ text }) => {
    const chunk = { name: "echo", args: text, id: "1", type: "tool_call_chunk" } as const;
    const [call] = new AIMessageChunk({ content: "", tool_call_chunks: [chunk] }).tool_calls;
    const { seen, tool } = echo();
    await tool.invoke(call!);
    expect(JSON.stringify(seen[0])).toBe(JSON.stringify(JSON.parse(text)));
    expect(Object.getPrototypeOf(seen[0])).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});

it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])("a tool may be called %s", async (name) => {
  const named: StructuredTool<{ a: number }, unknown> = tool((args) => args, { name, schema }) as never;
  expect(await named.invoke({ name, args: { a: 1 }, id: "1", type: "tool_call" })).toMatchObject({
    content: '{"a":1}',
    name,
  });
});
