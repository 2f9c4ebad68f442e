import fc from "fast-check";
import { expect, test } from "vitest";
import { AIMessage, AIMessageChunk } from "./ai.ts";
import { ChatMessage } from "./chat.ts";
import { FunctionMessage } from "./function.ts";
import { HumanMessage } from "./human.ts";
import { messageChunkFromJSON, messageFromJSON, messagesFromJSON } from "./json.ts";
import type { BaseMessage } from "./message.ts";
import { RemoveMessage } from "./remove.ts";
import { SystemMessage } from "./system.ts";
import { ToolMessage } from "./tool.ts";

// JSON has no -0 and no undefined, so none is made here.
const value = fc.jsonValue({ maxDepth: 2 }).map((v) => JSON.parse(JSON.stringify(v)) as unknown);
const key = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString", "lc", "type"));
const record = fc.array(fc.tuple(key, value), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
const block = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text: fc.string() }),
  fc.tuple(fc.string(), record).map(([type, more]) => ({ ...more, type })),
);
const common = {
  content: fc.oneof(fc.string(), fc.array(block, { maxLength: 3 })),
  id: fc.string(),
  name: fc.string(),
  additional_kwargs: record,
  response_metadata: record,
};
const counts = fc.dictionary(fc.string(), fc.nat(), { maxKeys: 2 });
const calls = {
  tool_calls: fc.array(
    fc.record(
      { name: fc.string(), args: record, id: fc.string(), type: fc.constant("tool_call" as const) },
      { requiredKeys: ["name", "args", "type"] },
    ),
    { maxLength: 2 },
  ),
  invalid_tool_calls: fc.array(
    fc.record(
      {
        name: fc.string(),
        args: fc.string(),
        id: fc.string(),
        error: fc.string(),
        type: fc.constant("invalid_tool_call" as const),
      },
      { requiredKeys: ["error", "type"] },
    ),
    { maxLength: 2 },
  ),
  usage_metadata: fc.record(
    {
      input_tokens: fc.nat(),
      output_tokens: fc.nat(),
      total_tokens: fc.nat(),
      input_token_details: counts,
      output_token_details: counts,
    },
    { requiredKeys: ["input_tokens", "output_tokens", "total_tokens"] },
  ),
};
const need = <K extends string>(...requiredKeys: K[]) => ({ requiredKeys });
const message: fc.Arbitrary<BaseMessage> = fc.oneof(
  fc.record(common, need("content")).map((f) => new HumanMessage(f)),
  fc.record(common, need("content")).map((f) => new SystemMessage(f)),
  fc.record({ ...common, ...calls }, need("content")).map((f) => new AIMessage(f)),
  fc
    .record(
      {
        ...common,
        tool_call_id: fc.string(),
        status: fc.constantFrom("success" as const, "error" as const),
        artifact: value,
      },
      need("content", "tool_call_id"),
    )
    .map((f) => new ToolMessage(f)),
  fc.record({ ...common, role: fc.string() }, need("content", "role")).map((f) => new ChatMessage(f)),
  fc.record(common, need("content", "name")).map((f) => new FunctionMessage(f)),
  fc.record({ id: fc.string({ minLength: 1 }) }).map((f) => new RemoveMessage(f)),
);

test("a message survives the way through JSON", () => {
  fc.assert(
    fc.property(message, (message) => {
      const sent = JSON.stringify(message);
      const received = messageFromJSON(JSON.parse(sent));
      expect(received.constructor).toBe(message.constructor);
      expect(JSON.stringify(received)).toBe(sent);
      expect(received.contentBlocks).toEqual(message.contentBlocks);
    }),
    { numRuns: 1_000 },
  );
});

test("a chunk's JSON gives its message, or where asked for, the chunk", () => {
  const chunk = new AIMessageChunk({
    content: "a",
    id: "x",
    tool_call_chunks: [
      { name: "f", args: '{"a":', id: "c", index: 0, type: "tool_call_chunk" },
      { name: "g", args: "{}", type: "tool_call_chunk" },
    ],
  });
  const json = JSON.parse(JSON.stringify(chunk)) as unknown;
  expect(messageFromJSON(json)).toStrictEqual(chunk.toMessage());
  expect(messageChunkFromJSON(json)).toStrictEqual(chunk);
  for (const type of ["human", "system"])
    expect(messageChunkFromJSON({ type, content: "a" }).concat(messageChunkFromJSON({ type, content: "b" })).text).toBe(
      "ab",
    );
  expect(messageChunkFromJSON({ type: "tool", content: "a", tool_call_id: "c" }).toMessage().toJSON()).toEqual({
    type: "tool",
    content: "a",
    tool_call_id: "c",
  });
  expect(messageChunkFromJSON({ type: "generic", content: "a", role: "r" }).toMessage()).toStrictEqual(
    new ChatMessage("a", "r"),
  );
  expect(messageChunkFromJSON({ type: "function", content: "a", name: "f" }).toMessage()).toStrictEqual(
    new FunctionMessage("a", "f"),
  );
});

test("null is absent, as other languages write it", () => {
  expect(
    messageFromJSON({
      type: "ai",
      content: "a",
      id: null,
      name: null,
      tool_calls: [],
      usage_metadata: null,
      example: false,
    }).toJSON(),
  ).toEqual({ type: "ai", content: "a" });
});

test("the message shares nothing with the data", () => {
  const data = { type: "human", content: [{ type: "text", text: "a" }], additional_kwargs: { x: { y: 1 } } };
  const message = messageFromJSON(data);
  (data.content[0] as { text: string }).text = "changed";
  data.additional_kwargs.x.y = 2;
  expect(message.toJSON()).toEqual({
    type: "human",
    content: [{ type: "text", text: "a" }],
    additional_kwargs: { x: { y: 1 } },
  });
});

