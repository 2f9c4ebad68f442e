import { RunletError } from "../errors/error.ts";
import type { EventError } from "./events.ts";

const NOT_WANTED = "What came of the run was not wanted any more.";

/** An error, or whatever else was thrown, as plain data. */
export function describeError(error: unknown): EventError {
  if (typeof error !== "object" || error === null) return { name: "Error", message: String(error) };
  const [name, code, message] = [wordOf(error, "name"), wordOf(error, "code"), wordOf(error, "message")];
  return { name: name ?? "Error", ...(code !== undefined && { code }), message: message ?? "" };
}

/** Text that it has by that name. A getter that throws is not why those who watch should miss the error. */
function wordOf(error: object, key: string): string | undefined {
  try {
    const word = (error as Record<string, unknown>)[key];
    return typeof word === "string" ? word : undefined;
  } catch {
    return undefined;
  }
}

/** Why a run was cancelled. */
export function describeReason(reason: unknown): EventError {
  return reason === undefined ? { name: "AbortError", code: "aborted", message: NOT_WANTED } : describeError(reason);
}

/** For those who know no cancel: as an error, whose `cause` is the reason. */
export function cancelError(reason: unknown): RunletError {
  return new RunletError("aborted", NOT_WANTED, reason === undefined ? {} : { cause: reason });
}
