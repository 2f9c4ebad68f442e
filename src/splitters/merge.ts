import { stripped, type Measure } from "./measure.ts";
import type { Piece } from "./piece.ts";

/** A piece that has been measured. */
export interface Measured extends Piece {
  readonly length: number;
}

/** How pieces are put together. */
export interface MergeRules {
  readonly size: number;
  readonly overlap: number;
  /** Whether what is put together has no white space around it. */
  readonly strip: boolean;
}

/**
 * Puts pieces of `text`, which follow each other and are each at most `size`, together as long as that is kept. What comes
 * next begins with the last pieces of what was before it, as many as are at most `overlap` together.
 *
 * What is put together is measured again: there may be more in the whole than in its parts.
 */
export function* merge(
  text: string,
  pieces: readonly Measured[],
  measure: Measure,
  { size, overlap, strip }: MergeRules,
): Generator<Piece> {
  const together = new Together(text, pieces, measure, strip);
  let reached = 0;
  for (let done = 0; done < pieces.length; done = together.to) {
    while (together.from < together.to && (together.length > overlap || together.withNext > size)) together.dropFirst();
    while (together.to < pieces.length && (together.from === together.to || together.withNext <= size))
      together.addNext();
    let whole = together.whole();
    while (together.to - together.from > 1 && measure.length(whole.start, whole.end) > size) {
      // At least one that is new stays in it.
      if (together.to - 1 > done) together.dropLast();
      else together.dropFirst();
      whole = together.whole();
    }
    // Behind the overlap there may be nothing but white space.
    if (whole.start < whole.end && whole.end > reached) yield whole;
    reached = Math.max(reached, whole.end);
  }
}

/** The pieces that are put together: from one of them up to another. */
class Together {
  from = 0;
  to = 0;
  /** How long they are, with what is between them. */
  length = 0;
  private readonly text: string;
  private readonly pieces: readonly Measured[];
  private readonly strip: boolean;
  /** How long what is between a piece and the one before it is. */
  private readonly gaps: readonly number[];

  constructor(text: string, pieces: readonly Measured[], measure: Measure, strip: boolean) {
    this.text = text;
    this.pieces = pieces;
    this.strip = strip;
    this.gaps = pieces.map(({ start }, at) => {
      const before = pieces[at - 1]?.end ?? start;
      return before < start ? measure.length(before, start) : 0;
    });
  }

  /** How long they would be with one more. */
  get withNext(): number {
    return this.length + this.step(this.to);
  }

  addNext(): void {
    this.length += this.step(this.to++);
  }

  dropLast(): void {
    this.length -= this.step(--this.to);
  }

  dropFirst(): void {
    this.length -= this.pieces[this.from++]!.length;
    if (this.from < this.to) this.length -= this.gaps[this.from]!;
  }

  whole(): Piece {
    const piece = { start: this.pieces[this.from]!.start, end: this.pieces[this.to - 1]!.end };
    return this.strip ? stripped(this.text, piece) : piece;
  }

  /** What the piece at `at` adds to those before it. */
  private step(at: number): number {
    return this.pieces[at]!.length + (at > this.from ? this.gaps[at]! : 0);
  }
}
