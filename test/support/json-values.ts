/** Whether two values of JSON are the same: -0 and 0 differ, the order of keys counts, and so do prototypes. */
export function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return Object.is(a, b);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const keys = Reflect.ownKeys(a);
  const others = Reflect.ownKeys(b);
  if (keys.length !== others.length) return false;
  return keys.every((key, i) => {
    if (key !== others[i]) return false;
    const one = Object.getOwnPropertyDescriptor(a, key)!;
    const other = Object.getOwnPropertyDescriptor(b, key)!;
    return one.enumerable === other.enumerable && one.writable === other.writable && same(one.value, other.value);
  });
}

/** Freezes a value that was given, and all in it: whoever writes to it later fails. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const key of Object.keys(value)) deepFreeze((value as Record<string, unknown>)[key]);
}

/** Whether `after` is what `before` may have become: strings and open containers grow, what has closed is the same. */
export function grows(before: unknown, after: unknown, open: boolean): boolean {
  if (before === after || Object.is(before, after)) return true;
  if (!open || typeof before !== typeof after || before === null || after === null) return false;
  if (typeof before === "string") return (after as string).startsWith(before);
  if (typeof before === "number") return String(after) !== String(before);
  if (Array.isArray(before) !== Array.isArray(after)) return false;
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const keys = Object.keys(old);
  let changed = 0;
  for (const key of keys) {
    if (!Object.hasOwn(now, key)) return false;
    // Only one slot can be under way, whose value need not be the last key: keys like integers come first.
    if (now[key] !== old[key] && !Object.is(now[key], old[key])) changed++;
    if (!grows(old[key], now[key], true)) return false;
  }
  return changed <= 1;
}

/** How many slots were made for a value: along the path of the last slots, as far as the containers are not those of `before`. */
export function newSlots(before: unknown, after: unknown): number {
  let slots = 0;
  let [old, now] = [before, after];
  while (typeof now === "object" && now !== null && now !== old) {
    const keys = Object.keys(now);
    slots += keys.length + 1;
    const key = keys.at(-1);
    if (key === undefined) break;
    old = (old as Record<string, unknown> | undefined)?.[key];
    now = (now as Record<string, unknown>)[key];
  }
  return slots;
}

/** A high surrogate at the end, raw or as an escape. */
const ENDS_HIGH = /([\ud800-\udbff]|(?<!\\)(\\\\)*\\u[dD][89abAB][0-9a-fA-F]{2})$/;

/**
 * What a beginning of a JSON text shows: the value of the longest part of it that, with what is open closed, is JSON.
 * A high surrogate at the end of an open string does not count, since it may be half a character.
 */
export function shownBy(text: string): { readonly value: unknown } | undefined {
  let held = false;
  for (let cut = text.length; cut > 0; cut--) {
    const part = text.slice(0, cut);
    const open: string[] = [];
    let inString = false;
    for (let i = 0; i < part.length; i++) {
      const unit = part[i]!;
      if (inString) {
        if (unit === "\\") i++;
        else if (unit === '"') inString = false;
      } else if (unit === '"') inString = true;
      else if (unit === "{" || unit === "[") open.unshift(unit === "{" ? "}" : "]");
      else if (unit === "}" || unit === "]") open.shift();
    }
    if (!held && inString && ENDS_HIGH.test(part)) {
      held = true;
      continue;
    }
    try {
      return { value: JSON.parse(part + (inString ? '"' : "") + open.join("")) };
    } catch {
      // A shorter part, then.
    }
  }
  return undefined;
}
