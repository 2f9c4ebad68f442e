import { describe, expect, it } from "vitest";
import { inPiecesOf } from "../../test/support/json-texts.ts";
import { newSlots } from "../../test/support/json-values.ts";
import { JsonParser } from "./parser.ts";
import type { JsonValue } from "./value.ts";

/** What is counted while a text is read in pieces of four units: work, not time. */
interface Work {
  /** Slots of all containers that were made for a value: those on the way to the last slot, which are the open ones. */
  slots: number;
  /** Units that were made a number. */
  digits: number;
  given: number;
  value: JsonValue;
}

function work(text: string, width = 4): Work {
  const counted: Work = { slots: 0, digits: 0, given: 0, value: null };
  const parser = new JsonParser({ maxDepth: Infinity });
  let before: unknown;
  const { Number: number } = globalThis;
  globalThis.Number = ((units: string) => {
    counted.digits += units.length;
    return number(units);
  }) as NumberConstructor;
  try {
    for (const piece of inPiecesOf(width, text)) {
      const value = parser.feed(piece);
      if (value === undefined) continue;
      counted.given++;
      counted.slots += newSlots(before, value);
      before = value;
    }
    counted.value = parser.end();
  } finally {
    globalThis.Number = number;
  }
  return counted;
}

const objects = (n: number) =>
  JSON.stringify(Array.from({ length: n }, (_, i) => ({ id: i, name: `Name ${i}`, ok: true })));
const keys = (n: number) => JSON.stringify(Object.fromEntries(Array.from({ length: n }, (_, i) => [`key ${i}`, i])));
const numbers = (n: number) => `[${Array.from({ length: n }, (_, i) => i).join()}]`;
const fields = (n: number) => JSON.stringify(Object.fromEntries(Array.from({ length: n }, (_, i) => [n - i, 1])));
const levels = (n: number) => `${'{"a":['.repeat(200)}"${"x".repeat(n)}"${"]}".repeat(200)}`;

describe("eight times the text is at most ten times the work", () => {
  it.each([
    ["an array of objects", objects, 500],
    ["an object of many keys", keys, 1_000],
    ["keys like integers, descending", fields, 1_000],
    ["an array of numbers", numbers, 4_000],
    ["a string below 400 levels", levels, 10_000],
  ])("%s", (_, make, n) => {
    const [one, eight] = [work(make(n)), work(make(8 * n))];
    expect(eight.value).toEqual(JSON.parse(make(8 * n)));
    expect(eight.slots).toBeGreaterThan(0);
    expect(eight.slots).toBeLessThanOrEqual(10 * Math.max(one.slots, make(n).length));
    expect(eight.digits).toBeLessThanOrEqual(10 * Math.max(one.digits, make(n).length));
  });

  it.each([
    ["1", "an integer"],
    ["0.", "a fraction"],
    ["1e", "an exponent"],
  ])("a million digits behind %s", (start) => {
    const text = `${start}${"1234567890".repeat(100_000)}`;
    const { digits, value, given } = work(text);
    expect(value).toBe(JSON.parse(text));
    expect(given).toBeGreaterThan(0);
    // Each value up to 1,024 units, then one each time that the text has doubled.
    expect(digits).toBeLessThanOrEqual(3 * text.length);
  });
});

describe("what costs little is given at each change", () => {
  it("an array up to about a thousand slots, an object up to forty keys", () => {
    const list = `[${"1,".repeat(900)}1]`;
    expect(work(list, 2).given).toBe(901);
    const object = JSON.stringify(Object.fromEntries(Array.from({ length: 36 }, (_, i) => [`k${10 + i}`, true])));
    expect(work(object, 1).given).toBe(37);
  });

  it("a long string, at each piece", () => {
    const text = `"${"x".repeat(400_000)}"`;
    expect(work(text).given).toBe(100_001);
  });
});

describe("what costs much", () => {
  it("is merged into the next value, and held until it is paid or asked for", () => {
    const parser = new JsonParser();
    let count = 0;
    for (parser.feed("["); !parser.held; count++) parser.feed("1,");
    expect(count).toBe(1002);
    expect(parser.flush()).toHaveLength(count);
    expect(parser.held).toBe(false);
    expect(parser.flush()).toBeUndefined();
    expect(parser.feed("3")).toBeUndefined();
    expect(parser.held).toBe(true);
    expect(parser.feed(" ".repeat(1100))).toHaveLength(count + 1);
    expect(parser.held).toBe(false);
    expect(parser.feed(" ,4]")).toHaveLength(count + 2);
    expect(parser.end()).toHaveLength(count + 2);
  });

  it("with a flush after each piece no change is lost", () => {
    const text = numbers(3000);
    const parser = new JsonParser();
    const seen: JsonValue[] = [];
    for (const unit of text) {
      const value = parser.feed(unit) ?? parser.flush();
      if (value !== undefined) seen.push((value as JsonValue[]).at(-1) ?? "[]");
    }
    const wanted = ["[]"];
    for (let i = 0; i < 3000; i++) for (let n = 1; n <= `${i}`.length; n++) wanted.push(`${i}`.slice(0, n));
    expect(seen.map(String)).toEqual(wanted);
  });
});

describe("hostile sizes are read to the end", () => {
  it.each<[title: string, text: string, width: number, value: unknown]>([
    ["a million pieces of one unit", `[${"1,".repeat(500_000)}1]`, 1, 500_001],
    ["ten million spaces before the value", `${" ".repeat(10_000_000)}[]`, 65_536, 0],
    ["ten million line feeds inside", `[${"\n".repeat(10_000_000)}]`, 65_536, 0],
    ["a million escapes", `"${"\\\\".repeat(500_000)}"`, 3, 500_000],
    ["a million surrogates, raw", `"${"\ud83d".repeat(1_000_000)}"`, 1, 1_000_000],
  ])("%s", (_, text, width, length) => {
    const parser = new JsonParser();
    for (const piece of inPiecesOf(width, text)) parser.feed(piece);
    expect(parser.end()).toHaveLength(length as number);
  });

  it("an open string of a million backslashes is an early end", () => {
    const parser = new JsonParser({ incomplete: "accept" });
    parser.feed(`"${"\\".repeat(1_000_001)}`);
    expect(parser.end()).toBe("\\".repeat(500_000));
  });
});
