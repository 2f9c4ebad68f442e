import { Validator, type OutputUnit, type Schema, type SchemaDraft } from "@cfworker/json-schema";
import { RunletError } from "../errors/error.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { SchemaIssue, StandardSchema } from "./standard-schema.ts";

/**
 * Makes of plain JSON Schema a schema that checks: a Standard Schema, for the arguments of a tool and wherever else one is
 * taken. Of draft 2020-12, unless its `$schema` names another one (4, 7, 2019-09). What it takes it gives as it is: defaults
 * are not filled in. `T` is what is known of the values.
 *
 * @throws `config` where it is no schema; a check, where it refers to what is not in it, or has a pattern that is none
 * @example
 * const days = jsonSchema<{ days: number }>({
 *   type: "object",
 *   properties: { days: { type: "integer", minimum: 1 } },
 *   required: ["days"],
 * });
 * const forecast = tool(({ days }) => `Sun for ${days} days.`, { name: "forecast", schema: days });
 */
export function jsonSchema<T = Readonly<Record<string, unknown>>>(schema: JsonSchema): StandardSchema<T> {
  const validator = validatorOf(schema);
  const said = () => ({ ...schema });
  return {
    "~standard": {
      version: 1,
      vendor: "runlet",
      validate(value) {
        const { valid, errors } = check(validator, value);
        return valid ? { value: value as T } : { issues: issuesOf(errors, value) };
      },
      jsonSchema: { input: said, output: said },
    },
  };
}

function validatorOf(schema: JsonSchema): Validator {
  try {
    if (typeof schema === "object" && schema !== null && !Array.isArray(schema))
      return new Validator(schema as Schema, draftOf(schema), false);
  } catch (cause) {
    throw unusable(cause);
  }
  throw new RunletError("config", "A JSON Schema is an object.", { phase: "config" });
}

const DRAFTS: readonly (readonly [RegExp, SchemaDraft])[] = [
  [/draft-04/, "4"],
  [/draft-0[67]/, "7"],
  [/2019-09/, "2019-09"],
];

function draftOf({ $schema }: JsonSchema): SchemaDraft {
  return DRAFTS.find(([name]) => typeof $schema === "string" && name.test($schema))?.[1] ?? "2020-12";
}

function check(validator: Validator, value: unknown) {
  try {
    return validator.validate(value);
  } catch {
    try {
      // A program's own values may have what JSON has no word for, such as a property that is undefined.
      return validator.validate(JSON.parse(JSON.stringify(value) ?? "null"));
    } catch (cause) {
      throw unusable(cause);
    }
  }
}

function unusable(cause: unknown): RunletError {
  const why = cause instanceof Error ? cause.message.split("\n", 1)[0] : String(cause);
  return new RunletError("config", `The JSON Schema cannot be used: ${why}`, { phase: "config", cause });
}

/** What is wrong, each at its place: a keyword that says no more than that there is something inside is left out. */
function issuesOf(errors: readonly OutputUnit[], value: unknown): SchemaIssue[] {
  const told = errors.filter(({ keyword, keywordLocation }, at) => {
    const next = errors[at + 1];
    return (
      keyword !== "false" && !(next?.keyword !== "false" && next?.keywordLocation.startsWith(`${keywordLocation}/`))
    );
  });
  return (told.length > 0 ? told : errors).map(({ error, instanceLocation }) => {
    const [, name] = ABOUT.exec(error) ?? [];
    return { message: error, path: [...pathIn(value, instanceLocation), ...(name === undefined ? [] : [name])] };
  });
}

/** What is said of an object, and is about one property: that it is missing, or not wanted. */
const ABOUT = /^(?:Instance does not have required property|Property(?=.* additional properties schema\.$)) "([^]*)"/;

/** A JSON Pointer, as a part of an address, as keys: in arrays, numbers. */
function pathIn(value: unknown, pointer: string): PropertyKey[] {
  let at = value;
  return pointer
    .split("/")
    .slice(1)
    .map((part) => {
      const key = decodeURI(part).replaceAll("~1", "/").replaceAll("~0", "~");
      const found = Array.isArray(at) ? Number(key) : key;
      at = (at as Record<PropertyKey, unknown> | undefined)?.[found];
      return found;
    });
}
