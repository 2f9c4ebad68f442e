/** An object as data: only its own properties count. */
export type DataRecord = Readonly<Record<string, unknown>>;

/** Stands for "nothing given" in every message that has nothing, so that making one allocates nothing for it. */
export const NO_RECORD: DataRecord = Object.freeze({});
export const NO_ITEMS: readonly never[] = Object.freeze([]);

/** Whether `value` is an object that was written as data: a literal, or parsed from JSON; no array, no class instance. */
export function isRecord(value: unknown): value is DataRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // One step from the end of the chain is Object.prototype of some realm: a frame or a vm context has its own.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The own property `key` of `record`, never an inherited one. */
export function own(record: object, key: string): unknown {
  return Object.hasOwn(record, key) ? (record as DataRecord)[key] : undefined;
}
