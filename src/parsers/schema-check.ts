import { isPromise, letGo } from "../engine/closing.ts";
import { RunletError } from "../errors/error.ts";
import type { JsonPath } from "../json/place.ts";
import { issuePath, type SchemaIssue, type StandardSchema } from "./standard-schema.ts";

/** A value that is not what its schema asks for: code `parse`. */
export interface SchemaError extends RunletError {
  /** All that is wrong with it, as the schema says it; the message tells the first. */
  readonly issues: readonly SchemaIssue[];
}

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
  if (result.issues) throw schemaError(result.issues, path);
  return result.value;
}

function schemaError(issues: readonly SchemaIssue[], at: JsonPath): SchemaError {
  const [first = { message: "The schema does not say why." }] = issues;
  const path = issuePath([...at, ...(first.path ?? [])]);
  const where = path === "" ? "The value" : `The value at ${path}`;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const message = `${where} is not what the schema asks for: ${first.message}${more}`;
  return Object.assign(new RunletError("parse", message, { phase: "parse" }), { issues });
}
