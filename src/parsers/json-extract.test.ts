import { describe, expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { inPiecesOf, jsonText, random, randomCuts } from "../../test/support/json-texts.ts";
import { same } from "../../test/support/json-values.ts";
import type { RunletError } from "../errors/error.ts";
import type { JsonPatch, JsonPatchWrite } from "../json/operation.ts";
import type { JsonValue } from "../json/value.ts";
import { generator } from "../runnables/generator.ts";
import type { Runnable } from "../runnables/runnable.ts";
import { JsonOutputParser } from "./json.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";

type Parser<Chunk> = Runnable<string, unknown, Chunk>;

/** What the parser gives for a text in these pieces. */
const given = <C>(parser: Parser<C>, pieces: readonly string[]): C[] =>
  Array.from(
    generator((_: Iterable<unknown>) => pieces.values(), { join: "text" })
      .pipe(parser as never)
      .streamSync("x"),
  ) as C[];

function failure(run: () => unknown): RunletError {
  try {
    run();
  } catch (error) {
    return error as RunletError;
  }
  throw new Error("It did not fail.");
}

const TEXT =
  'Here: {"title": "A \\"b\\" \\ud83d\\ude00.", "list": [1, {"a": [2]}, "x", [], null], "n": {"b": {"c": 1}}} end';
const parser = new JsonOutputParser();

describe("elements", () => {
  it("are given once, when they are complete", () => {
    const seen: [string, unknown][] = [];
    let text = "";
    const pieces = function* () {
      for (const piece of inPiecesOf(1, '{"list":[10,{"a":[2]},"x"],"b":[0]}')) {
        text += piece;
        yield piece;
      }
    };
    const chain = generator((_: Iterable<unknown>) => pieces(), { join: "text" }).pipe(parser.elements("list"));
    for (const element of chain.streamSync("x")) seen.push([text, element]);
    expect(seen).toEqual([
      ['{"list":[10,', 10],
      ['{"list":[10,{"a":[2]}', { a: [2] }],
      ['{"list":[10,{"a":[2]},"x"', "x"],
    ]);
  });

  it("of the whole value, of a path with an index or a star, of nothing", async () => {
    expect(given(parser.elements(), ["```\n[1, [2], 3]\n```"])).toEqual([1, [2], 3]);
    expect(given(parser.elements("list.1.a"), [TEXT])).toEqual([2]);
    expect(given(parser.elements(["list", 1, "a"]), [TEXT])).toEqual([2]);
    expect(given(parser.elements("*"), ['{"a":[1],"b":[2]}'])).toEqual([1, 2]);
    for (const path of ["n", "title", "none", "list.0"]) expect(given(parser.elements(path), [TEXT])).toEqual([]);
    expect(await parser.elements("list").invoke(TEXT)).toEqual([1, { a: [2] }, "x", [], null]);
    expect(await parser.elements("none").invoke(TEXT)).toEqual([]);
  });

  it("that came before a failure go out, and are its partial", () => {
    const seen: unknown[] = [];
    const chain = generator((_: Iterable<unknown>) => ["[1,[2", "],3}"].values(), { join: "text" });
    const error = failure(() => {
      for (const element of chain.pipe(parser.elements()).streamSync("x")) seen.push(element);
    });
    expect(seen).toEqual([1, [2], 3]);
    expect(error).toMatchObject({ code: "parse", offset: 8, partial: [1, [2], 3] });
    expect(error.path).toEqual(["RunnableSequence", "JsonElements"]);
    expect(failure(() => given(parser.elements(), ["[1,2"]))).toMatchObject({ code: "parse", partial: [1] });
    expect(given(new JsonOutputParser({ incomplete: "accept" }).elements(), ["[1,2"])).toEqual([1]);
    expect(failure(() => given(parser.elements(), ["Sorry."])).message).toContain("no JSON value");
    expect(failure(() => given(parser.elements(), ["1. Sorry."])).message).toContain("no JSON value");
    expect(failure(() => given(parser.elements(), ["[".repeat(1000)])).code).toBe("limit");
  });

  it("are as the schema gives them, or an error that names the element", () => {
    const schema = (validate: StandardSchema<number>["~standard"]["validate"]): StandardSchema<number> => ({
      "~standard": { version: 1, vendor: "test", validate },
    });
    const doubled = schema((value) =>
      typeof value === "number"
        ? { value: value * 2 }
        : { issues: [{ message: "Not a number", path: ["a", { key: 1 }] }, { message: "Bad" }] },
    );
    const numbers = parser.elements("list", doubled);
    const typed: number[] = given(numbers, ['{"list":[1,2]}']);
    expect(typed).toEqual([2, 4]);
    expect(failure(() => given(numbers, ['{"list":[1,"x",2]}']))).toMatchObject({
      code: "parse",
      message: "The value at list[1].a[1] is not what the schema asks for: Not a number (and 1 more)",
      issues: [{ message: "Not a number" }, { message: "Bad" }],
      partial: [2],
    });
    const waits = schema(() => Promise.reject(new Error("late")));
    expect(failure(() => given(parser.elements("list", waits), [TEXT]))).toMatchObject({
      code: "config",
      message: expect.stringContaining("The schema checks asynchronously, which JsonElements cannot wait for"),
    });
    const throws = schema(() => {
      throw new TypeError("broken");
    });
    expect(() => given(parser.elements("list", throws), [TEXT])).toThrow("broken");
  });

  it("are those of the whole value, however it is cut", () => {
    const next = random(13);
    for (let round = 0; round < 600; round++) {
      const text = `[${[jsonText(next, true, 3), jsonText(next, true, 3), jsonText(next, true, 3)].join()}]`;
      const elements = given(parser.elements(), randomCuts(text, next));
      expect(same(elements as JsonValue, JSON.parse(text)), text).toBe(true);
    }
  });

  it("and each patch, are given at any width", async () => {
    const pieces = ["[", ...Array.from({ length: 20_000 }, (_, i) => `${i},`), "0]"];
    expect(given(parser.elements(), pieces)).toHaveLength(20_001);
    const patches = given(parser.diff(), pieces);
    expect(patches.length).toBeGreaterThan(20_000);
    expect(patches[1]).toEqual([{ op: "add", path: "/0", value: 0 }]);
    expect(await parser.diff().invoke(pieces.join(""))).toHaveLength(20_001);
  });
});

describe("the text of a field", () => {
  it("comes in pieces, escapes and surrogate pairs whole", async () => {
    for (let width = 1; width < TEXT.length; width++) {
      const pieces = given(parser.field("title"), inPiecesOf(width, TEXT));
      expect(pieces.join("")).toBe('A "b" 😀.');
      expect(pieces.every((piece) => piece !== "" && encodeURI(piece) !== "")).toBe(true);
    }
    expect(given(parser.field("title"), ['{"title":"Fr', "an", 'ce","x', '":"y"}'])).toEqual(["Fr", "an", "ce"]);
    expect(await parser.field("title").invoke(TEXT)).toBe('A "b" 😀.');
    expect(given(parser.field("a"), ['{"a":"x\\ud83d","b":"y"}'])).toEqual(["x\ud83d"]);
  });

  it("is that of the whole value, however it is cut", () => {
    const next = random(14);
    for (let round = 0; round < 600; round++) {
      const string = JSON.stringify(jsonText(next));
      const text = `{"b":${jsonText(next, true, 2)},"a":{"c":${string},"d":${string}}}`;
      const pieces = given(parser.field("a.c"), randomCuts(text, next));
      expect(pieces.join(""), text).toBe(JSON.parse(string));
    }
  });

  it("is that of the first string there, and empty where there is none", async () => {
    expect(given(parser.field("*"), ['{"a":1,"b":"x","c":"y"}'])).toEqual(["x"]);
    expect(given(parser.field("a.b"), ['{"b":"no","a":{"b":"yes"}}'])).toEqual(["yes"]);
    expect(given(parser.field(["a.b"]), ['{"a.b":"yes"}'])).toEqual(["yes"]);
    expect(given(parser.field(""), ['"yes"'])).toEqual(["yes"]);
    for (const path of ["n", "list", "none"]) expect(await parser.field(path).invoke(TEXT)).toBe("");
  });
});

describe("the values at a path", () => {
  it("come with where they stand", async () => {
    const text = '{"a":{"x":{"b":1},"y":{"b":[2],"c":3},"__proto__":{"b":4}},"b":{"z":{"b":5}}}';
    expect(given(parser.paths("a.*.b"), inPiecesOf(3, text))).toEqual([
      [["a", "x", "b"], 1],
      [["a", "y", "b"], [2]],
      [["a", "__proto__", "b"], 4],
    ]);
    expect(await parser.paths("").invoke(" 7")).toEqual([[[], 7]]);
    expect(await parser.paths("*.0").invoke('[[1],{"0":2}]')).toEqual([
      [[0, 0], 1],
      [[1, "0"], 2],
    ]);
  });

  it("are those of the whole value, however it is cut", () => {
    const next = random(11);
    for (let round = 0; round < 1500; round++) {
      const text = jsonText(next, false);
      const values = JSON.parse(text) as JsonValue;
      // In another order than that of the text: in an object, keys that are numbers come first.
      const expected = entries(values).flatMap(([key, inner]) =>
        entries(inner).map(([innerKey, value]) => [[key, innerKey], value]),
      );
      const pairs = given(parser.paths("*.*"), randomCuts(text, next));
      const sorted = (list: readonly unknown[]) => list.toSorted((a, b) => order(a) - order(b)) as never;
      const places = new Map(expected.map(([path], i) => [JSON.stringify(path), i]));
      const order = (pair: unknown) => places.get(JSON.stringify((pair as unknown[])[0]))!;
      expect(same(sorted(pairs), expected as never), text).toBe(true);
    }
  });
});

function entries(value: JsonValue): [string | number, JsonValue][] {
  if (Array.isArray(value)) return value.map((element, index) => [index, element]);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value);
}

