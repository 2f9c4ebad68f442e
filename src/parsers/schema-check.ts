import { isPromise, letGo } from "../engine/closing.ts";
import { RunletError } from "../errors/error.ts";
import type { JsonPath } from "../json/place.ts";
import { schemaError } from "../schema/schema-error.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";

/**
 * What `schema` makes of a value, which stands at `path` in what the model said.
 *
 * @throws `parse` (a `SchemaError`) where it refuses it, `config` where it does not answer at once
 */
export function checked<Out>(
  schema: StandardSchema<unknown, Out>,
  value: unknown,
  parser: string,
  path: JsonPath = [],
): Out {
  const result = schema["~standard"].validate(value);
  if (isPromise(result)) {
    letGo(result);
    throw new RunletError(
      "config",
      `The schema checks asynchronously, which ${parser} cannot wait for: check in an async step behind a JsonOutputParser.`,
    );
  }
  if (result.issues) throw schemaError("parse", called, result.issues, path);
  return result.value;
}

function called(path: string): string {
  return path === "" ? "The value" : `The value at ${path}`;
}
