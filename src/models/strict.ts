import type { JsonSchema } from "../schema/json-schema.ts";
import type { ResponseFormat } from "./call-options.ts";
import type { ToolDefinition } from "./tool-definition.ts";

/**
 * Makes of a schema that a model is to be held to one that the service takes. `whose` is what errors say that it is of.
 *
 * @throws RunletError `config` that names the part of the schema for which it cannot
 */
export type StrictSchema = (schema: JsonSchema, whose: string) => JsonSchema;

type SchemaFormat = Extract<ResponseFormat, { readonly type: "json_schema" }>;

/** A tool as a service takes it. */
export function strictTool(tool: ToolDefinition, strictly: StrictSchema | undefined): ToolDefinition {
  if (!tool.strict || !strictly) return tool;
  return { ...tool, parameters: strictly(tool.parameters, `the tool ${tool.name}`) };
}

/** The same of a format. */
export function strictFormat(format: SchemaFormat, strictly: StrictSchema | undefined): SchemaFormat {
  if (!format.strict || !strictly) return format;
  return { ...format, schema: strictly(format.schema, `the answer "${format.name}"`) };
}
