import { describe, expect, it } from "vitest";
import { whereItFails } from "../../test/support/json-grammar.ts";
import { damaged, inPiecesOf, jsonText, random, randomCuts } from "../../test/support/json-texts.ts";
import { cases } from "../../test/support/runs.ts";
import { deepFreeze, grows, same, shownBy } from "../../test/support/json-values.ts";
import type { JsonOptions } from "./reading.ts";
import type { JsonTextError } from "./error.ts";
import { JsonParser } from "./parser.ts";
import type { JsonValue } from "./value.ts";

function parse(pieces: readonly string[], options?: JsonOptions): JsonValue {
  const parser = new JsonParser(options);
  for (const piece of pieces) parser.feed(piece);
  return parser.end();
}

/** All values that are given, the one at the end included. */
function values(pieces: readonly string[], options?: JsonOptions): JsonValue[] {
  const parser = new JsonParser(options);
  const given: JsonValue[] = [];
  for (const piece of pieces) {
    const value = parser.feed(piece);
    if (value !== undefined) given.push(value);
  }
  const value = parser.end();
  if (value !== given.at(-1)) given.push(value);
  return given;
}

function failure(run: () => unknown): JsonTextError {
  try {
    run();
  } catch (error) {
    return error as JsonTextError;
  }
  throw new Error("It did not fail.");
}

describe("values while the text comes", () => {
  it.each<[title: string, pieces: string[], given: JsonValue[]]>([
    [
      "containers and strings as soon as they open",
      ["[", "{", '"a"', ":", '"', "b", '"', "}", "]"],
      [[], [{}], [{ a: "" }], [{ a: "b" }]],
    ],
    ["no half key", ['{"', "a", 'b"', ":", "1", "}"], [{}, { ab: 1 }]],
    ["no half literal", ["[t", "ru", "e", ",n", "ull", ",fals", "e]"], [[], [true], [true, null], [true, null, false]]],
    ["no half escape", ['"a\\', "n\\", "u00", "4", "1", '"'], ["a", "a\n", "a\nA"]],
    ["no half surrogate pair, escaped", ['"\\ud83d', "\\ude", '00"'], ["", "😀"]],
    ["no half surrogate pair, raw", ['"x\ud83d', "\ude00", '"'], ["x", "x😀"]],
    ["no half surrogate pair, one of each", ['"\\ud83d', "\ude00", '"'], ["", "😀"]],
    [
      "a lone surrogate once it is certain",
      ['"\\ud83d', "x", "\\ude00\\ud83d", '"'],
      ["", "\ud83dx", "\ud83dx\ude00", "\ud83dx\ude00\ud83d"],
    ],
    ["two high surrogates", ['"\ud83d', "\ud83d", '\ude00"'], ["", "\ud83d", "\ud83d😀"]],
    [
      "a number's longest beginning that is one",
      ["[-", "6", "7", ".", "5", "e", "-", "1", "]"],
      [[], [-6], [-67], [-67.5], [-6.75]],
    ],
    ["minus zero", ["[-", "0", ".", "0", "1]"], [[], [-0], [-0.01]]],
    ["digits that change nothing", ["[1", ".0", "00", "e0", "0]"], [[1]]],
    ["a scalar alone", ["6", "7", "e", "1", " "], [6, 67, 670]],
    ["a repeated key", ['{"a":1', ',"b":2', ',"a":', "3}"], [{ a: 1 }, { a: 1, b: 2 }, { a: 3, b: 2 }]],
    ["nothing for white space", [" ", "\n", "[", " ", "\t", "1", " ", "]", "\n"], [[], [1]]],
  ])("%s", (_, pieces, given) => {
    expect(values(pieces)).toEqual(given);
  });

  it("they stay as they were, and share what has not changed", () => {
    const parser = new JsonParser();
    const first = parser.feed('{"a":{"b":[1]},"c":[{"d":"x') as { a: object; c: object[] };
    const second = parser.feed("y") as { a: object; c: object[] };
    expect([first, second]).toEqual([
      { a: { b: [1] }, c: [{ d: "x" }] },
      { a: { b: [1] }, c: [{ d: "xy" }] },
    ]);
    expect(second.a).toBe(first.a);
    expect(parser.feed('"}')).toBeUndefined();
    const third = parser.feed(",{}") as { a: object; c: object[] };
    expect(third.c[0]).toBe(second.c[0]);
    parser.feed("]}");
    expect(parser.end()).toBe(third);
  });
});

describe("early ends", () => {
  it.each([
    ['{"a":[1,"x', { a: [1, "x"] }],
    ["[1.", [1]],
    ["-1e", -1],
    ['"ab\\u00', "ab"],
    ["[nul", []],
  ])("%j is an error that has the value so far, or is that value", (text, partial) => {
    const error = failure(() => parse([text]));
    expect(error).toMatchObject({ code: "parse", phase: "parse", offset: text.length, partial });
    expect(parse([text], { incomplete: "accept" })).toEqual(partial);
  });

  it.each(["", " ", "-", "tru"])("%j has no value to accept", (text) => {
    const error = failure(() => parse([text], { incomplete: "accept" }));
    expect(error).toMatchObject({ code: "parse", offset: text.length, partial: undefined });
  });
});

