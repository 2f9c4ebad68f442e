import type { Container, Slot } from "./container.ts";

const INDEX = /^(?:0|[1-9][0-9]*)$/;
const WRONG_ESCAPE = /~(?![01])/;

/** Whether `value` is a JSON Pointer (RFC 6901). */
export function isPointer(value: unknown): value is string {
  return typeof value === "string" && (value === "" || value[0] === "/") && !WRONG_ESCAPE.test(value);
}

/** `key`, as a pointer names it. */
export function escapeKey(key: string): string {
  return key.includes("~") || key.includes("/") ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;
}

/** The slot of `container` that `token` names, if it is there. What is inherited is not, nor is an array's length. */
export function slotOf(container: Container, token: string): Slot | undefined {
  if (Array.isArray(container)) return indexBelow(container.length, token);
  const key = keyOf(token);
  return Object.hasOwn(container, key) ? key : undefined;
}

/** The slot of `container` that `token` names for a value to be added: any key, or up to one behind the last element. */
export function slotFor(container: Container, token: string): Slot | undefined {
  if (!Array.isArray(container)) return keyOf(token);
  return token === "-" ? container.length : indexBelow(container.length + 1, token);
}

function indexBelow(length: number, token: string): number | undefined {
  if (!INDEX.test(token)) return undefined;
  const index = Number(token);
  return index < length ? index : undefined;
}

function keyOf(token: string): string {
  return token.includes("~") ? token.replaceAll("~1", "/").replaceAll("~0", "~") : token;
}
