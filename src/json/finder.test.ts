import { describe, expect, it } from "vitest";
import { jsonText, oneOf, random, randomCuts } from "../../test/support/json-texts.ts";
import { readPieces } from "../../test/support/read-pieces.ts";
import { same } from "../../test/support/json-values.ts";
import type { JsonOptions } from "./reading.ts";
import type { JsonTextError } from "./error.ts";
import { JsonFinder } from "./finder.ts";
import type { JsonValue } from "./value.ts";

function values(pieces: readonly string[], options?: JsonOptions): JsonValue[] {
  return readPieces(new JsonFinder(options), pieces);
}

/** The value of the text, or the code and the offset of its error. */
function outcome(pieces: readonly string[], options?: JsonOptions): unknown {
  try {
    return { value: values(pieces, options).at(-1) };
  } catch (error) {
    const { code, offset, partial } = error as JsonTextError;
    return { code, offset, partial };
  }
}

describe("where the value is", () => {
  it.each<[text: string, value: JsonValue]>([
    ['{"a":1}', { a: 1 }],
    ['  \n {"a":1} and more', { a: 1 }],
    ['Here you are: {"a":[1]}. More {"b":2}', { a: [1] }],
    ["A list: [1, 2]", [1, 2]],
    ['```json\n{"a":1}\n```', { a: 1 }],
    ['Sure!\n\n```json\n{"a":"```"}\n```\nBye', { a: "```" }],
    ["```\n[1]\n```", [1]],
    ["~ ````json5 x\n\n  42\n````", 42],
    ['```json {"a":1}```', { a: 1 }],
    ['`{"a":1}`', { a: 1 }],
    ["``` json\r\ntrue\r\n```", true],
    ['{"a":"``` {"} ```', { a: "``` {" }],
    ['Use {name} or [see below] or {{x}}: {"a":1}', { a: 1 }],
    ['```python\nprint("{}")\n```\n3 lines. {"a":1}', {}],
    ["```python\nfoo(x)\n```\n3 lines: [3]", [3]],
    ['```js {1,3}\n{"a":1}\n```', { a: 1 }],
    ["42", 42],
    ["-1.5e3 and", -1500],
    ['"France" it is', "France"],
    ["null", null],
    ["1. First\n2. [2]", [2]],
    ["nothing but [1]", [1]],
    ["- item\n- {}", {}],
    ["tr[1]", [1]],
    ["\ufeff[1]", [1]],
    ["a [ \n [1]]", [[1]]],
  ])("%j", (text, value) => {
    expect(values([text]).at(-1)).toEqual(value);
    expect(values(Array.from(text)).at(-1)).toEqual(value);
  });

  it.each(["", "  ", "There is none.", "Yes {", "see [ ", "-", "nul", "```json\n", "```json\n```", "``` {"])(
    "none in %j",
    (text) => {
      expect(outcome([text])).toEqual({ code: "parse", offset: text.length, partial: undefined });
      expect(outcome(Array.from(text), { incomplete: "accept" })).toEqual(outcome([text]));
    },
  );
});

describe("what is given when", () => {
  it("an opening bracket at the start, or in a fence, at once", () => {
    expect(values(["{", '"a"', ":1}"])).toEqual([{}, { a: 1 }]);
    expect(values(["```json\n", "[", "1", "]"])).toEqual([[], [1]]);
  });

  it("one in prose, once what follows may stand there", () => {
    expect(values(["so: ", "[", " ", "[", "1", "]]"])).toEqual([[[]], [[1]]]);
    expect(new JsonFinder().feed("so: {")).toBeUndefined();
  });

  it("a string at the start while it grows, a number or a literal when it is whole", () => {
    expect(values(['"Fr', "ance", '"'])).toEqual(["Fr", "France"]);
    expect(values(["6", "7", " "])).toEqual([67]);
    expect(values(["6", "7"])).toEqual([67]);
  });

  it("nothing for what follows", () => {
    const finder = new JsonFinder();
    expect(finder.feed("[1] [2]")).toEqual([1]);
    expect(finder.feed('{"a":')).toBeUndefined();
    expect(finder.held).toBe(false);
    expect(finder.flush()).toBeUndefined();
    expect(finder.end()).toEqual([1]);
  });
});

describe("what fails once it was certain is an error", () => {
  it.each([
    ["{name}", 1, {}],
    ['so: {"a":1,}', 11, { a: 1 }],
    ["see [1] x", undefined, undefined],
    ["see [1 2]", 7, [1]],
    ['```json\n{"a" 1}', 13, {}],
    ['"a\nb"', 2, "a"],
  ])("%j", (text, offset, partial) => {
    const wanted = offset === undefined ? { value: [1] } : { code: "parse", offset, partial };
    expect(outcome([text])).toEqual(wanted);
    expect(outcome(Array.from(text))).toEqual(wanted);
  });

  it("an early end has the value so far, or is that value; and so has a limit", () => {
    const text = 'Well: {"a":[1,"x';
    expect(outcome([text])).toEqual({ code: "parse", offset: text.length, partial: { a: [1, "x"] } });
    expect(outcome([text], { incomplete: "accept" })).toEqual({ value: { a: [1, "x"] } });
    expect(outcome(["x [[["], { maxDepth: 2 })).toEqual({ code: "limit", offset: 4, partial: [[]] });
  });

  it("and comes again", () => {
    const finder = new JsonFinder();
    expect(() => finder.feed("{x")).toThrow("offset 1");
    expect(() => finder.feed("}")).toThrow("offset 1");
    expect(() => finder.end()).toThrow("offset 1");
  });
});

it("how the text is cut makes no difference", () => {
  const next = random(5);
  const words = ["Here ", "{", "[", " ", "\n", "`", "```", "```json\n", "x", "1. ", "true", "-", '"', "]", "}", ": "];
  const found = { value: 0, parse: 0 };
  for (let times = 20_000; times > 0; times--) {
    let text = "";
    while (next() < 0.7) text += oneOf(words, next);
    if (next() < 0.8) text += jsonText(next, true, 2);
    while (next() < 0.5) text += oneOf(words, next);
    const options: JsonOptions = { incomplete: next() < 0.5 ? "accept" : "error" };
    const whole = outcome([text], options);
    found["value" in (whole as object) ? "value" : "parse"]++;
    for (const pieces of [Array.from({ length: text.length }, (_, i) => text[i]!), randomCuts(text, next)]) {
      if (!same(outcome(pieces, options), whole)) expect.fail(JSON.stringify([text, whole, pieces]));
    }
  }
  expect(found.value).toBeGreaterThan(5_000);
  expect(found.parse).toBeGreaterThan(1_000);
}, 60_000);

it("a prompt full of brackets is looked through once", () => {
  const finder = new JsonFinder();
  finder.feed("So: ");
  for (let i = 0; i < 1000; i++) finder.feed("{{[x {x`".repeat(1000));
  expect(finder.feed("```\n[1]")).toEqual([1]);
});