/** JSON Patch as RFC 6902 has it, with a copy of the document at each operation. */
function applied(document: JsonValue | undefined, patch: JsonPatch<JsonPatchWrite>): JsonValue | undefined {
  let result = structuredClone(document);
  for (const { op, path, value } of patch) {
    const keys = path
      .split("/")
      .slice(1)
      .map((key) => key.replace(/~1/g, "/").replace(/~0/g, "~"));
    const key = keys.pop();
    if (key === undefined) {
      result = structuredClone(value);
      continue;
    }
    const target = keys.reduce<any>((inner, name) => inner[name], result);
    const there = Object.hasOwn(target, key);
    if (op === "replace") expect(there).toBe(true);
    else if (Array.isArray(target)) expect(Number(key)).toBe(target.length);
    Object.defineProperty(target, key, {
      value: structuredClone(value),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return result;
}

describe("diff", () => {
  it("says what changes, chunk by chunk", () => {
    expect(given(parser.diff(), ['{"a', '/b~":[', '{"x":"F', "", 'r"', "}, 1", "2", '],"c":tr', "ue}"])).toEqual([
      [{ op: "replace", path: "", value: {} }],
      [{ op: "add", path: "/a~1b~0", value: [] }],
      [{ op: "add", path: "/a~1b~0/0", value: { x: "F" } }],
      [{ op: "replace", path: "/a~1b~0/0/x", value: "Fr" }],
      [{ op: "add", path: "/a~1b~0/1", value: 1 }],
      [{ op: "replace", path: "/a~1b~0/1", value: 12 }],
      [{ op: "add", path: "/c", value: true }],
    ]);
  });

  it("gives the value, by invoke and by applying it, and at each chunk what the values are", async () => {
    const next = random(12);
    for (let round = 0; round < 600; round++) {
      const text = jsonText(next);
      const pieces = randomCuts(text, next);
      const patches = given(parser.diff(), pieces);
      const kept = JSON.stringify(patches);
      let document: JsonValue | undefined;
      const documents = patches.map((patch) => (document = applied(document, patch)));
      expect(same(document!, JSON.parse(text)), text).toBe(true);
      const values = given(parser, pieces);
      // Of a key that is repeated with its value there is a patch, and no other value.
      if (documents.length === values.length) {
        values.forEach((value, i) => expect(same(documents[i]!, value as JsonValue), text).toBe(true));
      } else expect(documents.length).toBeGreaterThan(values.length);
      const final = await generator((_: Iterable<unknown>) => pieces.values(), { join: "text" })
        .pipe(parser.diff())
        .invoke("x");
      expect(same(final, JSON.parse(text)), text).toBe(true);
      expect(JSON.stringify(patches)).toBe(kept);
    }
  });

  it("says a number of very many digits when it is complete", () => {
    const patches = given(parser.diff(), inPiecesOf(4, `[0.${"3".repeat(20_000)}]`));
    expect(patches.length).toBeLessThan(260);
    expect(patches.at(-1)).toEqual([{ op: "replace", path: "/0", value: 1 / 3 }]);
  });

  it("holds a number at the start until it is no prose", async () => {
    expect(given(parser.diff(), ["1", "2", ". First: [", "3", "]"])).toEqual([
      [{ op: "replace", path: "", value: [3] }],
    ]);
    expect(await parser.diff().invoke("12")).toBe(12);
    expect(failure(() => given(parser.diff(), ['{"a":1'])).partial).toEqual({ a: 1 });
    expect(await all(parser.diff().stream("null"))).toEqual([[{ op: "replace", path: "", value: null }]]);
  });
});
