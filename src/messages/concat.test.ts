import fc from "fast-check";
import { expect, test } from "vitest";
import { RunletError } from "../errors/error.ts";
import { AIMessage, AIMessageChunk } from "./ai.ts";
import type { AIMessageChunkFields } from "./ai.ts";
import { ChatMessageChunk } from "./chat.ts";
import { concatMessages, joinMessages } from "./concat.ts";
import type { ContentBlock, MessageContent } from "./content.ts";
import { FunctionMessageChunk } from "./function.ts";
import { HumanMessage, HumanMessageChunk } from "./human.ts";
import { SystemMessage, SystemMessageChunk } from "./system.ts";
import { ToolMessage, ToolMessageChunk } from "./tool.ts";

const ai = (init: string | AIMessageChunkFields) => new AIMessageChunk(init);
const fold = (chunks: readonly AIMessageChunk[]) => chunks.reduce((a, b) => a.concat(b));

test("the guide: five chunks of one call", () => {
  const chunks = ["The", " sky", " appears", " blue", " during", " the", " day", "."].map((content) =>
    ai({ content, id: "run-1" }),
  );
  const [a, b, c, d, e] = chunks as [AIMessageChunk, AIMessageChunk, AIMessageChunk, AIMessageChunk, AIMessageChunk];
  const added = a.concat(b).concat(c).concat(d).concat(e);
  expect(added).toBeInstanceOf(AIMessageChunk);
  expect([added.content, added.id]).toEqual(["The sky appears blue during", "run-1"]);
  expect(concatMessages([a, b, c, d, e])).toStrictEqual(added);
});

test("the first id stays, but a provider's beats one that was made up", () => {
  const id = (...ids: (string | undefined)[]) => fold(ids.map((id) => ai({ content: "", id }))).id;
  expect(id(undefined, "a", "b")).toBe("a");
  expect(id("run-1", undefined, "a", "run-2")).toBe("a");
  expect(id("run-1", "run-2")).toBe("run-1");
  expect(id("", "run-2")).toBe("run-2");
  expect(id(undefined, undefined)).toBeUndefined();
});

test("streamed thoughts join, other provider fields do not", () => {
  const chunk = (reasoning_content: string) =>
    ai({ content: "", additional_kwargs: { reasoning_content, model: "m" } });
  expect(
    fold([chunk("Let"), chunk(" me"), ai({ content: "", additional_kwargs: { reasoning_content: null } })]),
  ).toMatchObject({
    additional_kwargs: { reasoning_content: "Let me", model: "m" },
  });
});

test("metadata of two chunks with the same strings and numbers is not glued or summed", () => {
  const chunk = ai({ content: "", response_metadata: { finish_reason: "stop", created: 7, toString: "x" } });
  expect(chunk.concat(chunk).response_metadata).toEqual({ finish_reason: "stop", created: 7, toString: "x" });
  const changed = ai({ content: "", response_metadata: { finish_reason: { why: 1 }, created: "now" } });
  expect(chunk.concat(changed).response_metadata).toEqual({ finish_reason: { why: 1 }, created: "now", toString: "x" });
});

test("usage is added", () => {
  const chunk = ai({ content: "", usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } });
  expect(fold([ai("a"), chunk, ai("b"), chunk]).usage_metadata).toEqual({
    input_tokens: 2,
    output_tokens: 4,
    total_tokens: 6,
  });
});

test("the other kinds join too", () => {
  expect(new HumanMessageChunk("a").concat(new HumanMessageChunk("b")).toMessage()).toStrictEqual(
    new HumanMessage("ab"),
  );
  expect(new SystemMessageChunk("a").concat(new SystemMessageChunk("b")).toMessage()).toStrictEqual(
    new SystemMessage("ab"),
  );
  const chat = concatMessages([new ChatMessageChunk("a", "critic"), new ChatMessageChunk("b", "critic")]).toMessage();
  expect([chat.type, chat.role, chat.text]).toEqual(["generic", "critic", "ab"]);
  const fn = concatMessages([new FunctionMessageChunk("a", "f"), new FunctionMessageChunk("b", "f")]).toMessage();
  expect([fn.type, fn.name, fn.text]).toEqual(["function", "f", "ab"]);
});

test("a tool's chunks: failed in one part is failed, artifacts merge", () => {
  const part = (content: string, status: "success" | "error" | undefined, artifact: unknown) =>
    new ToolMessageChunk({ content, tool_call_id: "c", status, artifact });
  expect(
    concatMessages([
      part("a", "error", { x: 1 }),
      part("b", "success", { y: 2 }),
      part("c", undefined, undefined),
    ]).toMessage(),
  ).toStrictEqual(new ToolMessage({ content: "abc", tool_call_id: "c", status: "error", artifact: { x: 1, y: 2 } }));
  expect(part("a", undefined, 1).concat(part("b", "success", undefined))).toMatchObject({
    status: "success",
    artifact: 1,
  });
});

