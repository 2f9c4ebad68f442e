import { isContainer } from "./container.ts";

/** `value` as JSON in which the keys of objects are in order: the same text for what is the same JSON. */
export function orderedText(value: unknown): string {
  return JSON.stringify(value, (_, inside: unknown) =>
    isContainer(inside) && !Array.isArray(inside)
      ? Object.fromEntries(Object.entries(inside).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inside,
  );
}
