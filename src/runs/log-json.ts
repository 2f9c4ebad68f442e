import { isContainer } from "../json/container.ts";
import type { JsonPatchOperation } from "../json/operation.ts";

/** What is said of the whole, or of one run inside it: what is undefined there has its place from the start. */
const WITH_PLACES = /^(?:\/logs\/[^/]*)?$/;

/** An operation with null for what is undefined: JSON would leave that out, and with it the place that is written to. */
export function spelled(operation: JsonPatchOperation<unknown>): JsonPatchOperation<unknown> {
  if (operation.op !== "add" && operation.op !== "replace") return operation;
  const { op, path, value } = operation;
  if (value === undefined) return { op, path, value: null };
  if (!isContainer(value) || Array.isArray(value) || !WITH_PLACES.test(path)) return operation;
  const places = Object.entries(value).map(([key, inner]) => [key, inner === undefined ? null : inner]);
  return { op, path, value: Object.fromEntries(places) };
}
