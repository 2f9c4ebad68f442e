import { RunletError } from "../errors/error.ts";
import { boundaryBefore } from "./graphemes.ts";
import type { Piece } from "./piece.ts";

/** How long pieces of one text are, by the user's measure. */
export interface Measure {
  /** The length from `start` to `end`. */
  length(start: number, end: number): number;
  /** How far behind `start` a piece of at most `size` goes, up to `end`: it may be the middle of a character. */
  fit(start: number, end: number, size: number): number;
  /** From where on, in a piece that begins at `start`, what is before `end` is of at most `size`. */
  fitBefore(start: number, end: number, size: number): number;
}

/** Lengths in UTF-16 units: nothing has to be looked at. */
export const UNITS: Measure = {
  length: (start, end) => end - start,
  fit: (start, end, size) => Math.min(end, start + size),
  fitBefore: (start, end, size) => Math.max(start, end - size),
};

/** Lengths of a function, which is asked of more text to give no less. */
export class MeasureBy implements Measure {
  private readonly text: string;
  private readonly lengthFunction: (text: string) => number;
  /** How many units went into the last one that was found: the next one is sought there. */
  private units = 64;

  constructor(text: string, lengthFunction: (text: string) => number) {
    this.text = text;
    this.lengthFunction = lengthFunction;
  }

  length(start: number, end: number): number {
    const length = this.lengthFunction(this.text.slice(start, end));
    if (typeof length === "number" && length >= 0) return length;
    throw new RunletError("config", `The lengthFunction gives a number of at least 0, and gave ${String(length)}.`);
  }

  fit(start: number, end: number, size: number): number {
    return start + this.most(end - start, (units) => this.length(start, start + units) <= size);
  }

  fitBefore(start: number, end: number, size: number): number {
    return end - this.most(end - start, (units) => this.length(end - units, end) <= size);
  }

  /** The most units, up to `limit`, that fit: what is measured on the way is never much longer than that. */
  private most(limit: number, fits: (units: number) => boolean): number {
    let low = 0;
    let high = Math.min(limit, this.units);
    while (high < limit && fits(high)) {
      low = high;
      high = Math.min(limit, high * 2);
    }
    if (high === limit && fits(limit)) return limit;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (fits(middle)) low = middle;
      else high = middle;
    }
    this.units = Math.max(1, low);
    return low;
  }
}

/** Without the white space around it, unless that bears an accent. */
export function stripped(text: string, { start, end }: Piece): Piece {
  const slice = text.slice(start, end);
  const from = boundaryBefore(text, start + slice.length - slice.trimStart().length, start);
  return { start: from, end: Math.max(from, start + slice.trimEnd().length) };
}
