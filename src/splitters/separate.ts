import { boundaryBefore, boundaryBehind } from "./graphemes.ts";
import type { Piece } from "./piece.ts";

/** What a text is cut at: a text, or what the platform's segmenter finds: sentences, words. */
export type Separator = string | Intl.Segmenter;

/** Where a separator goes: to the beginning of what is behind it, to the end of what is before it, or nowhere. */
export type KeepSeparator = "start" | "end" | false;

/** The part of `text` that `piece` is, cut at each separator; undefined where there is none. A character is never cut. */
export function separate(
  text: string,
  piece: Piece,
  separator: Separator,
  keep: KeepSeparator,
): readonly Piece[] | undefined {
  const slice = text.slice(piece.start, piece.end);
  const pieces: Piece[] = [];
  let from = 0;
  const add = (to: number, next: number) => {
    if (from < to) pieces.push({ start: piece.start + from, end: piece.start + to });
    from = next;
  };
  let found = false;
  for (const [start, end] of typeof separator === "string"
    ? occurrences(slice, separator)
    : segmented(slice, separator)) {
    found = true;
    if (start < from) continue;
    const before = boundaryBefore(slice, start, from);
    const behind = boundaryBehind(slice, end, from);
    if (keep === "start") add(before, before);
    else if (keep === "end") add(behind, behind);
    else add(before, behind);
  }
  add(slice.length, slice.length);
  return found ? pieces : undefined;
}

/** Where `separator` is in `text`. A line end in it is any one. */
function* occurrences(text: string, separator: string): Generator<readonly [start: number, end: number]> {
  if (separator.includes("\n") && text.includes("\r\n")) {
    for (const { index, 0: found } of text.matchAll(new RegExp(escape(separator).replaceAll("\n", "\\r?\\n"), "g")))
      yield [index, index + found.length];
    return;
  }
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length))
    yield [at, at + separator.length];
}

/** The beginnings of what a segmenter finds: nothing is between two of them. */
function* segmented(text: string, segmenter: Intl.Segmenter): Generator<readonly [start: number, end: number]> {
  for (const { index } of segmenter.segment(text)) if (index > 0) yield [index, index];
}

function escape(text: string): string {
  return text.replace(/[/\-\\^$*+?.()|[\]{}]/g, String.raw`\$&`);
}
