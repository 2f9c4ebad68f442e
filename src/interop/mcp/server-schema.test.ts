import { expect, it } from "vitest";
import type { JsonSchema } from "../../schema/json-schema.ts";
import { serverSchema } from "./server-schema.ts";

const check = (schema: JsonSchema, value: unknown) => serverSchema(schema)["~standard"].validate(value);

it("checks by what a server has said, and tells that on", () => {
  const schema = { type: "object", properties: { days: { type: "number" } } };
  expect(check(schema, { days: 2 })).toEqual({ value: { days: 2 } });
  expect(check(schema, { days: "two" })).toMatchObject({ issues: [{ path: ["days"] }] });
  expect(serverSchema(schema)["~standard"].jsonSchema!.input({ target: "draft-2020-12" })).toEqual(schema);
});

it.each([
  ["has a pattern of another language's", { type: "string", pattern: "(?P<a>x)\\Z" }],
  ["refers to nothing", { $ref: "#/definitions/missing" }],
  ["has two parts of one name", { anyOf: [{ $id: "x" }, { $id: "x" }] }],
])("takes all where the schema %s", (_, a) => {
  expect(check({ type: "object", properties: { a } }, { a: "x" })).toEqual({ value: { a: "x" } });
});
