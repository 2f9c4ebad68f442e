import { isPromise } from "../engine/closing.ts";
import { RunletError } from "../errors/error.ts";
import type { DataRecord } from "../messages/record.ts";
import { jsonSchemaOf, type JsonSchema } from "../schema/json-schema.ts";
import { schemaError } from "../schema/schema-error.ts";
import { argumentsOf, isToolCall } from "./call.ts";
import type { SchemaInput, SchemaOutput, SchemaResult, StandardSchema } from "../schema/standard-schema.ts";

/**
 * What says which arguments a tool takes: a Standard Schema, as zod, valibot and arktype make, which checks them; or plain
 * JSON Schema, which the model is shown. By that nothing is checked but that the arguments are an object; `jsonSchema` of
 * `runlet/json-schema` makes of it one that checks.
 */
export type ToolSchema = StandardSchema | DataRecord;

/** What a tool of this schema is given: the arguments as the model writes them. */
export type ToolInput<S> = S extends StandardSchema ? SchemaInput<S> : DataRecord;
/** What the tool's function is given: the arguments as the schema makes them. */
export type ToolArguments<S> = S extends StandardSchema ? SchemaOutput<S> : DataRecord;

/**
 * The arguments for what the tool `name` is made of, given alone or in a call, or a promise of them where the schema has to
 * wait. A model's arguments are always an object: for a schema that takes text, the text is its one value, `input`.
 *
 * @throws `tool` where they are not what the schema asks for
 */
export function checkArguments(name: string, schema: ToolSchema, given: unknown): unknown {
  const args = argumentsOf(given);
  if (!isStandard(schema)) return checkObject(name, args);
  const validate = (value: unknown) => schema["~standard"].validate(value);
  return after(validate(args), (result) => {
    if (!result.issues || !isToolCall(given) || !isBoxed(args)) return checked(name, result);
    return after(validate(args.input), (inside) => checked(name, inside.issues && isOfAPart(result) ? result : inside));
  });
}

function after<T>(value: T | PromiseLike<T>, work: (value: T) => unknown): unknown {
  return isPromise(value) ? Promise.resolve(value as PromiseLike<T>).then(work) : work(value as T);
}

function isBoxed(args: unknown): args is { readonly input: unknown } {
  return typeof args === "object" && args !== null && Object.keys(args).join() === "input";
}

/** It is about something in the object: the schema does take one. */
function isOfAPart({ issues = [] }: SchemaResult<unknown>): boolean {
  return issues.some(({ path }) => path && path.length > 0);
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
