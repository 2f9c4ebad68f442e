import { errorInfo } from "../../src/errors/info.ts";
import { BaseMessage } from "../../src/messages/message.ts";

/** A value with its messages as their texts. */
export function plain(value: unknown): unknown {
  if (value instanceof BaseMessage) return value.text;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** Whether `part`, which is plain, is a beginning of `whole`: nothing, or of a text, or of each item and each key. */
export function begins(part: unknown, whole: unknown): boolean {
  if (part === undefined) return true;
  if (typeof part === "string") return typeof whole === "string" && whole.startsWith(part);
  if (Array.isArray(part))
    return Array.isArray(whole) && part.length <= whole.length && part.every((item, at) => begins(item, whole[at]));
  if (typeof part !== "object" || part === null) return part === whole;
  if (typeof whole !== "object" || whole === null) return false;
  return Object.entries(part).every(([key, inner]) => begins(inner, (whole as Record<string, unknown>)[key]));
}

/** Whether what an error says was received is a beginning of one of these. */
export function partialWrongs(
  error: unknown,
  { whole, within }: { whole: unknown; within: readonly unknown[] },
): string[] {
  const partial = plain(errorInfo(error)?.partial);
  if ([whole, ...within].some((each) => begins(partial, each))) return [];
  return [`the partial of ${String(error)} is no beginning: ${JSON.stringify(partial).slice(0, 400)}`];
}
