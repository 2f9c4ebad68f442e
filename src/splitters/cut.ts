import { boundaryBefore, boundaryBehind, codePointBefore } from "./graphemes.ts";
import type { Measure } from "./measure.ts";
import type { Piece } from "./piece.ts";

/**
 * A piece of `text` that no separator cuts, cut into pieces of at most `size` that overlap by at most `overlap`. No character
 * (a letter with its accents, a family of emoji) is cut, unless it is longer than that alone; then it is cut between code points.
 */
export function* cut(
  text: string,
  { start, end }: Piece,
  measure: Measure,
  size: number,
  overlap: number,
): Generator<Piece> {
  let from = start;
  for (let done = start; done < end;) {
    let to = endOf(text, from, end, measure, size);
    // The overlap leaves no room for what comes next.
    if (to <= done) to = endOf(text, (from = done), end, measure, size);
    yield { start: from, end: to };
    done = to;
    from = overlapBefore(text, from, to, measure, overlap);
  }
}

function endOf(text: string, from: number, end: number, measure: Measure, size: number): number {
  const limit = measure.fit(from, end, size);
  if (limit >= end) return end;
  const whole = boundaryBefore(text, limit, from);
  if (whole > from) return whole;
  const point = codePointBefore(text, limit);
  return point > from ? point : from + (text.codePointAt(from)! > 0xffff ? 2 : 1);
}

/** Where the piece behind the one from `from` to `to` begins. */
function overlapBefore(text: string, from: number, to: number, measure: Measure, overlap: number): number {
  const at = measure.fitBefore(from, to, overlap);
  return at <= from ? to : boundaryBehind(text.slice(0, to), at, from);
}
