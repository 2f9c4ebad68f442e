import fc from "fast-check";
import { expect, test } from "vitest";
import { AIMessageChunk } from "./ai.ts";
import { concatMessages } from "./concat.ts";
import type { ToolCallChunk } from "./tool-calls.ts";

type Piece = Omit<ToolCallChunk, "type">;
const chunk = (...pieces: Piece[]) =>
  new AIMessageChunk({
    content: "",
    tool_call_chunks: pieces.map((p) => ({ ...p, type: "tool_call_chunk" as const })),
  });
const add = (...chunks: AIMessageChunk[]) => chunks.reduce((a, b) => a.concat(b));

test("pieces of one index are one call", () => {
  const whole = add(
    chunk({ name: "f", args: "", id: "c1", index: 0 }),
    chunk({ args: '{"a"', index: 0 }, { name: "g", id: "c2", index: 1 }),
    chunk({ args: ":1}", index: 0 }),
    chunk({ args: "{}", index: 1 }),
  );
  expect(whole.tool_call_chunks).toEqual([
    { name: "f", args: '{"a":1}', id: "c1", index: 0, type: "tool_call_chunk" },
    { name: "g", args: "{}", id: "c2", index: 1, type: "tool_call_chunk" },
  ]);
  expect(whole.tool_calls).toEqual([
    { name: "f", args: { a: 1 }, id: "c1", type: "tool_call" },
    { name: "g", args: {}, id: "c2", type: "tool_call" },
  ]);
  expect(whole.invalid_tool_calls).toEqual([]);
});

test("without an index, pieces of one id are one call; with neither, each is its own", () => {
  const whole = add(
    chunk({ id: "a", name: "f", args: '{"x":' }),
    chunk({ id: "b", name: "g", args: "{}" }),
    chunk({ id: "a", args: "1}" }),
    chunk({ name: "h", args: "{}" }),
    chunk({ name: "h", args: "{}" }),
  );
  expect(whole.tool_calls.map((c) => [c.name, c.args])).toEqual([
    ["f", { x: 1 }],
    ["g", {}],
    ["h", {}],
    ["h", {}],
  ]);
});

test("different indexes are different calls even with one id, and a piece may learn its index later", () => {
  expect(add(chunk({ id: "a", index: 0 }), chunk({ id: "a", index: 1 })).tool_call_chunks).toHaveLength(2);
  const late = add(
    chunk({ id: "a", args: "{" }),
    chunk({ id: "a", index: 3, args: '"k":' }),
    chunk({ index: 3, args: "0}" }),
  );
  expect(late.tool_call_chunks).toEqual([{ id: "a", args: '{"k":0}', index: 3, type: "tool_call_chunk" }]);
});

test("name and id are said once: the first that is not empty", () => {
  const [call] = add(
    chunk({ name: "", id: "", index: 0 }),
    chunk({ name: "f", id: "c", index: 0 }),
    chunk({ name: "f", id: "c", index: 0, args: "{}" }),
    chunk({ name: "", id: "other", index: 0 }),
  ).tool_calls;
  expect(call).toEqual({ name: "f", id: "c", args: {}, type: "tool_call" });
});

test.each([
  ["f", undefined, undefined],
  ["f", " \n", undefined],
  ["f", '{"a":[1,"}"]} ', undefined],
  ["f", '{"a', "The arguments are incomplete: after 3 characters the JSON object is open."],
  ["f", "{a}", /^The arguments are not valid JSON: ./],
  ["f", "{]", /^The arguments are not valid JSON: ./],
  ["f", "{}{}", "The arguments are not valid JSON: something follows the closed object."],
  ["f", "[1]", 'The arguments are not a JSON object: they do not begin with "{".'],
  ["f", "nope", 'The arguments are not a JSON object: they do not begin with "{".'],
  [undefined, "{}", "The call names no tool."],
])("name %j, arguments %j: %s", (name, args, error) => {
  const message = chunk({ ...(name && { name }), ...(args !== undefined && { args }), id: "c", index: 0 });
  if (error === undefined) {
    expect(message.tool_calls).toHaveLength(1);
    expect(message.invalid_tool_calls).toEqual([]);
    return;
  }
  expect(message.tool_calls).toEqual([]);
  expect(message.invalid_tool_calls).toEqual([
    {
      ...(name && { name }),
      args,
      id: "c",
      error: typeof error === "string" ? error : expect.stringMatching(error),
      type: "invalid_tool_call",
    },
  ]);
});

test("arguments are what JSON.parse gives, and a key __proto__ is only a key", () => {
  const [call] = add(
    chunk({ name: "f", args: '{"__proto__":{"isAdm', index: 0 }),
    chunk({ args: 'in":true}}', index: 0 }),
  ).tool_calls;
  expect(Object.keys(call?.args ?? {})).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(call?.args)).toBe(Object.prototype);
  expect(call?.args["isAdmin"]).toBeUndefined();
});

