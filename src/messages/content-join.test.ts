import { expect, test } from "vitest";
import { ContentJoin } from "./content-join.ts";
import type { MessageContent } from "./content.ts";
import { Drafts } from "./drafts.ts";

function join(first: MessageContent, ...rest: MessageContent[]): MessageContent {
  const content = new ContentJoin(new Drafts(), first);
  for (const next of rest) content.add(next);
  return content.value();
}
const text = (text: string, more: object = {}) => ({ type: "text" as const, text, ...more });
const image = { type: "image" as const, url: "https://example.org/a.png" };

test.each<[string, MessageContent[], MessageContent]>([
  ["text and text", ["a", "b"], "ab"],
  ["text, then blocks: the text is first", ["a", [image]], [text("a"), image]],
  ["an empty text adds nothing to blocks", ["", [image], ""], [image]],
  ["an empty list adds nothing", ["a", [], "b"], "ab"],
  ["an empty list, then text", [[], "a"], "a"],
  ["blocks, then text", [[image], "a", "b"], [image, text("ab")]],
  [
    "text does not go on with a block that has an index",
    [[text("a", { index: 0 })], "b"],
    [text("a", { index: 0 }), text("b")],
  ],
  ["one index, one block", [[text("a", { index: 0 })], [text("b", { index: 0 })]], [text("ab", { index: 0 })]],
  ["an index may be a name", [[text("a", { index: "x" })], [text("b", { index: "x" })]], [text("ab", { index: "x" })]],
  ["one id, one block", [[text("a", { id: "i" })], [image, text("b", { id: "i" })]], [text("ab", { id: "i" }), image]],
  ["no key: appended", [[text("a")], [text("b")]], [text("a"), text("b")]],
  [
    "two indexes with one id",
    [[text("a", { id: "i", index: 0 })], [text("b", { id: "i", index: 1 })]],
    [text("a", { id: "i", index: 0 }), text("b", { id: "i", index: 1 })],
  ],
  ["an empty text block alone is dropped", [[image], [text("")], [text("")]], [image]],
  ["also at the start", [[text("")], "a"], [text("a")]],
  [
    "annotations without text are those of the text before",
    ["a", [text("", { annotations: [{ type: "x" }] })], [text("", { annotations: [{ type: "y" }] })], "b"],
    [text("a", { annotations: [{ type: "x" }, { type: "y" }] }), text("b")],
  ],
  [
    "but not of one with an index",
    [[text("a", { index: 0 })], [text("", { annotations: [{ type: "x" }] })]],
    [text("a", { index: 0 }), text("", { annotations: [{ type: "x" }] })],
  ],
  [
    "an open one is kept, for its text may come",
    [[text("", { index: 0 })], [image], [text("a", { index: 0 })]],
    [text("a", { index: 0 }), image],
  ],
])("%s", (_, contents, joined) => {
  expect(join(contents[0] as MessageContent, ...contents.slice(1))).toEqual(joined);
});

test.each(["text", "reasoning", "thinking", "arguments", "args", "partial_json", "input", "refusal"])(
  "%s is joined",
  (field) => {
    expect(join([{ type: "x", index: 0, [field]: "a" }], [{ type: "x", index: 0, [field]: "b" }])).toEqual([
      { type: "x", index: 0, [field]: "ab" },
    ]);
  },
);

test("of other fields the last wins, records merge, lists are appended, id and name are said once", () => {
  expect(
    join(
      [
        {
          type: "thinking",
          index: 0,
          signature: "a",
          id: "i",
          name: "n",
          extras: { x: 1 },
          citations: [{ c: 1 }],
          n: 1,
        },
      ],
      [
        {
          type: "thinking_delta",
          index: 0,
          signature: "b",
          id: "",
          name: "n",
          extras: { y: 2 },
          citations: [{ c: 2 }],
          n: null,
        },
      ],
      [{ type: "thinking_delta", index: 0, citations: [{ c: 3 }] }],
    ),
  ).toEqual([
    {
      type: "thinking_delta",
      index: 0,
      signature: "b",
      id: "i",
      name: "n",
      extras: { x: 1, y: 2 },
      citations: [{ c: 1 }, { c: 2 }, { c: 3 }],
      n: 1,
    },
  ]);
});

test("lists inside of blocks merge by index too", () => {
  const piece = (text: string) => [
    { type: "reasoning", index: 0, summary: [{ type: "summary_text", index: 0, text }] },
  ];
  expect(join(piece("a"), piece("b"), piece("c"))).toEqual(piece("abc"));
});

test("hostile keys of a block are only keys", () => {
  const block = (text: string) => [
    JSON.parse(`{"type":"text","index":0,"text":"${text}","__proto__":{"p":1},"constructor":"c"}`),
  ];
  const joined = join(
    [{ type: "text", index: 0, text: "" }],
    block("a") as MessageContent,
    block("b") as MessageContent,
  );
  expect(JSON.stringify(joined)).toBe('[{"type":"text","index":0,"text":"ab","__proto__":{"p":1},"constructor":"c"}]');
  expect(({} as { p?: unknown }).p).toBeUndefined();
});

test("what is joined is not changed", () => {
  const first = Object.freeze([
    Object.freeze(text("a", { index: 0, annotations: Object.freeze([{ type: "citation" }]) })),
  ]);
  const next = Object.freeze([
    Object.freeze(text("b", { index: 0, annotations: Object.freeze([{ type: "citation" }]) })),
  ]);
  join(first, next, next, "c", "d");
  expect(first).toEqual([text("a", { index: 0, annotations: [{ type: "citation" }] })]);
  expect(next).toEqual([text("b", { index: 0, annotations: [{ type: "citation" }] })]);
});
