import { RunletError, type RunletErrorOptions } from "../errors/error.ts";
import type { LoadOptions } from "./loader.ts";

/** `what` cannot be read, for a reason that is not the program's; or since nobody wants it any more. */
export function unreadable(what: string, cause: unknown, { signal }: LoadOptions): RunletError {
  if (signal?.aborted)
    return new RunletError("aborted", `The loading of ${what} was aborted by its signal.`, { cause: signal.reason });
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RunletError("store", `${what} cannot be read: ${why.replace(/\.$/, "")}.`, { phase: "store", cause });
}

/** `what` is not in the form that it should be in: `problem` says why, as the end of a sentence. */
export function malformed(what: string, problem: string, options: RunletErrorOptions = {}): RunletError {
  return new RunletError("parse", `${what} ${problem}.`, { phase: "parse", ...options });
}
