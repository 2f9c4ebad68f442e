import { isContainer } from "./container.ts";

/** Whether two values are the same JSON: the order of keys does not count. Other objects are the same as themselves. */
export function isEqual(one: unknown, other: unknown): boolean {
  // No recursion: what comes over a wire may be nested deeper than the stack is.
  const pairs = [[one, other]];
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [a, b] = pair;
    if (a === b || Object.is(a, b)) continue;
    if (!isContainer(a) || !isContainer(b)) return false;
    if (Array.isArray(a)) {
      if (!Array.isArray(b) || a.length !== b.length) return false;
      for (let i = 0; i < a.length; i++) pairs.push([a[i], b[i]]);
      continue;
    }
    const keys = Object.keys(a);
    if (Array.isArray(b) || keys.length !== Object.keys(b).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(b, key)) return false;
      pairs.push([a[key], b[key]]);
    }
  }
  return true;
}
