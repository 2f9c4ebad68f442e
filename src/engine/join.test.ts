import fc from "fast-check";
import { expect, it } from "vitest";
import { text } from "./join.ts";

it("joins text in order, however many pieces there are and whenever it is asked for", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.boolean()), { maxLength: 2000, size: "max" }), (pieces) => {
      const gather = text.gather();
      let expected = "";
      for (const [piece, asks] of pieces) {
        gather.add(piece);
        expected += piece;
        if (asks) expect(gather.value()).toBe(expected);
      }
      expect(gather.value()).toBe(expected);
      expect(gather).toMatchObject({ cut: false, empty: pieces.length === 0 });
    }),
    { numRuns: 50 },
  );
});

it("keeps the beginning up to the limit, and nothing behind what did not fit", () => {
  const gather = text.gather({ text: 1000, chunks: 1 });
  for (let piece = 0; piece < 333; piece++) gather.add("abc");
  expect(gather.cut).toBe(false);
  gather.add("de");
  gather.add("f");
  expect(gather).toMatchObject({ cut: true, empty: false });
  expect(gather.value()).toBe("abc".repeat(333));
});
