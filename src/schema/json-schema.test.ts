import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { arrayOf, both, jsonSchemaOf, objectOf, propertyOf, STRING } from "./json-schema.ts";

const NUMBER = { type: "number" };

describe("what is valid by both", () => {
  it.each([
    ["anything and something", {}, STRING, STRING],
    ["something and anything", STRING, {}, STRING],
    ["the same twice", arrayOf(STRING), arrayOf(STRING), arrayOf(STRING)],
    ["two objects", objectOf({ a: {} }), objectOf({ b: STRING }, []), objectOf({ a: {}, b: STRING }, ["a"])],
    ["one key of two objects", objectOf({ a: {} }), objectOf({ a: STRING }), objectOf({ a: STRING })],
    [
      "objects in objects",
      objectOf({ a: objectOf({ b: {} }) }),
      objectOf({ a: objectOf({ c: {} }) }),
      objectOf({ a: objectOf({ b: {}, c: {} }) }),
    ],
    ["what has nothing in common", STRING, NUMBER, { allOf: [STRING, NUMBER] }],
    [
      "an object of which more is said",
      objectOf({ a: {} }),
      { ...objectOf({ b: {} }), additionalProperties: false },
      { allOf: [objectOf({ a: {} }), { ...objectOf({ b: {} }), additionalProperties: false }] },
    ],
  ])("%s", (_, one, other, result) => expect(both(one, other)).toEqual(result));

  it("does not know what refers to the whole that it was", () => {
    const tree = { type: "array", items: { $ref: "#" } };
    expect(both(tree, STRING)).toEqual({ allOf: [{}, STRING] });
    expect(both(tree, {})).toBe(tree);
    expect(propertyOf(objectOf({ tree }), "tree")).toEqual({});
  });

  it("takes keys for what they are", () => {
    const schema = objectOf(JSON.parse('{"__proto__":{"type":"string"}}'));
    expect(propertyOf(schema, "__proto__")).toEqual(STRING);
    expect(propertyOf(schema, "constructor")).toEqual({});
    expect(Object.keys(both(schema, objectOf({ a: {} }))["properties"] as object)).toEqual(["__proto__", "a"]);
  });
});

describe("the JSON Schema of a Standard Schema", () => {
  it.each([
    ["zod", z.object({ a: z.string() })],
    ["valibot", toStandardJsonSchema(v.object({ a: v.string() }))],
    ["arktype", type({ a: "string" })],
  ])("of %s", (_, schema) => {
    expect(jsonSchemaOf(schema, "input")).toMatchObject({ type: "object", properties: { a: STRING }, required: ["a"] });
    expect(jsonSchemaOf(schema, "input")).not.toHaveProperty("$schema");
  });

  it("has two sides", () => {
    const schema = z.object({ a: z.string().default("x") });
    expect(jsonSchemaOf(schema, "input")["required"]).toBeUndefined();
    expect(jsonSchemaOf(schema, "output")["required"]).toEqual(["a"]);
  });

  it("is anything, where there is none", () => {
    expect(jsonSchemaOf(v.string(), "input")).toEqual({});
    const length = z.string().transform((text) => text.length);
    expect(jsonSchemaOf(length, "input")).toEqual(STRING);
    expect(jsonSchemaOf(length, "output")).toEqual({});
  });
});
