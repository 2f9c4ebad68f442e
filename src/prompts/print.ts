import { RunletError, type RunletErrorOptions } from "../errors/error.ts";
import { quote } from "./quote.ts";

/**
 * How a value prints inside a template.
 *
 * | value | prints as |
 * |---|---|
 * | string | itself |
 * | number, boolean, bigint | `String(value)` |
 * | document (an object with a string `pageContent`) | its text |
 * | array of documents | their texts, a blank line between them; an empty array, as of a retriever that found nothing: no text |
 * | any other object or array | JSON, without spaces |
 *
 * `name` is the variable's, for the error.
 *
 * @throws {RunletError} `config` for what has no text: a function, a symbol, null, undefined, an object that JSON cannot hold.
 */
export function printValue(value: unknown, name: string): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    case "object":
      if (value !== null) return printObject(value, name);
  }
  const what = value === null ? "null" : value === undefined ? "undefined" : `a ${typeof value}`;
  throw new RunletError("config", `The variable ${quote(name)} is ${what}, which has no text; give a string or data.`);
}

function printObject(value: object, name: string): string {
  if (isDocument(value)) return value.pageContent;
  if (Array.isArray(value) && value.every(isDocument)) return value.map((each) => each.pageContent).join("\n\n");
  try {
    const json: string | undefined = JSON.stringify(value);
    if (json !== undefined) return json;
  } catch (cause) {
    throw unprintable(name, { cause });
  }
  throw unprintable(name);
}

function unprintable(name: string, options?: RunletErrorOptions): RunletError {
  return new RunletError(
    "config",
    `The variable ${quote(name)} cannot be printed as JSON (an object that contains itself, is nested too deeply or ` +
      "holds a bigint); give its text as a string.",
    options,
  );
}

function isDocument(value: unknown): value is { readonly pageContent: string } {
  return (
    typeof value === "object" && value !== null && typeof (value as { pageContent?: unknown }).pageContent === "string"
  );
}
