import { unexpected as unexpectedIn, type JsonTextError } from "../json/error.ts";
import type { XmlValue } from "./value.ts";

/** A text that is not the XML it has to be. Its `partial` is the value up to there: undefined where there was none. */
export interface XmlTextError extends JsonTextError {
  partial: XmlValue | undefined;
}

/** The unit of `text` at `at` cannot stand there. `base` is the offset of the beginning of `text`. */
export function unexpected(text: string, at: number, base: number, wanted: string): JsonTextError {
  return unexpectedIn(text, at, base, wanted, "XML");
}
