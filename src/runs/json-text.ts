import { describeError } from "./describe-error.ts";

/** As one line of JSON, whatever it is: watching is never why a run fails. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(withForm(value, []));
  }
}

/** `value` with text in place of what has no JSON form: a circle, a big integer, what throws when it is asked for its own. */
function withForm(value: unknown, around: readonly unknown[]): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (around.includes(value)) return "[circular]";
  const within = [...around, value];
  try {
    const { toJSON } = value as { readonly toJSON?: unknown };
    const form: unknown = typeof toJSON === "function" ? toJSON.call(value) : value;
    if (form !== value) return withForm(form, within);
    if (Array.isArray(form)) return form.map((each) => withForm(each, within));
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withForm(each, within)]));
  } catch (error) {
    return `[no JSON form: ${describeError(error).message}]`;
  }
}
