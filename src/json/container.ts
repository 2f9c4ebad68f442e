/** What a JSON Pointer leads through. */
export type Container = unknown[] | Record<string, unknown>;

/** A key of an object, or an index of an array. */
export type Slot = string | number;

/** Whether `value` is an array, or an object that was written as data: a literal, or parsed from JSON; no class instance. */
export function isContainer(value: unknown): value is Container {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  // One step from the end of the chain is Object.prototype of some realm: a frame or a vm context has its own.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What is in a slot that is there. */
export function inSlot(container: Container, slot: Slot): unknown {
  return (container as Record<Slot, unknown>)[slot];
}
