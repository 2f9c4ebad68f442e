import { RunletError } from "../errors/error.ts";
import { MAX_DEPTH } from "../json/reading.ts";

/**
 * Refuses the arguments of a model's call that are longer, as JSON, than so many characters, or nest deeper than JSON may.
 *
 * @throws `limit`
 */
export function checkSize(name: string, args: unknown, maxChars: number): void {
  if (lengthWithin(args, maxChars, 0) <= maxChars) return;
  const message = `The arguments of the tool "${name}" are longer than ${maxChars} characters (maxArgumentChars).`;
  throw new RunletError("limit", message, { phase: "tool" });
}

/** About how long it is as JSON; something more than `limit`, where it is longer than that. */
function lengthWithin(value: unknown, limit: number, depth: number): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return String(value).length;
  if (depth === MAX_DEPTH) throw tooDeep();
  const isArray = Array.isArray(value);
  let length = 2;
  for (const key of isArray ? value.keys() : Object.keys(value)) {
    if (!isArray) length += (key as string).length + 3;
    length += lengthWithin((value as Record<PropertyKey, unknown>)[key], limit - length, depth + 1) + 1;
    if (length > limit) break;
  }
  return length;
}

function tooDeep(): RunletError {
  return new RunletError("limit", `The arguments of a tool nest deeper than ${MAX_DEPTH} levels.`, { phase: "tool" });
}
