import type { Drafts } from "./drafts.ts";
import { setOwn } from "../engine/own.ts";
import { isRecord } from "./record.ts";
import type { DataRecord } from "./record.ts";

const NONE: ReadonlySet<string> = new Set();

/**
 * Merges what a later chunk says into what the earlier ones said: of scalars and arrays the last wins, records merge
 * key by key, null and undefined never overwrite, a value of another type replaces.
 *
 * @param joined keys, at this level only, whose strings are pieces of one text
 */
export function mergeRecords(
  drafts: Drafts,
  earlier: DataRecord,
  later: DataRecord,
  joined: ReadonlySet<string> = NONE,
): DataRecord {
  const merged = drafts.of(earlier);
  for (const key of Object.keys(later)) {
    const value = later[key];
    if (!Object.hasOwn(merged, key)) setOwn(merged, key, value);
    else if (typeof value === "string" && joined.has(key) && typeof merged[key] === "string") merged[key] += value;
    else merged[key] = mergeValues(drafts, merged[key], value);
  }
  return merged;
}

/** The same rule for a single value. */
export function mergeValues(drafts: Drafts, earlier: unknown, later: unknown): unknown {
  if (later === undefined || later === null) return earlier ?? later;
  return isRecord(earlier) && isRecord(later) ? mergeRecords(drafts, earlier, later) : later;
}
