import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inPiecesOf } from "../../test/support/json-texts.ts";
import { hasShared, SHARED } from "../../test/support/shared.ts";
import type { XmlTextError } from "./error.ts";
import { XmlFinder } from "./finder.ts";
import type { XmlOptions } from "./reading.ts";

/** The value, or the error, of a text in pieces of so many units. */
function outcome(text: string, width = text.length, options?: XmlOptions): { value?: unknown; error?: XmlTextError } {
  const finder = new XmlFinder(options);
  try {
    for (const piece of inPiecesOf(width, text)) finder.feed(piece);
    return { value: finder.end() };
  } catch (error) {
    return { error: error as XmlTextError };
  }
}

/** What the descriptions of texts that are too long to be written out stand for. */
const GENERATED: Record<string, string> = {
  "quadratic-blowup": `<!DOCTYPE r [<!ENTITY a "${"x".repeat(100_000)}">]><r>${"&a;".repeat(1000)}</r>`,
  "deep-closed": "<a>".repeat(100_000) + "</a>".repeat(100_000),
  "many-attrs": `<a ${Array.from({ length: 100_000 }, (_, i) => `b${i}="${i}"`).join(" ")}/>`,
};

/** What each case has to come to: a value, a code, or what there is of it where it ends early. */
const WANTED: Record<string, { value: unknown } | { code: string; partial: unknown }> = {
  "billion-laughs": { code: "parse", partial: { r: "" } },
  "quadratic-blowup": { code: "parse", partial: { r: "" } },
  "param-entity": { value: { r: "" } },
  "deep-closed": { code: "limit", partial: expect.anything() },
  "ctor-tag": { value: { constructor: [{ prototype: "1" }] } },
  "proto-attr": { value: { a: "" } },
  "dot-entity": { value: { r: "<" } },
  "cdata-open": { code: "parse", partial: { r: "" } },
  "comment-open": { code: "parse", partial: { r: "" } },
  "many-attrs": { value: { a: "" } },
  fence: { value: { r: "1" } },
  "partial-tag": { code: "parse", partial: { a: [{ b: "hel" }] } },
};

describe.skipIf(!hasShared)("attacks", () => {
  const file = join(SHARED, "suites/security-vectors-a/xml.json");
  const { cases } = (hasShared ? JSON.parse(readFileSync(file, "utf8")) : { cases: [] }) as {
    cases: { id: string; text: string }[];
  };

  it("are those that are known", () => expect(cases.map(({ id }) => id)).toEqual(Object.keys(WANTED)));

  it.each(cases)("$id", { timeout: 60_000 }, ({ id, text: written }) => {
    const text = GENERATED[id] ?? written;
    expect(text).not.toMatch(/^GEN/);
    const wanted = WANTED[id]!;
    for (const width of [1, 3, text.length]) {
      const { value, error } = outcome(text, width);
      if ("value" in wanted) expect({ value, error }).toEqual({ value: wanted.value, error: undefined });
      else expect(error).toMatchObject(wanted);
      if (!id.endsWith("-open")) continue;
      expect(outcome(text, width, { incomplete: "accept" })).toEqual({ value: error!.partial });
    }
  });
});

describe("a name is only a key", () => {
  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("%s", (name) => {
    const text = `<${name} ${name}="x"><${name}>1</${name}><b>`;
    for (let end = text.length; end > 0; end--) {
      for (const attributes of ["drop", "keep"] as const) {
        const { value } = outcome(text.slice(0, end), 1, { incomplete: "accept", attributes });
        if (value !== undefined) plain(value);
      }
    }
    expect(Object.keys(outcome(text, 1, { incomplete: "accept" }).value as object)).toEqual([name]);
  });

  function plain(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(value));
    expect(Object.keys(value).length).toBeGreaterThan(0);
    for (const key of Object.keys(value)) plain(Object.getOwnPropertyDescriptor(value, key)!.value);
  }
});
