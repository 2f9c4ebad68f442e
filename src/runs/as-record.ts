/** A value as an object, which is what handlers are given: one that is none is put into one, under `key`. */
export function asRecord(key: string, value: unknown): Record<string, unknown> {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
  return isRecord ? (value as Record<string, unknown>) : { [key]: value };
}
