import { describe, expect, it } from "vitest";
import { type } from "arktype";
import { z } from "zod";
import { tool } from "../tools/tool.ts";
import { isProviderTool, toolDefinition } from "./tool-definition.ts";

const PARAMETERS = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const named = { name: "weather", description: "The weather." };
const DEFINITION = { ...named, parameters: PARAMETERS };

describe("what a model is told of a tool", () => {
  it.each([
    ["a tool of Runlet's", tool(() => "", { ...named, schema: z.object({ city: z.string() }) })],
    ["a tool with a JSON Schema", tool(() => "", { ...named, schema: PARAMETERS })],
    ["anything that has a schema", { ...named, schema: z.object({ city: z.string() }) }],
    ["a definition", DEFINITION],
    ["a definition in OpenAI's form", { type: "function" as const, function: DEFINITION }],
    ["the same, flat", { type: "function", ...DEFINITION }],
  ])("%s", (_, given) => {
    const definition = toolDefinition(given);
    expect(definition).toEqual(DEFINITION);
    expect(isProviderTool(definition)).toBe(false);
  });

  it("a schema that is a function", () => {
    const parameters = (toolDefinition({ name: "weather", schema: type({ city: "string" }) }) as typeof DEFINITION)
      .parameters;
    expect(parameters).toMatchObject({ type: "object", properties: { city: { type: "string" } } });
  });

  it("a tool without arguments takes an object without properties", () => {
    const parameters = { type: "object", properties: {} };
    expect(toolDefinition({ type: "function", function: { name: "now" } })).toEqual({ name: "now", parameters });
    expect(toolDefinition({ name: "now", schema: {} })).toEqual({ name: "now", parameters });
  });

  it("a tool that takes something else than an object takes it under a key; what it defines stays at the root", () => {
    const $defs = { n: { type: "number" } };
    const schema = { type: "array", items: { $ref: "#/$defs/n" }, $defs };
    expect(toolDefinition({ name: "sum", schema })).toEqual({
      name: "sum",
      parameters: {
        type: "object",
        properties: { input: { type: "array", items: { $ref: "#/$defs/n" } } },
        required: ["input"],
        $defs,
      },
    });
  });

  it("strict is passed on", () => {
    expect(toolDefinition({ ...DEFINITION, strict: true })).toEqual({ ...DEFINITION, strict: true });
  });

  it("a tool of the provider's own is as it is", () => {
    const search = { type: "web_search", name: "search", max_uses: 3 };
    expect(toolDefinition(search)).toBe(search);
    expect(isProviderTool(toolDefinition(search))).toBe(true);
  });

  it.each([[null], ["weather"], [{}], [{ name: "" }], [{ type: "function", function: {} }], [undefined]])(
    "%j is none",
    (given) => {
      expect(() => toolDefinition(given as never)).toThrow(expect.objectContaining({ code: "config" }));
    },
  );
});