test.each<[string, () => unknown, string]>([
  [
    "another kind",
    () => ai("a").concat(new HumanMessageChunk("b") as never),
    'A chunk of type "ai" can only be joined with another one, but this is a chunk of type "human".',
  ],
  [
    "a whole message",
    () => ai("a").concat(new AIMessage("b") as never),
    'A chunk of type "ai" can only be joined with another one, but this is a whole message of type "ai".',
  ],
  [
    "no message",
    () => ai("a").concat("b" as never),
    'A chunk of type "ai" can only be joined with another one, but this is no message chunk.',
  ],
  [
    "null",
    () => concatMessages([ai("a"), null as never]),
    'A chunk of type "ai" can only be joined with another one, but this is no message chunk.',
  ],
  [
    "two roles",
    () => new ChatMessageChunk("a", "x").concat(new ChatMessageChunk("a", "y")),
    'Chunks of two messages cannot be joined: one has role "x", the other "y".',
  ],
  [
    "two tool calls",
    () => new ToolMessageChunk("a", "x").concat(new ToolMessageChunk("a", "y")),
    'Chunks of two messages cannot be joined: one has tool_call_id "x", the other "y".',
  ],
  [
    "two functions",
    () => new FunctionMessageChunk("a", "x").concat(new FunctionMessageChunk("a", "y")),
    'Chunks of two messages cannot be joined: one has name "x", the other "y".',
  ],
  ["nothing", () => concatMessages([]), "No chunks to join: concatMessages needs at least one."],
])("%s is a config error", (_, join, message) => {
  expect(join).toThrow(new RunletError("config", message, { phase: "config" }));
});

test("joinMessages gives the message, also of nothing", () => {
  expect(joinMessages([])).toStrictEqual(new AIMessage(""));
  expect(joinMessages([ai("a")])).toStrictEqual(new AIMessage("a"));
  const call = ai({
    content: "b",
    id: "x",
    tool_call_chunks: [{ name: "f", args: '{"a":1}', id: "c", type: "tool_call_chunk" }],
  });
  expect(joinMessages([ai({ content: "a", id: "run-1" }), call])).toStrictEqual(
    new AIMessage({ content: "ab", id: "x", tool_calls: [{ name: "f", args: { a: 1 }, id: "c", type: "tool_call" }] }),
  );
});

test("a message has no text block that was opened and never filled", () => {
  const open = ai({
    content: [
      { type: "text", text: "", index: 0 },
      { type: "image", url: "u", index: 1 },
    ],
  });
  expect(open.toMessage().content).toEqual([{ type: "image", url: "u", index: 1 }]);
});

// Random chunks. Keys are few, so that they meet.

const index = fc.constantFrom(0, 1, 2, "a");
const id = fc.constantFrom("x", "y");
const word = fc.constantFrom("", "a", "b", "c ");
const json = fc.dictionary(fc.constantFrom("a", "b", "__proto__", "toString"), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 3,
});

const block: fc.Arbitrary<ContentBlock> = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text: word, index, id }, { requiredKeys: ["type", "text"] }),
  fc.record(
    {
      type: fc.constantFrom("reasoning", "other"),
      reasoning: word,
      index,
      id,
      extra: json,
      list: fc.array(fc.record({ index, text: word })),
    },
    { requiredKeys: ["type"] },
  ),
);
const content: fc.Arbitrary<MessageContent> = fc.oneof(word, fc.array(block, { maxLength: 3 }));
const call = fc.record(
  {
    name: word,
    args: fc.constantFrom("", "{", '"a":1', "}", " ", "{}"),
    id,
    index,
    type: fc.constant("tool_call_chunk" as const),
  },
  { requiredKeys: ["type"] },
);
const count = fc.nat(9);
const usage = fc.record(
  {
    input_tokens: count,
    output_tokens: count,
    total_tokens: count,
    input_token_details: fc.dictionary(word, count, { maxKeys: 2 }),
  },
  { requiredKeys: ["input_tokens", "output_tokens", "total_tokens"] },
);
const anyChunk = fc
  .record(
    {
      content,
      id: fc.constantFrom("", "run-1", "run-2", "p1", "p2"),
      name: word,
      additional_kwargs: fc.oneof(json, fc.record({ reasoning_content: word })),
      response_metadata: json,
      tool_call_chunks: fc.array(call, { maxLength: 3 }),
      usage_metadata: usage,
    },
    { requiredKeys: ["content"] },
  )
  .map((fields) => new AIMessageChunk(fields));

test("concatMessages is the fold of concat, and changes no chunk", () => {
  fc.assert(
    fc.property(fc.array(anyChunk, { minLength: 1, maxLength: 8 }), (chunks) => {
      const before = JSON.stringify(chunks);
      const list = concatMessages(chunks);
      expect(list).toStrictEqual(fold(chunks));
      expect(list.tool_calls).toEqual(fold(chunks).tool_calls);
      expect(JSON.stringify(list)).toBe(JSON.stringify(fold(chunks)));
      expect(JSON.stringify(chunks)).toBe(before);
    }),
    { numRuns: 1_000 },
  );
});