test("arguments may nest 512 levels deep, and a million levels are no call", () => {
  const nested = (levels: number) => `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
  expect(chunk({ name: "f", args: nested(512) }).tool_calls).toHaveLength(1);
  for (const args of [nested(513), nested(1_000_000), `{"a":${"[".repeat(1_000_000)}`]) {
    const message = chunk({ name: "f", args: args.slice(0, 600), index: 0 }).concat(
      chunk({ args: args.slice(600), index: 0 }),
    );
    for (const { tool_calls, invalid_tool_calls } of [message, message.toMessage()]) {
      expect(tool_calls).toEqual([]);
      expect(invalid_tool_calls.map(({ error }) => error)).toEqual(["The arguments nest deeper than 512 levels."]);
    }
  }
});

test("reading again gives the same objects", () => {
  const message = chunk({ name: "f", args: '{"a":1}', index: 0 });
  expect(message.tool_calls).toBe(message.tool_calls);
  const next = message.concat(chunk({ args: " ", index: 0 })).concat(chunk({ name: "g", index: 1 }));
  expect(next.tool_calls[0]?.args).toBe(message.tool_calls[0]?.args);
});

test("adding leaves the chunks that are added as they were", () => {
  const first = chunk({ name: "f", args: '{"a":', index: 0 });
  const left = first.concat(chunk({ args: "1}", index: 0 }));
  const right = first.concat(chunk({ args: "2}", index: 0 }));
  expect([left.tool_calls[0]?.args, right.tool_calls[0]?.args]).toEqual([{ a: 1 }, { a: 2 }]);
  expect(first.tool_call_chunks).toEqual([{ name: "f", args: '{"a":', index: 0, type: "tool_call_chunk" }]);
});

test("what is read at every step is what a fresh reader would read", () => {
  const args = fc.constantFrom("", " ", "{", "}", '"', "\\", '"a":', "1", "{}", "[", "]");
  fc.assert(
    fc.property(fc.array(fc.record({ args, index: fc.nat(1), name: fc.constantFrom("", "f") })), (pieces) => {
      let message = chunk();
      for (const piece of pieces) {
        message = message.concat(chunk(piece));
        const fresh = chunk(...message.tool_call_chunks.map((call) => ({ ...call })));
        expect(message.tool_calls).toEqual(fresh.tool_calls);
        expect(message.invalid_tool_calls).toEqual(fresh.invalid_tool_calls);
      }
    }),
    { numRuns: 500 },
  );
});

test("the scan's state is not seen: not in JSON, not in keys", () => {
  const [joined] = add(chunk({ name: "f", args: "{", index: 0 }), chunk({ args: "}", index: 0 })).tool_call_chunks;
  expect(Reflect.ownKeys(joined ?? {})).toEqual(["name", "args", "index", "type"]);
});

/** Runs `work`, and counts every look at a character, how long the text was that was looked into, and every parse. */
function counting(work: () => void) {
  const looks = { characters: 0, longest: 0, parses: 0 };
  // oxlint-disable-next-line typescript/unbound-method
  const { charCodeAt } = String.prototype;
  const { parse } = JSON;
  String.prototype.charCodeAt = function (this: string, i: number) {
    looks.characters++;
    looks.longest = Math.max(looks.longest, this.length);
    return charCodeAt.call(this, i);
  };
  JSON.parse = (text) => {
    looks.parses++;
    return parse(text) as unknown;
  };
  try {
    work();
  } finally {
    String.prototype.charCodeAt = charCodeAt;
    JSON.parse = parse;
  }
  return looks;
}

test("reading the calls after each of 25,000 pieces looks at each character once and parses once", () => {
  const text = JSON.stringify({ text: "x".repeat(99_980) });
  const pieces: string[] = [];
  for (let i = 0; i < text.length; i += 4) pieces.push(text.slice(i, i + 4));
  const chunks = pieces.map((args, i) => chunk(i === 0 ? { name: "f", args, index: 0 } : { args, index: 0 }));
  let message = chunks[0] as AIMessageChunk;
  let readable = 0;
  const looks = counting(() => {
    for (const next of chunks.slice(1)) {
      message = message.concat(next);
      readable += message.tool_calls.length;
    }
    for (let i = 0; i < 100; i++) {
      message = message.concat(chunk({ args: "    ", index: 0 }));
      readable += message.tool_calls.length;
    }
  });
  expect(message.tool_calls[0]?.args).toEqual({ text: "x".repeat(99_980) });
  expect(readable).toBe(101);
  expect(looks).toEqual({ characters: text.length + 400, longest: 4, parses: 1 });
});

test("a list of chunks is joined without a look at joined text, and its calls are found by a map", () => {
  const chunks = Array.from({ length: 5_000 }, (_, i) => chunk({ name: "f", args: "{}", index: i % 1_000 }));
  let joined = 0;
  const looks = counting(() => void (joined = concatMessages(chunks).tool_call_chunks.length));
  expect(joined).toBe(1_000);
  expect(looks.longest).toBe(2);
  expect(looks.characters).toBeLessThanOrEqual(10_000);
});

test("whole calls given to a chunk become pieces of it", () => {
  const message = new AIMessageChunk({ content: "", tool_calls: [{ name: "f", args: { a: 1 }, id: "c" }] });
  expect(message.tool_call_chunks).toEqual([{ name: "f", args: '{"a":1}', id: "c", type: "tool_call_chunk" }]);
  expect(message.tool_calls).toEqual([{ name: "f", args: { a: 1 }, id: "c", type: "tool_call" }]);
});
