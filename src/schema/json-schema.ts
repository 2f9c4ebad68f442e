import type { StandardSchema } from "./standard-schema.ts";

/** JSON Schema, as draft 2020-12 has it: what a value is, as JSON. `{}` is any value. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

export const STRING: JsonSchema = { type: "string" };

/** An object with these properties, of which all have to be there, if nothing else is said. */
export function objectOf(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = Object.keys(properties),
): JsonSchema {
  return { type: "object", properties, ...(required.length > 0 && { required }) };
}

export function arrayOf(items: JsonSchema): JsonSchema {
  return { type: "array", items };
}

/** What is known of the properties of an object of this schema. */
export function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema["properties"] ?? {}) as Record<string, JsonSchema>;
}

export function requiredOf(schema: JsonSchema): readonly string[] {
  return (schema["required"] ?? []) as string[];
}

/** What is known of one property. */
export function propertyOf(schema: JsonSchema, key: string): JsonSchema {
  const properties = propertiesOf(schema);
  return Object.hasOwn(properties, key) ? part(properties[key]!) : {};
}

/** What is known of an object, but for these properties. */
export function without(schema: JsonSchema, keys: readonly string[]): JsonSchema {
  const rest = Object.keys(propertiesOf(schema)).filter((key) => !keys.includes(key));
  return objectOf(
    Object.fromEntries(rest.map((key) => [key, propertyOf(schema, key)])),
    requiredOf(schema).filter((key) => !keys.includes(key)),
  );
}

/** What is known of each element of an array. */
export function itemsOf(schema: JsonSchema): JsonSchema {
  const items = schema["items"];
  // Beside `prefixItems`, it is said of those behind these.
  return typeof items === "object" && !("prefixItems" in schema) ? part(items as JsonSchema) : {};
}

/** A schema as a part of another. One with references, which are to places of the whole that it was, is not known there. */
export function part(schema: JsonSchema): JsonSchema {
  return JSON.stringify(schema).includes('"$ref"') ? {} : schema;
}

/** What is valid by both. */
export function both(one: JsonSchema, other: JsonSchema): JsonSchema {
  const [first, second] = [JSON.stringify(one), JSON.stringify(other)];
  if (second === "{}" || first === second) return one;
  if (first === "{}") return other;
  if (!isPlain(one) || !isPlain(other)) return { allOf: [part(one), part(other)] };
  const keys = new Set([...Object.keys(propertiesOf(one)), ...Object.keys(propertiesOf(other))]);
  return objectOf(
    Object.fromEntries(Array.from(keys, (key) => [key, both(propertyOf(one, key), propertyOf(other, key))])),
    [...new Set([...requiredOf(one), ...requiredOf(other)])],
  );
}

/** What is valid by one of them. */
export function either(schemas: readonly JsonSchema[]): JsonSchema {
  const different = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  if (different.length === 1) return different[0]!;
  const parts = different.map(part);
  return parts.some((schema) => Object.keys(schema).length === 0) ? {} : { anyOf: parts };
}

/** Whether all that it says is which properties an object has. */
function isPlain(schema: JsonSchema): boolean {
  return schema["type"] === "object" && Object.keys(schema).every((key) => PLAIN.has(key));
}

const PLAIN = new Set(["type", "properties", "required"]);

/**
 * A Standard Schema as JSON Schema: of the values that it takes, or of those that it gives. `{}`, where its library does
 * not offer that, or has no JSON Schema for this one.
 */
export function jsonSchemaOf(schema: StandardSchema, side: "input" | "output"): JsonSchema {
  const offered = schema["~standard"].jsonSchema;
  try {
    const { $schema: _, ...said } = offered?.[side]?.({ target: "draft-2020-12" }) ?? {};
    return said;
  } catch {
    return {};
  }
}

/** A Standard Schema, or JSON Schema, as JSON Schema of what it takes. */
export function jsonOf(schema: StandardSchema | JsonSchema): JsonSchema {
  // By what it has, since some libraries' schemas are functions.
  return "~standard" in schema ? jsonSchemaOf(schema as StandardSchema, "input") : (schema as JsonSchema);
}

/** An object that has a value of this schema under `key`. What the schema defines, for its references, stays at the root. */
export function boxed({ $defs, ...schema }: JsonSchema, key: string): JsonSchema {
  return { ...objectOf({ [key]: schema }), ...($defs !== undefined && { $defs }) };
}

/** The same, where no object has other properties than those that are named: as services want it that hold a model to it. */
export function closed(schema: JsonSchema): JsonSchema {
  return closedIn(schema) as JsonSchema;
}

function closedIn(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closedIn);
  if (typeof part !== "object" || part === null) return part;
  const inside = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closedIn(value)]));
  const open =
    inside["type"] === "object" && typeof inside["properties"] === "object" && !("additionalProperties" in inside);
  return open ? { ...inside, additionalProperties: false } : inside;
}