describe("errors", () => {
  it("name the offset, what stands there and what should", () => {
    const error = failure(() => parse(['{"a":1', " x"]));
    expect(error.message).toBe('This is not JSON: at offset 7 stands "x", where "," or "}" has to stand.');
    expect(error).toMatchObject({ code: "parse", offset: 7, partial: { a: 1 } });
    expect(failure(() => parse(["[1]", " ", " 2"])).message).toContain("offset 5");
  });

  it("come again when more is fed, or the end", () => {
    const parser = new JsonParser();
    const error = failure(() => parser.feed("[}"));
    expect(failure(() => parser.feed("]"))).toBe(error);
    expect(failure(() => parser.end())).toBe(error);
  });
});

describe("depth", () => {
  const deep = (depth: number, text = "[") => text.repeat(depth);

  it("is 512 unless said otherwise", () => {
    expect(values([deep(512)], { incomplete: "accept" })).toHaveLength(1);
    expect(failure(() => parse([deep(513)]))).toMatchObject({ code: "limit", offset: 512 });
    expect(failure(() => parse([deep(1_000_000)]))).toMatchObject({ code: "limit", offset: 512 });
    expect(failure(() => parse(["[[[["], { maxDepth: 3 }))).toMatchObject({ code: "limit", offset: 3 });
    expect(parse(['{"a":[{}]}'], { maxDepth: 3 })).toEqual({ a: [{}] });
    expect(failure(() => parse(["[]"], { maxDepth: 0 }))).toMatchObject({ code: "limit", offset: 0 });
    expect(() => new JsonParser({ maxDepth: NaN })).toThrow("maxDepth is a number of levels, not NaN.");
  });

  it("costs no stack without a limit", () => {
    const depth = 1_000_000;
    const closed = `${deep(depth)}${"]".repeat(depth)}`;
    let value: JsonValue = parse(inPiecesOf(65_536, closed), { maxDepth: Infinity });
    let levels = 0;
    for (; Array.isArray(value) && value.length > 0; levels++) value = value[0]!;
    expect(levels).toBe(depth - 1);
    const mixed = failure(() => parse([deep(depth / 2, '[{"a":')], { maxDepth: Infinity }));
    expect(mixed).toMatchObject({ code: "parse", offset: depth * 3 });
  });
});

describe("beside JSON.parse", () => {
  it("random texts in random pieces have the same value", () => {
    const next = random(1);
    for (let times = cases(25_000, 80_000, 1_000_000); times > 0; times--) {
      const text = jsonText(next);
      const value = parse(randomCuts(text, next));
      if (!same(value, JSON.parse(text))) expect.fail(text);
    }
  }, 600_000);

  it("damaged texts fail where no ending helps any more, and where JSON.parse fails", () => {
    const next = random(2);
    let failed = 0;
    const tried = cases(13_000, 40_000, 200_000);
    for (let times = tried; times > 0; times--) {
      const text = damaged(jsonText(next), next);
      const wanted = whereItFails(text);
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      expect(valid, text).toBe(wanted === undefined);
      const pieces = randomCuts(text, next);
      let read = 0;
      let offset: number | undefined;
      const parser = new JsonParser();
      try {
        for (const piece of pieces) {
          parser.feed(piece);
          read += piece.length;
        }
        if (wanted !== undefined && wanted < read) expect.fail(`${text}: fails too late`);
        parser.end();
      } catch (error) {
        ({ offset } = error as JsonTextError);
        failed++;
      }
      if (offset !== wanted) expect.fail(`${JSON.stringify(text)}: ${offset}, not ${wanted}`);
    }
    expect(failed).toBeGreaterThan(tried / 2);
  }, 600_000);
});

it("of 1,000 texts that no ending can make valid, none gives a value", () => {
  const next = random(6);
  const count = { texts: 0, values: 0 };
  while (count.texts < 1000) {
    const text = damaged(jsonText(next), next);
    const at = whereItFails(text);
    if (at === undefined || at === text.length) continue;
    count.texts++;
    for (const pieces of [[text], Array.from({ length: text.length }, (_, i) => text[i]!)]) {
      for (const incomplete of ["error", "accept"] as const) {
        try {
          parse(pieces, { incomplete });
          count.values++;
        } catch (error) {
          expect(error).toMatchObject({ code: "parse", offset: at });
        }
      }
    }
  }
  expect(count).toEqual({ texts: 1000, values: 0 });
});

describe("every beginning of a random text", () => {
  it("shows the longest part of it that is certain", () => {
    const next = random(3);
    for (let times = cases(400, 1500, 1500); times > 0; times--) {
      const text = jsonText(next, true, 3);
      const parser = new JsonParser();
      let value: JsonValue | undefined;
      for (let i = 0; i < text.length; i++) {
        const given = parser.feed(text[i]!);
        if (given !== undefined) value = given;
        const wanted = shownBy(text.slice(0, i + 1));
        if (!same(value, wanted?.value)) expect.fail(JSON.stringify([text.slice(0, i + 1), value, wanted]));
      }
    }
  }, 120_000);

  it("only grows, and what was given never changes", () => {
    const next = random(4);
    for (let times = cases(2000, 5000, 5000); times > 0; times--) {
      const text = jsonText(next, false);
      const given = new Map<JsonValue, string>();
      const parser = new JsonParser();
      let before: JsonValue | undefined;
      for (const piece of randomCuts(text, next)) {
        const value = parser.feed(piece);
        if (value === undefined) continue;
        if (before !== undefined && (same(before, value) || !grows(before, value, true))) {
          expect.fail(JSON.stringify([text, before, value]));
        }
        given.set(value, JSON.stringify(value));
        deepFreeze(value);
        before = value;
      }
      if (!same(parser.end(), before)) expect.fail(text);
      for (const [value, was] of given) if (JSON.stringify(value) !== was) expect.fail(`${text}: ${was} has changed`);
    }
  }, 120_000);
});
