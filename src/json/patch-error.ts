import { RunletError, type ErrorCode } from "../errors/error.ts";

/** A patch that is none, that does not fit its document, or that makes too much of it. */
export interface JsonPatchError extends RunletError {
  /** Which operation of the patch failed, from 0 on: undefined where the patch is not even a list. */
  operation: number | undefined;
}

export function patchError(message: string, code: ErrorCode = "protocol"): JsonPatchError {
  return Object.assign(new RunletError(code, `JSON Patch: ${message}`), { operation: undefined });
}

/** A pointer comes from far and may have any length, an error has to be read. */
const QUOTED = 200;

export function quoted(text: string): string {
  return JSON.stringify(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);
}
