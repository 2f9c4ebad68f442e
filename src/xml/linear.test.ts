import { describe, expect, it } from "vitest";
import { inPiecesOf } from "../../test/support/json-texts.ts";
import { newSlots } from "../../test/support/json-values.ts";
import { XmlFinder } from "./finder.ts";
import type { XmlValue } from "./value.ts";

/** What is counted while a text is read in pieces: work, not time. */
interface Work {
  /** Slots of all containers that were made for a value. */
  slots: number;
  /** Units that were cut out of a text, looked through or trimmed. */
  units: number;
  given: number;
  value: XmlValue;
}

function work(text: string, width = 4): Work {
  const counted: Work = { slots: 0, units: 0, given: 0, value: {} };
  const pieces = inPiecesOf(width, text);
  const finder = new XmlFinder({ maxDepth: Infinity, attributes: "keep" });
  const { slice, trim, indexOf } = String.prototype;
  const { exec } = RegExp.prototype;
  let before: unknown;
  String.prototype.slice = function (this: string, ...at) {
    const part = slice.apply(this, at);
    counted.units += part.length;
    return part;
  };
  String.prototype.trim = function (this: string) {
    counted.units += this.length;
    return trim.call(this);
  };
  String.prototype.indexOf = function (this: string, part, from = 0) {
    const found = indexOf.call(this, part, from);
    counted.units += (found < 0 ? this.length : found) - from;
    return found;
  };
  RegExp.prototype.exec = function (this: RegExp, string) {
    const { lastIndex } = this;
    const found = exec.call(this, string);
    counted.units += this.lastIndex - lastIndex;
    return found;
  };
  try {
    for (const piece of pieces) {
      const value = finder.feed(piece);
      if (value === undefined) continue;
      counted.given++;
      counted.slots += newSlots(before, value);
      before = value;
    }
    counted.value = finder.end();
  } finally {
    Object.assign(String.prototype, { slice, trim, indexOf });
    RegExp.prototype.exec = exec;
  }
  return counted;
}

const in_a = (content: string) => `<a>${content}</a>`;

describe("eight times the text is at most ten times the work", () => {
  it.each<[string, (n: number) => string, number]>([
    ["a list of elements", (n) => in_a("<b>1</b>".repeat(n)), 2_000],
    ["a list of elements that have some", (n) => in_a("<b><c>1</c><d/></b>".repeat(n)), 1_000],
    ["elements in elements", (n) => `${"<a>".repeat(n)}${"</a>".repeat(n)}`, 1_000],
    ["texts between elements", (n) => in_a("x <b/>".repeat(n)), 2_000],
    ["a text below 100 levels", (n) => `${"<a>".repeat(100)}${"x".repeat(n)}${"</a>".repeat(100)}`, 10_000],
    ["a text of references", (n) => in_a("&lt;&amp;&x &".repeat(n)), 2_000],
    ["what may be a reference", (n) => in_a(`&${"x".repeat(n)}`), 10_000],
    ["CDATA", (n) => in_a(`<![CDATA[${"x".repeat(n)}${"]".repeat(n)}]]>`), 10_000],
    ["a comment", (n) => in_a(`<!--${"- ".repeat(n)}-->`), 10_000],
    ["attributes", (n) => `<a ${Array.from({ length: n }, (_, i) => `b${i}="${i}"`).join(" ")}/>`, 1_000],
    ["a long attribute", (n) => `<a b="${"x".repeat(n)}"/>`, 10_000],
    ["a long name", (n) => `<${"a".repeat(n)}></${"a".repeat(n)}>`, 10_000],
    ["white space", (n) => in_a(" ".repeat(n)), 10_000],
    ["prose", (n) => `${"a <b c <!D ".repeat(n)}<a/>`, 1_000],
    ["a DOCTYPE", (n) => `<!DOCTYPE a [${'<!ENTITY b "c">'.repeat(n)}]><a/>`, 1_000],
  ])("%s", (_, make, n) => {
    const [one, eight] = [work(make(n)), work(make(8 * n))];
    expect(eight.given).toBeGreaterThan(0);
    expect(eight.units).toBeGreaterThan(0);
    expect(eight.slots).toBeLessThanOrEqual(10 * Math.max(one.slots, make(n).length));
    expect(eight.units).toBeLessThanOrEqual(10 * Math.max(one.units, make(n).length));
  });
});

describe("what costs little is given at each change", () => {
  it("a list up to nearly a thousand elements", () => {
    expect(work(in_a("<b/>".repeat(900)), 4).given).toBe(901);
  });

  it("a long text, at each piece", () => {
    expect(work(in_a("x".repeat(400_000))).given).toBe(100_001);
  });
});

it("with a flush after each piece no change is lost", () => {
  const finder = new XmlFinder();
  const seen: number[] = [];
  for (const piece of inPiecesOf(4, in_a("<b/>".repeat(3000)).slice(3))) {
    if (seen.length === 0) finder.feed("<a>");
    const value = finder.feed(piece) ?? finder.flush();
    if (value !== undefined) seen.push((value["a"] as object[]).length);
  }
  expect(seen).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1));
});

describe("hostile sizes are read to the end", () => {
  it.each<[title: string, text: string, width: number, length: number]>([
    ["a million pieces of one unit", in_a("x".repeat(1_000_000)), 1, 1_000_000],
    ["ten million spaces before the element", `${" ".repeat(10_000_000)}<a>x</a>`, 65_536, 1],
    ["ten million spaces in it", in_a(`${" ".repeat(10_000_000)}x`), 65_536, 10_000_001],
    ["a million references", in_a("&lt;".repeat(1_000_000)), 3, 1_000_000],
    ["a million ampersands", in_a("&".repeat(1_000_000)), 3, 1_000_000],
    ["a million surrogates", in_a("\ud83d".repeat(1_000_000)), 1, 1_000_000],
    ["two million brackets", in_a(`<![CDATA[${"]".repeat(2_000_000)}x]]>`), 7, 2_000_001],
  ])("%s", (_, text, width, length) => {
    const finder = new XmlFinder();
    for (const piece of inPiecesOf(width, text)) finder.feed(piece);
    expect(finder.end()["a"]).toHaveLength(length);
  });
});
