import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PartialArgs } from "./partial-args.ts";
import type { GeminiPartialArg } from "./wire.ts";

/** The text that these values make. */
function textOf(values: readonly GeminiPartialArg[]): string {
  const args = new PartialArgs();
  return `{${values.map((value) => args.add(value)).join("")}${args.end()}`;
}

/** The values of an object, each with its place, in order; a text in two pieces. */
function valuesOf(value: unknown, jsonPath = "$"): GeminiPartialArg[] {
  if (Array.isArray(value)) return value.flatMap((element, index) => valuesOf(element, `${jsonPath}[${index}]`));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, inside]) => {
      const plain = /^[^.[\]]+$/.test(key);
      return valuesOf(inside, plain ? `${jsonPath}.${key}` : `${jsonPath}['${key.replace(/['\\]/g, "\\$&")}']`);
    });
  if (typeof value === "number") return [{ jsonPath, numberValue: value }];
  if (typeof value === "boolean") return [{ jsonPath, boolValue: value }];
  if (typeof value !== "string") return [{ jsonPath, nullValue: "NULL_VALUE" }];
  const half = value.length >> 1;
  return [
    { jsonPath, stringValue: value.slice(0, half), willContinue: true },
    { jsonPath, stringValue: value.slice(half) },
  ];
}

describe("arguments that come value by value", () => {
  it("are one JSON object, whatever they are", () => {
    const leaf = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const key = fc.oneof(
      fc.constantFrom("a", "b c", "d.e", "it's", "[0]", "\\", "ä", "__proto__"),
      fc.string({ minLength: 1 }),
    );
    const { object } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 2 }, leaf, tie("object"), fc.array(tie("value"), { minLength: 1, maxLength: 3 })),
      // What is empty has no value, so that nothing is said of it.
      object: fc.dictionary(key, tie("value"), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    }));
    fc.assert(
      fc.property(object, (args) => {
        expect(JSON.stringify(JSON.parse(textOf(valuesOf(args))))).toBe(JSON.stringify(args));
      }),
      { numRuns: process.env["LONG"] === "1" ? 2000 : 30 },
    );
  });

  it("come as text as soon as they are there", () => {
    const args = new PartialArgs();
    expect([
      args.add({ jsonPath: "$.steps[0].say", stringValue: 'a "', willContinue: true }),
      args.add({ jsonPath: "$.steps[0].say", stringValue: "b", willContinue: true }),
      args.add({ jsonPath: "$.steps[0].say", stringValue: "" }),
      args.add({ jsonPath: "$.steps[1]", numberValue: 2 }),
      args.add({ jsonPath: '$["last one"]', boolValue: false }),
      args.end(),
    ]).toEqual(['"steps":[{"say":"a \\"', "b", '"', "},2", '],"last one":false', "}"]);
  });

  it("are closed where a text was not", () => {
    expect(textOf([{ jsonPath: "$.a", stringValue: "b", willContinue: true }])).toBe('{"a":"b"}');
    expect(
      textOf([
        { jsonPath: "$.a", stringValue: "b", willContinue: true },
        { jsonPath: "$.c", nullValue: null },
      ]),
    ).toBe('{"a":"b","c":null}');
    expect(textOf([])).toBe("{}");
  });

  it.each([
    [["$.a[0]", "$.b", "$.a[1]"]],
    [["$.a.b", "$.c", "$.a.d"]],
    [["$.a", "$.a"]],
    [["$.a[1]"]],
    [["$.a[0]", "$.a.b"]],
    [["$[0]"]],
    [["$"]],
    [[""]],
    [["a"]],
    [["$.a["]],
    [["$..a"]],
  ])("at %j are refused", (paths) => {
    expect(() => textOf(paths.map((jsonPath) => ({ jsonPath, numberValue: 1 })))).toThrow(
      expect.objectContaining({ code: "protocol" }),
    );
  });
});
