import { RunletError } from "./error.ts";

/** `what` could not be done, for a reason that is not the program's. */
export function storeError(what: string, cause: unknown): RunletError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RunletError("store", `${what}: ${why.replace(/\.$/, "")}.`, { phase: "store", cause });
}
