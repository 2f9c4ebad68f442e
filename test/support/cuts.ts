import fc from "fast-check";

/** A text, cut into pieces in any way; empty pieces are among them. */
export function cuts(text: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  return text.chain((whole) =>
    fc.array(fc.nat(whole.length), { maxLength: 12 }).map((places) => {
      const ends = [...places.toSorted((a, b) => a - b), whole.length];
      return ends.map((end, i) => whole.slice(ends[i - 1] ?? 0, end));
    }),
  );
}
