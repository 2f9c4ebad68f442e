import { RunletError } from "../errors/error.ts";
import { boxed, jsonOf, type JsonSchema } from "../schema/json-schema.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";

/** A tool, as a model is told of it. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string | undefined;
  /** What its arguments are: an object. */
  readonly parameters: JsonSchema;
  /** Whether the service is to hold the model to that. */
  readonly strict?: boolean | undefined;
}

/** A tool that a provider has itself, as that provider writes it: `{ type: "web_search", … }`. */
export interface ProviderTool {
  readonly type: string;
  readonly [field: string]: unknown;
}

/**
 * What may be given as a tool: one of Runlet's or of anything that has its name, description and schema (a Standard Schema
 * or JSON Schema); a definition, plain or in OpenAI's form (`{ type: "function", function: { name, parameters } }`); or a
 * tool of the provider's own.
 */
export type ToolLike =
  | { readonly name: string; readonly description?: string | undefined; readonly schema: StandardSchema | object }
  | ToolDefinition
  | { readonly type: "function"; readonly function: Partial<ToolDefinition> & { readonly name: string } }
  | ProviderTool;

/**
 * Tells what a model is told of a tool.
 *
 * @throws RunletError `config` where it is none of these
 */
export function toolDefinition(tool: ToolLike): ToolDefinition | ProviderTool {
  if (typeof tool !== "object" || tool === null) throw unknownTool(tool);
  const { name, description, schema, parameters, type, strict } = tool as Partial<ToolDefinition> &
    Record<string, unknown>;
  if (type === "function" && "function" in tool) return plain(tool["function"] as Partial<ToolDefinition>);
  if (typeof name === "string" && schema !== undefined)
    return plain({ name, description, strict, parameters: parametersOf(schema as StandardSchema | JsonSchema) });
  if (typeof name === "string" && (parameters !== undefined || type === "function"))
    return plain({ name, description, strict, parameters: parameters! });
  if (typeof type === "string") return tool as ProviderTool;
  throw unknownTool(tool);
}

/** Whether a tool is one that the provider has itself. */
export function isProviderTool(tool: ToolDefinition | ProviderTool): tool is ProviderTool {
  return !("parameters" in tool && typeof tool.name === "string" && !("type" in tool));
}

/** A schema that asks for an object; what takes none is an object without properties. */
function parametersOf(schema: StandardSchema | JsonSchema): JsonSchema {
  const { type = "object", ...said } = jsonOf(schema);
  if (type === "object") return { type, properties: {}, ...said };
  // A tool whose one argument is text or a list: models call with objects only.
  return boxed({ type, ...said }, "input");
}

function plain({ name, description, parameters, strict }: Partial<ToolDefinition>): ToolDefinition {
  if (typeof name !== "string" || name === "") throw unknownTool(undefined);
  return {
    name,
    ...(description && { description }),
    parameters: parameters ?? { type: "object", properties: {} },
    ...(strict !== undefined && { strict }),
  };
}

function unknownTool(tool: unknown): RunletError {
  const found = tool === null ? "null" : typeof tool;
  const message = `A model was given a tool that is none (${found}): a tool has a name and a schema, or is the provider's own and has a type.`;
  return new RunletError("config", message, { phase: "config" });
}
