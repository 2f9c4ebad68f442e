import { hide } from "../errors/secrets.ts";

/** How deep causes are looked into: they may go in a circle. */
const DEPTH = 8;

/**
 * What a `cause` may show of an error: its name, its words, its code and its own cause, without these secrets. All else is left
 * out, since what a `fetch` of somebody's throws may well carry the request that it was given.
 */
export function censoredError(error: unknown, secrets: readonly string[], depth = DEPTH): Error {
  if (!(error instanceof Error)) return new Error(hide(wordsOf(error), secrets));
  const { name, message, stack, code, cause } = error as Error & { code?: unknown };
  const inner = cause === undefined || depth === 0 ? undefined : censoredError(cause, secrets, depth - 1);
  const safe = new Error(hide(String(message), secrets), inner && { cause: inner });
  safe.name = String(name);
  if (typeof stack === "string") safe.stack = hide(stack, secrets);
  return typeof code === "string" ? Object.assign(safe, { code: hide(code, secrets) }) : safe;
}

function wordsOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null) return String(thrown);
  const { message } = thrown as { message?: unknown };
  return typeof message === "string" ? message : "something that is not an Error was thrown";
}
