import { NO_RECORD, isRecord } from "./record.ts";

/** Every field that a message of some kind has, in the order in which they are shown and sent. */
const FIELDS = [
  "content",
  "id",
  "name",
  "role",
  "tool_call_id",
  "status",
  "tool_calls",
  "invalid_tool_calls",
  "tool_call_chunks",
  "usage_metadata",
  "artifact",
  "additional_kwargs",
  "response_metadata",
] as const;

/** Said even when empty: a message is not whole without them, or emptiness is a value. */
const ALWAYS: ReadonlySet<string> = new Set(["content", "role", "tool_call_id", "artifact"]);

/** What `message` says: its fields that are not empty, as a plain object. */
export function saidFields(message: object): Record<string, unknown> {
  const said: Record<string, unknown> = {};
  for (const field of FIELDS) {
    const value = (message as Record<string, unknown>)[field];
    if (value !== undefined && (ALWAYS.has(field) || !isEmpty(value))) said[field] = value;
  }
  return said;
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === "" || value === NO_RECORD) return true;
  return Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;
}
