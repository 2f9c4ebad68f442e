import { isContainer } from "../json/container.ts";

/** An object as data: only its own properties count. */
export type DataRecord = Readonly<Record<string, unknown>>;

/** Stands for "nothing given" in every message that has nothing, so that making one allocates nothing for it. */
export const NO_RECORD: DataRecord = Object.freeze({});
export const NO_ITEMS: readonly never[] = Object.freeze([]);

/** Whether `value` is an object that was written as data: a literal, or parsed from JSON; no array, no class instance. */
export function isRecord(value: unknown): value is DataRecord {
  return isContainer(value) && !Array.isArray(value);
}

/** The own property `key` of `record`, never an inherited one. */
export function own(record: object, key: string): unknown {
  return Object.hasOwn(record, key) ? (record as DataRecord)[key] : undefined;
}
