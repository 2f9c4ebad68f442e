import { isRunletError, type ErrorCode } from "../errors/error.ts";

/** Another answer of the same model may well be in the form that was asked for, and a tool may work again. */
const WORTH_IT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["parse", "tool", "thrown"]);

/** The service asks for another try, or is in trouble: timeouts, conflicts, limits, and what is its own doing. */
const STATUSES: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/**
 * Whether to try again could help: of our own errors that is known; of those that carry an HTTP status it is 408, 409, 425,
 * 429 and 5xx; an abort is not to be undone; of anything else nothing is known, and it is tried.
 */
export function isRetryable(error: unknown): boolean {
  if (isRunletError(error)) return error.retryable || WORTH_IT.has(error.code);
  if (typeof error !== "object" || error === null) return true;
  const { name, status, statusCode = status } = error as { name?: unknown; status?: unknown; statusCode?: unknown };
  if (name === "AbortError") return false;
  return typeof statusCode !== "number" || statusCode >= 500 || STATUSES.has(statusCode);
}
