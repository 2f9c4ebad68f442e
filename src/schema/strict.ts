import { RunletError } from "../errors/error.ts";
import { closed, propertiesOf, requiredOf, type JsonSchema } from "./json-schema.ts";

/**
 * A schema as a service wants it that holds a model to it: each object is closed and requires all that it names. What is not
 * said of further properties is said: there are none.
 *
 * @param whose what errors say that it is of
 * @throws RunletError `config` where it has an optional property, or an object of any properties: to change that would change
 * what it means
 */
export function strictSchema(schema: JsonSchema, whose: string): JsonSchema {
  const strict = closed(schema);
  check(strict, [], whose);
  return strict;
}

function check(schema: JsonSchema, path: readonly string[], whose: string): void {
  const required = requiredOf(schema);
  const properties = Object.entries(propertiesOf(schema));
  for (const [key, property] of properties) {
    const at = [...path, key];
    if (!required.includes(key))
      throw refused(at, whose, "is optional: make it required and nullable (in zod, .nullable() for .optional())");
    check(property, at, whose);
  }
  if (schema["type"] === "object" && schema["additionalProperties"] !== false)
    throw refused(path, whose, "takes any properties: name them all");
  for (const [part, name] of partsOf(schema)) check(part, name === undefined ? path : [...path, name], whose);
}

/** The schemas in a schema, but for its properties, each with what a path says of it. */
function* partsOf(schema: JsonSchema): Generator<readonly [JsonSchema, string?]> {
  for (const keyword of ["anyOf", "oneOf", "allOf", "prefixItems"])
    for (const part of listOf(schema[keyword])) if (isSchema(part)) yield [part];
  if (isSchema(schema["items"])) yield [schema["items"], "[]"];
  for (const keyword of ["$defs", "definitions"])
    for (const [name, part] of Object.entries(schema[keyword] ?? {})) if (isSchema(part)) yield [part, name];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(path: readonly string[], whose: string, what: string): RunletError {
  const where = path.length > 0 ? `"${path.join(".")}" in the schema of ${whose}` : `The schema of ${whose}`;
  const message = `${where} ${what}, or leave strict out. With strict, all properties are required, and there are no others.`;
  return new RunletError("config", message, { phase: "config" });
}
