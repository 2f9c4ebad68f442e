import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { cuts } from "../../test/support/cuts.ts";
import { thrown } from "../../test/contract/ways.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import type { SchemaIssue, SchemaResult, StandardSchema } from "../schema/standard-schema.ts";
import { StructuredOutputParser } from "./structured.ts";

/** A schema as a library makes it, written by hand. */
function schema<In, Out>(validate: (value: unknown) => SchemaResult<Out> | Promise<SchemaResult<Out>>) {
  return { "~standard": { version: 1, vendor: "test", validate } } as StandardSchema<In, Out>;
}

interface Country {
  name: string;
  population: number;
}
interface Countries {
  countries: Country[];
}

/** Takes countries, and gives a new object in which the populations are millions. */
const Countries = schema<Countries, { countries: { name: string; millions: number }[] }>((value) => {
  const issues: SchemaIssue[] = [];
  const { countries } = value as Countries;
  if (!Array.isArray(countries)) return { issues: [{ message: "Expected an array.", path: ["countries"] }] };
  countries.forEach(({ name, population }, at) => {
    if (typeof name !== "string") issues.push({ message: "Expected a string.", path: ["countries", at, "name"] });
    if (typeof population !== "number") {
      issues.push({ message: "Expected a number.", path: [{ key: "countries" }, { key: at }, { key: "population" }] });
    }
  });
  if (issues.length > 0) return { issues };
  return { value: { countries: countries.map(({ name, population }) => ({ name, millions: population / 1e6 })) } };
});
const parser = StructuredOutputParser.fromSchema(Countries);

const failing = (path: SchemaIssue["path"]) =>
  StructuredOutputParser.fromSchema(schema<unknown, unknown>(() => ({ issues: [{ message: "No.", path }] })));

describe("StructuredOutputParser", () => {
  it("streams what there is of the value, and last the schema's output", async () => {
    const pieces = ['Here:\n```json\n{"countries":[{"name":"Fr', 'ance","population":67', "000000}]}\n```\nMore?"];
    expect(await all(parser.transform(pieces))).toEqual([
      { countries: [{ name: "Fr" }] },
      { countries: [{ name: "France", population: 67 }] },
      { countries: [{ name: "France", population: 67_000_000 }] },
      { countries: [{ name: "France", millions: 67 }] },
    ]);
    const said = new AIMessageChunk({ content: pieces.join("") });
    expect(await parser.invoke(said)).toEqual({ countries: [{ name: "France", millions: 67 }] });
    expect(parser.invokeSync(pieces.join(""))).toEqual({ countries: [{ name: "France", millions: 67 }] });
  });

  it("does not give a value twice that the schema gives back as it is", async () => {
    const same = StructuredOutputParser.fromSchema(
      schema<number[], number[]>((value) => ({ value: value as number[] })),
    );
    expect(await all(same.transform(["[1", ",2]"]))).toEqual([[1], [1, 2]]);
  });

  it("fails where the schema refuses the value, in stream as in invoke", async () => {
    const text = '{"countries":[{"name":"A","population":1},{"name":7,"population":"x"}]}';
    const value = JSON.parse(text) as unknown;
    const seen: unknown[] = [];
    const errors = [
      await thrown(() => parser.invoke(text)),
      await thrown(() => parser.invokeSync(text)),
      await thrown(async () => {
        for await (const chunk of parser.transform(text)) seen.push(chunk);
      }),
    ];
    for (const error of errors) {
      expect(error).toMatchObject({
        code: "parse",
        phase: "parse",
        message: "The value at countries[1].name is not what the schema asks for: Expected a string. (and 1 more)",
        path: ["StructuredOutputParser"],
        partial: value,
        issues: [{ path: ["countries", 1, "name"] }, { message: "Expected a number." }],
      });
    }
    expect(seen.at(-1)).toEqual(value);
  });

  it("says where: the value itself, a key that is no name, an index, a symbol", async () => {
    const message = async (path: SchemaIssue["path"]) =>
      ((await thrown(() => failing(path).invoke("{}"))) as Error).message;
    expect(await message(undefined)).toMatch(/^The value is not/);
    expect(await message([])).toMatch(/^The value is not/);
    expect(await message(["a b", 0, { key: "ü" }, Symbol("s")])).toMatch(
      /^The value at \["a b"\]\[0\]\.ü\[Symbol\(s\)\] is/,
    );
  });

  it("fails as JsonOutputParser does where there is no whole value", async () => {
    expect(await thrown(() => parser.invoke('{"countries":[{"name":"F'))).toMatchObject({
      code: "parse",
      path: ["StructuredOutputParser"],
      partial: { countries: [{ name: "F" }] },
    });
    expect(await thrown(() => parser.invoke("Sorry."))).toMatchObject({ code: "parse" });
    const lenient = StructuredOutputParser.fromSchema(Countries, { incomplete: "accept" });
    expect(await lenient.invoke('{"countries":[{"name":"F","population":1')).toEqual({
      countries: [{ name: "F", millions: 1e-6 }],
    });
    const shallow = StructuredOutputParser.fromSchema(Countries, { maxDepth: 1 });
    expect(await thrown(() => shallow.invoke("[[]]"))).toMatchObject({ code: "limit" });
  });

  it("does not wait for a schema, passes on what one throws, and takes nothing else", async () => {
    const late = (result: Promise<SchemaResult<number>>) => StructuredOutputParser.fromSchema(schema(() => result));
    for (const result of [Promise.resolve({ value: 1 }), Promise.reject(new Error("late"))]) {
      expect(await thrown(() => late(result).invoke("1"))).toMatchObject({
        code: "config",
        message: expect.stringContaining("asynchronously"),
      });
    }
    const boom = new Error("boom");
    const throwing = StructuredOutputParser.fromSchema(
      schema(() => {
        throw boom;
      }),
    );
    expect(await thrown(() => throwing.invoke("1"))).toBe(boom);
    expect(() => new StructuredOutputParser({} as never)).toThrow("takes a Standard Schema");
  });

  it("gives the same, or fails the same, however the text is cut", async () => {
    const texts = [
      '{"countries":[{"name":"a","population":1},{"name":"😀","population":2000000}]} and more',
      '```\n{"countries":[{"name":"a"}]}\n```',
      '{"countries":7}',
      '{"countries":[}',
    ];
    await fc.assert(
      fc.asyncProperty(cuts(fc.constantFrom(...texts)), async (pieces) => {
        const result = (run: () => Promise<unknown>) => run().then(JSON.stringify, ({ message }: Error) => message);
        expect(await result(async () => (await all(parser.transform(pieces))).at(-1))).toBe(
          await result(() => parser.invoke(pieces.join(""))),
        );
      }),
    );
  });

  it("has words that ask a model for it", () => {
    expect(parser.getFormatInstructions()).toBe("Answer with one JSON value, and nothing else.");
    const given = StructuredOutputParser.fromSchema(Countries, { jsonSchema: { type: "object" } });
    expect(given.getFormatInstructions()).toContain('```json\n{\n  "type": "object"\n}\n```');
    const jsonSchema = { input: ({ target }: { target: string }) => ({ $schema: target }) };
    const offers = { "~standard": { ...Countries["~standard"], jsonSchema } };
    expect(StructuredOutputParser.fromSchema(offers).getFormatInstructions()).toContain("draft-2020-12");
  });
});