test("bytes in a block stay bytes", () => {
  const data = new Uint8Array([1, 2]);
  expect(messageFromJSON({ type: "human", content: [{ type: "image", data }] }).content).toEqual([
    { type: "image", data },
  ]);
});

test("inherited fields do not count, and hostile keys are only keys", () => {
  const inherits = JSON.parse('{"type":"human","content":"a","__proto__":{"id":"evil","name":"evil"}}') as unknown;
  expect(messageFromJSON(inherits).toJSON()).toEqual({ type: "human", content: "a" });
  expect(() => messageFromJSON(Object.create({ type: "human", content: "a" }))).toThrow("has to be an object");
  const kwargs = messageFromJSON(
    JSON.parse('{"type":"human","content":"","additional_kwargs":{"__proto__":{"isAdmin":true}}}'),
  ).additional_kwargs;
  expect(JSON.stringify(kwargs)).toBe('{"__proto__":{"isAdmin":true}}');
  expect(Object.getPrototypeOf(kwargs)).toBe(Object.prototype);
});

test.each<[unknown, string]>([
  [undefined, "A message in JSON has to be an object, `{ type, content, … }`."],
  ["human", "A message in JSON has to be an object, `{ type, content, … }`."],
  [[], "A message in JSON has to be an object, `{ type, content, … }`."],
  [
    {},
    "The `type` of a message in JSON has to be one of human, ai, system, tool, generic, function, remove, but it is none.",
  ],
  [
    { type: "toString", content: "" },
    'The `type` of a message in JSON has to be one of human, ai, system, tool, generic, function, remove, but it is "toString".',
  ],
  [
    { lc: 1, type: "constructor", id: ["langchain_core", "messages", "HumanMessage"], kwargs: { content: "a" } },
    'A message in LangChain\'s constructor form (`{ lc: 1, type: "constructor", … }`) is not read, since data must not choose a class. Send `{ type, content, … }`, as `toJSON` gives it.',
  ],
  [{ type: "human" }, "A message's `content` has to be a string or an array of blocks, but it is undefined."],
  [
    { type: "human", content: ["a"] },
    "A message's `content[0]` has to be a block, which is an object with a `type`, but it is string.",
  ],
  [{ type: "human", content: "", id: 5 }, "A message's `id` has to be a string, but it is number."],
  [
    { type: "human", content: "", additional_kwargs: [] },
    "A message's `additional_kwargs` has to be an object, but it is an array.",
  ],
  [{ type: "ai", content: "", tool_calls: {} }, "A message's `tool_calls` has to be an array, but it is object."],
  [{ type: "ai", content: "", tool_calls: [null] }, "A message's `tool_calls[0]` has to be an object, but it is null."],
  [
    { type: "ai", content: "", tool_calls: [{ name: "f", args: "{}" }] },
    "A message's `tool_calls[0].args` has to be an object, but it is string.",
  ],
  [
    { type: "ai", content: "", invalid_tool_calls: [{ args: {} }] },
    "A message's `invalid_tool_calls[0].args` has to be a string, but it is object.",
  ],
  [
    { type: "ai", content: "", usage_metadata: 1 },
    "A message's `usage_metadata` has to be an object, but it is number.",
  ],
  [
    { type: "ai", content: "", usage_metadata: { input_tokens: 1 } },
    "A message's `usage_metadata.output_tokens` has to be a number, but it is undefined.",
  ],
  [
    {
      type: "ai",
      content: "",
      usage_metadata: { input_tokens: 1, output_tokens: 1, total_tokens: 2, input_token_details: { a: "x" } },
    },
    "A message's `usage_metadata.input_token_details.a` has to be a number, but it is string.",
  ],
  [{ type: "tool", content: "" }, "A message's `tool_call_id` has to be a string, but it is undefined."],
  [
    { type: "tool", content: "", tool_call_id: "c", status: "ok" },
    'A message\'s `status` has to be "success" or "error", but it is string.',
  ],
  [{ type: "generic", content: "" }, "A message's `role` has to be a string, but it is undefined."],
  [{ type: "remove" }, "A message's `id` has to be a string, but it is undefined."],
])("refuses %j", (value, message) => {
  expect(() => messageFromJSON(value)).toThrow(expect.objectContaining({ code: "config", message }));
});

test("a chunk's pieces are checked too", () => {
  expect(() => messageChunkFromJSON({ type: "ai", content: "", tool_call_chunks: [{ index: {} }] })).toThrow(
    "A message's `tool_call_chunks[0].index` has to be a number or a string, but it is object.",
  );
  expect(() => messageChunkFromJSON({ type: "remove", id: "x" })).toThrow(
    "one of human, ai, system, tool, generic, function, but",
  );
});

test("nesting without end is refused", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  expect(() => messageFromJSON(JSON.parse(`{"type":"human","content":"","additional_kwargs":{"a":${deep}}}`))).toThrow(
    expect.objectContaining({ code: "limit" }),
  );
});

test("a list names the message that is wrong", () => {
  expect(
    messagesFromJSON([
      { type: "human", content: "a" },
      { type: "ai", content: "b" },
    ]),
  ).toStrictEqual([new HumanMessage("a"), new AIMessage("b")]);
  expect(() => messagesFromJSON([{ type: "human", content: "a" }, { type: "ai" }])).toThrow(
    "Message 1: A message's `content` has to be",
  );
  expect(() => messagesFromJSON({})).toThrow("Messages in JSON have to be an array.");
});
