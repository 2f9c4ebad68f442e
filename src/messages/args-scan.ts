import { MAX_DEPTH } from "../json/reading.ts";

/**
 * How far the text of a JSON object has come, as a number, so that carrying it from chunk to chunk costs nothing.
 * Below zero it is one of the names here. Otherwise the object is open, and the number is
 * `depth * 4 + (in a string ? 1 : 0) + (after a backslash ? 2 : 0)`.
 */
export type ArgsScan = number;

/** Nothing but white space so far. */
export const BLANK = -1;
/** The object's brackets are closed: the moment to parse. */
export const CLOSED = -2;
/** Something follows the closed object. */
export const OVERRUN = -3;
/** The text does not begin with `{`. */
export const OTHER = -4;
/** It nests deeper than what is read of a model. */
export const DEEP = -5;

const IN_STRING = 1;
const ESCAPED = 2;
const LEVEL = 4;

/** Goes on from `scan` over `piece`, and looks at nothing but `piece`. */
export function scanArgs(scan: ArgsScan, piece: string): ArgsScan {
  for (let i = 0; i < piece.length; i++) {
    if (scan <= OVERRUN) return scan;
    const c = piece.charCodeAt(i);
    if (scan < 0) {
      if (isSpace(c)) continue;
      scan = scan === CLOSED ? OVERRUN : c === 0x7b ? LEVEL : OTHER;
    } else if (scan & ESCAPED) scan &= ~ESCAPED;
    else if (scan & IN_STRING) {
      if (c === 0x22) scan &= ~IN_STRING;
      else if (c === 0x5c) scan |= ESCAPED;
    } else if (c === 0x22) scan |= IN_STRING;
    else if (c === 0x7b || c === 0x5b) scan = scan < MAX_DEPTH * LEVEL ? scan + LEVEL : DEEP;
    else if (c === 0x7d || c === 0x5d) {
      scan -= LEVEL;
      if (scan === 0) scan = CLOSED;
    }
  }
  return scan;
}

// The white space of RFC 8259: space, tab, line feed, carriage return.
function isSpace(c: number): boolean {
  return c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0d;
}
