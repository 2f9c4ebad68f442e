import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { JsonSchema } from "./json-schema.ts";
import { jsonOf } from "./json-schema.ts";
import { strictSchema } from "./strict.ts";

describe("a schema that a model is held to", () => {
  it("is closed, in its parts too, where that is not said", () => {
    const place = z.object({
      city: z.string(),
      at: z.nullable(z.object({ x: z.number() })),
      tags: z.array(z.string()),
    });
    expect(strictSchema(jsonOf(place), "the tool weather")).toMatchObject({
      additionalProperties: false,
      properties: { at: { anyOf: [{ additionalProperties: false }, { type: "null" }] } },
    });
    const none = { type: "object", properties: {} };
    expect(strictSchema(none, "the tool now")).toEqual({ ...none, additionalProperties: false });
  });

  it.each([
    [
      z.object({ city: z.string().optional() }),
      '"city" in the schema of the tool weather is optional: make it required',
    ],
    [
      z.object({ all: z.array(z.object({ n: z.number().optional() })) }),
      '"all.[].n" in the schema of the tool weather',
    ],
    [z.object({ any: z.union([z.string(), z.object({ n: z.number().optional() })]) }), '"any.n" in the schema'],
    [z.object({ sizes: z.record(z.string(), z.number()) }), '"sizes" in the schema of the tool weather takes any'],
    [{ type: "object" }, "The schema of the tool weather takes any properties: name them all, or leave strict out."],
    [
      { type: "object", properties: {}, $defs: { a: { type: "object", properties: { b: {} } } } },
      '"a.b" in the schema of the tool weather is optional',
    ],
  ])("is refused where it cannot be one: %#", (schema, message) => {
    expect(() => strictSchema(jsonOf(schema as JsonSchema), "the tool weather")).toThrow(
      expect.objectContaining({ code: "config", message: expect.stringContaining(message) }),
    );
  });
});
