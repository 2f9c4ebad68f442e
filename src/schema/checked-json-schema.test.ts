import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { hasShared, SHARED } from "../../test/support/shared.ts";
import { tool } from "../tools/tool.ts";
import { jsonSchema } from "./checked-json-schema.ts";
import { jsonOf, jsonSchemaOf, type JsonSchema } from "./json-schema.ts";
import { issuePath, type SchemaResult } from "./standard-schema.ts";

const check = (schema: JsonSchema, value: unknown) =>
  jsonSchema(schema)["~standard"].validate(value) as SchemaResult<unknown>;
const issues = (schema: JsonSchema, value: unknown) =>
  (check(schema, value).issues ?? []).map(({ path = [], message }) => `${issuePath(path)}: ${message}`);

const Trip: JsonSchema = {
  type: "object",
  required: ["city"],
  additionalProperties: false,
  properties: {
    city: { type: "string" },
    days: { type: "integer" },
    stops: { type: "array", items: { type: "number" } },
    where: { $ref: "#/$defs/where" },
    no: false,
  },
  $defs: { where: { type: "object", properties: { "a/b~ü%": { type: "number" } } } },
};

describe("JSON Schema that checks", () => {
  it("gives what is valid as it is", () => {
    const value = { city: "Paris", days: 2, stops: [1, 2.5], where: { "a/b~ü%": 1 } };
    expect(check(Trip, value)).toEqual({ value });
    expect((check(Trip, value) as { value: unknown }).value).toBe(value);
  });

  it("tells all that is not, each at its place", () => {
    expect(issues(Trip, {})).toEqual(['city: Instance does not have required property "city".']);
    expect(issues(Trip, 7)).toEqual([': Instance type "number" is invalid. Expected "object".']);
    const wrong = { city: 1, stops: [1, "a"], where: { "a/b~ü%": "x" }, more: 1 };
    expect(issues(Trip, wrong)).toEqual([
      'city: Instance type "number" is invalid. Expected "string".',
      'stops[1]: Instance type "string" is invalid. Expected "number".',
      'where["a/b~ü%"]: Instance type "string" is invalid. Expected "number".',
      'more: Property "more" does not match additional properties schema.',
    ]);
    expect(issues(Trip, { city: "a", no: 1 })).toEqual([': Property "no" does not match schema.']);
  });

  it("takes a property that is undefined for one that is not there", () => {
    const value = { city: "Paris", days: undefined };
    expect(check(Trip, value)).toEqual({ value });
    expect(issues(Trip, { city: undefined })).toEqual(['city: Instance does not have required property "city".']);
    expect(issues(Trip, undefined)).toEqual([': Instance type "null" is invalid. Expected "object".']);
  });

  it("goes by the draft that its $schema names", () => {
    const tuple = { type: "array", items: [{ type: "string" }] };
    expect(issues({ ...tuple, $schema: "http://json-schema.org/draft-07/schema#" }, [1])).toHaveLength(1);
    expect(issues({ type: "array", prefixItems: [{ type: "string" }] }, [1])).toHaveLength(1);
  });

  it("is shown as it was given", () => {
    const schema = jsonSchema({ ...Trip, $schema: "https://json-schema.org/draft/2020-12/schema" });
    expect(jsonSchemaOf(schema, "input")).toEqual(Trip);
    expect(jsonOf(schema)).toEqual(Trip);
  });

  it("is a config error where it cannot be used", async () => {
    for (const none of [undefined, null, 7, [], true])
      expect(await thrown(() => jsonSchema(none as never))).toMatchObject({ code: "config" });
    const remote = jsonSchema({ $ref: "https://schemas.example/other" });
    expect(await thrown(() => remote["~standard"].validate(1))).toMatchObject({
      code: "config",
      message: 'The JSON Schema cannot be used: Unresolved $ref "https://schemas.example/other".',
    });
    const pattern = jsonSchema({ type: "string", pattern: "(" });
    expect(await thrown(() => pattern["~standard"].validate("a"))).toMatchObject({ code: "config" });
  });

  it("checks the arguments of a tool", async () => {
    const trip = tool(({ city }) => city, { name: "trip", schema: jsonSchema<{ city: string }>(Trip) });
    expect(await trip.invoke({ city: "Paris" })).toBe("Paris");
    expect(await thrown(() => trip.invoke({ city: 7 } as never))).toMatchObject({
      code: "tool",
      message:
        'The argument city of the tool "trip" is not what the schema asks for: Instance type "number" is invalid. Expected "string".',
    });
  });
});

/** What the suite has that is not here: references to other documents, and what few schemas of tools have. */
const BESIDE = /^(refRemote|dynamicRef|vocabulary|format|unevaluated(Items|Properties)|defs|definitions|ref)\.json$/;

describe.skipIf(!hasShared).each(["draft2020-12", "draft7"])("the test suite of JSON Schema, %s", (draft) => {
  const folder = `${SHARED}suites/json-schema-test-suite/tests/${draft}`;
  const files = hasShared ? readdirSync(folder).filter((name) => name.endsWith(".json") && !BESIDE.test(name)) : [];
  const $schema = draft === "draft7" ? "http://json-schema.org/draft-07/schema#" : undefined;

  it.each(files)("%s", (name) => {
    const groups = JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as {
      schema: JsonSchema | boolean;
      tests: { description: string; data: unknown; valid: boolean }[];
    }[];
    for (const { schema, tests } of groups) {
      if (typeof schema === "boolean") continue;
      for (const { description, data, valid } of tests)
        expect(check({ ...($schema && { $schema }), ...schema }, data).issues === undefined, description).toBe(valid);
    }
  });
});
