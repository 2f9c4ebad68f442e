import type { EventError } from "./events.ts";

/** An error, or whatever else was thrown, as plain data. */
export function describeError(error: unknown): EventError {
  if (typeof error !== "object" || error === null) return { name: "Error", message: String(error) };
  const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
  return {
    name: typeof name === "string" ? name : "Error",
    ...(typeof code === "string" && { code }),
    message: typeof message === "string" ? message : "",
  };
}

/** Why a run was cancelled. */
export function describeReason(reason: unknown): EventError {
  return reason === undefined
    ? { name: "AbortError", code: "aborted", message: "What came of the run was not wanted any more." }
    : describeError(reason);
}