test("the text, the usage and the id are the same in any grouping, also where strings and blocks mix", () => {
  const mixed = fc.oneof(
    word,
    fc.uniqueArray(
      fc.record({ type: fc.constant("text" as const), text: word, index }, { requiredKeys: ["type", "text"] }),
      {
        selector: (b) => b.index ?? {},
        maxLength: 3,
      },
    ),
  );
  const chunk = fc
    .record({
      content: mixed,
      id: fc.constantFrom("", "run-1", "p1", "p2"),
      usage_metadata: fc.option(usage, { nil: undefined }),
    })
    .map((fields) => new AIMessageChunk(fields));
  fc.assert(
    fc.property(fc.array(chunk, { minLength: 3, maxLength: 6 }), fc.nat(), (chunks, n) => {
      const cut = 1 + (n % (chunks.length - 1));
      const grouped = concatMessages(chunks.slice(0, cut)).concat(concatMessages(chunks.slice(cut)));
      const whole = concatMessages(chunks);
      expect(grouped.text).toBe(whole.text);
      expect(grouped.usage_metadata).toEqual(whole.usage_metadata);
      expect(grouped.id).toBe(whole.id);
    }),
    { numRuns: 500 },
  );
});

// As providers stream: every piece of a block or a call has its index, every field keeps its type.
const streamed = fc
  .record({
    content: fc.uniqueArray(fc.record({ type: fc.constant("text" as const), text: word, index: fc.nat(2) }), {
      selector: (b) => b.index,
    }),
    id: fc.constantFrom("", "run-1", "p1", "p2"),
    additional_kwargs: fc.record({ reasoning_content: word, n: fc.option(count) }, { requiredKeys: [] }),
    response_metadata: fc.record(
      { finish_reason: fc.option(word), nested: fc.dictionary(word, count), list: fc.array(count) },
      { requiredKeys: [] },
    ),
    tool_call_chunks: fc.uniqueArray(
      fc.record(
        { name: word, args: word, index: fc.nat(2), type: fc.constant("tool_call_chunk" as const) },
        { requiredKeys: ["index", "type"] },
      ),
      { selector: (c) => c.index },
    ),
    usage_metadata: fc.option(usage, { nil: undefined }),
  })
  .map((fields) => new AIMessageChunk(fields));

test("what a provider streams joins to the same message in any grouping", () => {
  fc.assert(
    fc.property(fc.array(streamed, { minLength: 3, maxLength: 8 }), fc.nat(), fc.nat(), (chunks, n, m) => {
      const cuts = [1 + (n % (chunks.length - 1)), 1 + (m % (chunks.length - 1))].toSorted((a, b) => a - b);
      const groups = [chunks.slice(0, cuts[0]), chunks.slice(cuts[0], cuts[1]), chunks.slice(cuts[1])];
      const joined = groups.filter((group) => group.length > 0).map(concatMessages);
      const right = joined.toReversed().reduce((later, earlier) => earlier.concat(later));
      const whole = concatMessages(chunks);
      for (const grouped of [concatMessages(joined), right]) expect(grouped.toJSON()).toEqual(whole.toJSON());
    }),
    { numRuns: 500 },
  );
});

test("100,000 chunks of text and metadata: each is read a fixed number of times", () => {
  let reads = 0;
  const chunk = ai({ content: "ab", id: "run-1" });
  const counted = new Proxy(chunk, {
    get(target, key, receiver) {
      reads++;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  const N = 100_000;
  const joined = concatMessages([chunk, ...Array.from({ length: N - 1 }, () => counted)]);
  expect(joined.text.length).toBe(2 * N);
  expect(reads / (N - 1)).toBeLessThan(15);
  const pairwise = Array.from({ length: N - 1 }, () => chunk).reduce((a, b) => a.concat(b), chunk);
  expect(pairwise.text).toBe(joined.text);
});

test("records and blocks of a list are copied once, not once per chunk", () => {
  const chunk = (i: number) =>
    ai({
      content: [{ type: "text", text: "a", index: 0, citations: [{ n: i }] }],
      response_metadata: { nested: { [`k${i}`]: i } },
    });
  const chunks = Array.from({ length: 20_000 }, (_, i) => chunk(i));
  const define = Object.defineProperty;
  let defined = 0;
  Object.defineProperty = (object, key, value) => {
    defined++;
    return define(object, key, value);
  };
  let joined: AIMessageChunk;
  try {
    joined = concatMessages(chunks);
  } finally {
    Object.defineProperty = define;
  }
  expect(defined).toBe(19_999);
  expect(Object.keys(joined.response_metadata["nested"] as object)).toHaveLength(20_000);
  expect((joined.content[0] as { citations?: unknown }).citations).toHaveLength(20_000);
});
