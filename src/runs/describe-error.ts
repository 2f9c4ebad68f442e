import { RunletError } from "../errors/error.ts";
import type { EventError } from "./events.ts";

const NOT_WANTED = "What came of the run was not wanted any more.";

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
  return reason === undefined ? { name: "AbortError", code: "aborted", message: NOT_WANTED } : describeError(reason);
}

/** For those who know no cancel: as an error, whose `cause` is the reason. */
export function cancelError(reason: unknown): RunletError {
  return new RunletError("aborted", NOT_WANTED, reason === undefined ? {} : { cause: reason });
}
