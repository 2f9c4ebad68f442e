import { isPromise } from "../engine/closing.ts";
import { RunletError } from "../errors/error.ts";
import type { DataRecord } from "../messages/record.ts";
import { jsonSchemaOf, type JsonSchema } from "../schema/json-schema.ts";
import { schemaError } from "../schema/schema-error.ts";
import type { SchemaInput, SchemaOutput, SchemaResult, StandardSchema } from "../schema/standard-schema.ts";

/**
 * What says which arguments a tool takes: a Standard Schema, as zod, valibot and arktype make, which checks them; or plain
 * JSON Schema, which the model is shown. By that nothing is checked but that the arguments are an object.
 */
export type ToolSchema = StandardSchema | DataRecord;

/** What a tool of this schema is given: the arguments as the model writes them. */
export type ToolInput<S> = S extends StandardSchema ? SchemaInput<S> : DataRecord;
/** What the tool's function is given: the arguments as the schema makes them. */
export type ToolArguments<S> = S extends StandardSchema ? SchemaOutput<S> : DataRecord;

/**
 * The arguments for the function of the tool `name`, or a promise of them where the schema has to wait.
 *
 * @throws `tool` where they are not what the schema asks for
 */
export function checkArguments(name: string, schema: ToolSchema, args: unknown): unknown {
  if (!isStandard(schema)) return checkObject(name, args);
  const result = schema["~standard"].validate(args);
  return isPromise(result) ? Promise.resolve(result).then((late) => checked(name, late)) : checked(name, result);
}

/** The arguments as JSON Schema. */
export function argumentsSchema(schema: ToolSchema): JsonSchema {
  return isStandard(schema) ? jsonSchemaOf(schema, "input") : schema;
}

/** By what it has, since some libraries' schemas are functions. */
function isStandard(schema: ToolSchema): schema is StandardSchema {
  return "~standard" in schema;
}

function checked(name: string, result: SchemaResult<unknown>): unknown {
  if (!result.issues) return result.value;
  const called = (path: string) =>
    path === "" ? `What the tool "${name}" was given` : `The argument ${path} of the tool "${name}"`;
  throw schemaError("tool", called, result.issues);
}

function checkObject(name: string, args: unknown): DataRecord {
  if (typeof args === "object" && args !== null && !Array.isArray(args)) return args as DataRecord;
  const found = args === null ? "null" : Array.isArray(args) ? "an array" : `a value of type ${typeof args}`;
  throw new RunletError("tool", `The tool "${name}" takes an object of arguments, and was given ${found}.`, {
    phase: "tool",
  });
}
