let segmenter: Intl.Segmenter | undefined;

/** Of a text from `from` on, which is no middle of a character: the last offset up to `at` where none is cut. */
export function boundaryBefore(text: string, at: number, from: number): number {
  if (isPlain(text, at)) return at;
  // Whether a character ends here depends on what is before it, and on the one code point behind.
  const { index } = segments(text.slice(from, at + 2)).containing(at - from)!;
  return from + index;
}

/** The first offset from `at` on where none is cut. */
export function boundaryBehind(text: string, at: number, from: number): number {
  const before = boundaryBefore(text, at, from);
  return before === at ? at : characterEnd(text, before);
}

/** Where the character ends that begins at `from`. */
function characterEnd(text: string, from: number): number {
  if (isPlain(text, from + 1)) return from + 1;
  for (let looked = 16; ; looked *= 2) {
    const to = codePointBefore(text, Math.min(from + looked, text.length));
    const { segment } = segments(text.slice(from, to)).containing(0)!;
    // One that ends with what is looked at may go on behind it.
    if (from + segment.length < to || to === text.length) return from + segment.length;
  }
}

/** `at`, unless it is the middle of a surrogate pair: then what is before that. */
export function codePointBefore(text: string, at: number): number {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at;
}

/** No letter below U+0300 joins another one; only a line end has two of them. */
function isPlain(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return true;
  const before = text.charCodeAt(at - 1);
  const behind = text.charCodeAt(at);
  return before < 0x300 && behind < 0x300 && !(before === 0x0d && behind === 0x0a);
}

function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}
