import { RunletError } from "../errors/error.ts";
import { issuePath, type SchemaIssue } from "./standard-schema.ts";

/** A value that is not what its schema asks for: of a parser, code `parse`; of a tool's arguments, code `tool`. */
export interface SchemaError extends RunletError {
  /** All that is wrong with it; the message tells the first. */
  readonly issues: readonly SchemaIssue[];
}

/**
 * The error for what a schema has found. `what` calls the value by its path, which is empty for the whole of it; `at` is
 * where what was checked stands, in what is told of.
 */
export function schemaError(
  code: "parse" | "tool",
  what: (path: string) => string,
  issues: readonly SchemaIssue[],
  at: NonNullable<SchemaIssue["path"]> = [],
): SchemaError {
  const [first = { message: "The schema does not say why." }] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const message = `${what(issuePath([...at, ...(first.path ?? [])]))} is not what the schema asks for: ${first.message}${more}`;
  return Object.assign(new RunletError(code, message, { phase: code }), { issues });
}
