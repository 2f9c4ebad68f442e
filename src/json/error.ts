import { RunletError, type ErrorCode } from "../errors/error.ts";
import type { JsonValue } from "./value.ts";

/** A text that is not the JSON it has to be. Its `partial` is the value up to there: undefined where there was none. */
export interface JsonTextError extends RunletError {
  /** Where, in UTF-16 units from the beginning of the text: the first unit that no ending can make valid, or the end. */
  readonly offset: number;
  partial: JsonValue | undefined;
}

export function textError(code: ErrorCode, message: string, offset: number): JsonTextError {
  return Object.assign(new RunletError(code, message, { phase: "parse" }), { offset, partial: undefined });
}

/** The unit of `text` at `at` cannot stand there. `base` is the offset of the beginning of `text`. */
export function unexpected(text: string, at: number, base: number, wanted: string, language = "JSON"): JsonTextError {
  const offset = base + at;
  const message = `This is not ${language}: at offset ${offset} stands ${JSON.stringify(text[at])}, where ${wanted} has to stand.`;
  return textError("parse", message, offset);
}
