import { hide } from "../models/excerpt.ts";

/**
 * An error without these secrets, for a `cause`: itself, where it shows none. What a `fetch` of somebody's says may well quote
 * the address or a header that it was given.
 */
export function censoredError(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof Error)) return typeof error === "string" ? hide(error, secrets) : error;
  const cause = error.cause === undefined ? undefined : censoredError(error.cause, secrets);
  const message = hide(error.message, secrets);
  const shown = `${error.stack}${Object.values(error).join(" ")}`;
  if (cause === error.cause && hide(shown, secrets) === shown) return error;
  const { code } = error as { code?: unknown };
  const safe = new Error(message, cause === undefined ? undefined : { cause });
  safe.name = error.name;
  return typeof code === "string" ? Object.assign(safe, { code: hide(code, secrets) }) : safe;
}
