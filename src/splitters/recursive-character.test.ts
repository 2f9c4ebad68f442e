import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Document } from "../retrievers/document.ts";
import { RecursiveCharacterTextSplitter as Splitter } from "./recursive-character.ts";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const boundariesOf = (text: string) =>
  new Set([...Array.from(graphemes.segment(text), ({ index }) => index), text.length]);

/** Texts with everything that could be cut at, or must not be. */
const texts = fc
  .array(
    fc.constantFrom(
      "a",
      "word",
      " ",
      "  ",
      "\n",
      "\r\n",
      "\n\n",
      ". ",
      "é",
      "e\u0301",
      "漢字",
      "👨‍👩‍👧‍👦",
      "🇦🇧",
      "𝒳",
      " \u0301",
      "\u200d",
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));
const sizes = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.nat({ max: 29 }))
  .map(([chunkSize, overlap]) => ({ chunkSize, chunkOverlap: Math.min(overlap, chunkSize - 1) }));

describe("RecursiveCharacterTextSplitter", () => {
  it("cuts at paragraphs first, then at lines, then at spaces, then anywhere", () => {
    const splitter = new Splitter({ chunkSize: 10, chunkOverlap: 0 });
    expect(splitter.splitText("one two\n\nthree\nfour five six\n\nabcdefghijklmno")).toEqual([
      "one two",
      "three",
      "four five",
      "six",
      "abcdefghij",
      "klmno",
    ]);
  });

  it("begins a chunk with the end of the one before it", () => {
    const splitter = new Splitter({ chunkSize: 9, chunkOverlap: 4 });
    expect(splitter.splitText("a b c d e f g h")).toEqual(["a b c d e", "d e f g", "f g h"]);
    expect(splitter.splitText("abcdefghijklmnop")).toEqual(["abcdefghi", "fghijklmn", "klmnop"]);
  });

  it("leaves a text whole that fits, and gives nothing for one that is empty or white space", () => {
    const splitter = new Splitter({ chunkSize: 8 });
    expect(splitter.splitText(" a\n\nb\nc ")).toEqual(["a\n\nb\nc"]);
    expect(splitter.splitText("")).toEqual([]);
    expect(splitter.splitText(" \n\n ".repeat(9))).toEqual([]);
  });

  it("gives parts of the text, in order, no longer than they may be, which leave out nothing but white space", () => {
    fc.assert(
      fc.property(
        texts,
        sizes,
        fc.constantFrom(true, "end" as const),
        (text, { chunkSize, chunkOverlap }, keepSeparator) => {
          const splitter = new Splitter({ chunkSize, chunkOverlap, keepSeparator });
          const chunks = splitter.createDocuments([text]);
          const boundaries = boundariesOf(text);
          const longest = Math.max(0, ...[...boundaries].map((at, n, all) => at - (all[n - 1] ?? 0)));
          let covered = 0;
          let before = -1;
          for (const { pageContent, metadata } of chunks) {
            const { start, end } = metadata.loc;
            expect(text.slice(start, end)).toBe(pageContent);
            expect(pageContent.length).toBeGreaterThan(0);
            // A pair of surrogates is never cut.
            expect(pageContent.length).toBeLessThanOrEqual(Math.max(chunkSize, 2));
            expect(start).toBeGreaterThanOrEqual(before);
            expect(end).toBeGreaterThan(covered);
            expect(covered - start).toBeLessThanOrEqual(chunkOverlap);
            expect(text.slice(Math.min(covered, start), start).trim()).toBe("");
            expect(pageContent).not.toMatch(/\p{Surrogate}/u);
            // A character that is longer than a chunk has to be cut.
            if (chunkSize >= longest) expect([boundaries.has(start), boundaries.has(end)]).toEqual([true, true]);
            [before, covered] = [start, end];
          }
          expect(text.slice(covered).trim()).toBe("");
        },
      ),
      {
        numRuns: 200,
        examples: [
          ["👨‍👩‍👧‍👦‍", { chunkSize: 11, chunkOverlap: 0 }, true],
          ["👨‍👩‍👧‍👦‍👨‍👩‍👧‍👦", { chunkSize: 17, chunkOverlap: 1 }, true],
        ],
      },
    );
  });

  it("keeps to a length that is not the sum of those of the parts", () => {
    // More in the whole than in its parts.
    const lengthFunction = (text: string) => text.length + Math.floor(text.length ** 2 / 20);
    fc.assert(
      fc.property(texts, sizes, (text, size) => {
        const splitter = new Splitter({ ...size, lengthFunction });
        const chunks = splitter.createDocuments([text]);
        let covered = 0;
        for (const { pageContent, metadata } of chunks) {
          if (pageContent.length > 2) expect(lengthFunction(pageContent)).toBeLessThanOrEqual(size.chunkSize);
          expect(metadata.loc.end).toBeGreaterThan(covered);
          expect(text.slice(Math.min(covered, metadata.loc.start), metadata.loc.start).trim()).toBe("");
          covered = metadata.loc.end;
        }
        expect(text.slice(covered).trim()).toBe("");
      }),
      { numRuns: 100 },
    );
  });

  it("measures no more than a few times the text, however long it is", () => {
    const measured = (text: string) => {
      let units = 0;
      const lengthFunction = (part: string) => {
        units += part.length;
        return Math.ceil(part.length / 4);
      };
      new Splitter({ chunkSize: 100, lengthFunction }).splitText(text);
      return units;
    };
    for (const text of ["a", "word ", "line of words\n", "a\n\n", "e\u0301"]) {
      const [once, twice] = [measured(text.repeat(2_000)), measured(text.repeat(4_000))];
      expect(twice / once).toBeLessThan(2.5);
      expect(twice).toBeLessThan(text.length * 4_000 * 30);
    }
  });

  it("cuts at line ends of Windows, and never between the two parts of one", () => {
    const splitter = new Splitter({ chunkSize: 12, chunkOverlap: 0 });
    expect(splitter.splitText("one two\r\n\r\nthree four\r\nfive")).toEqual(["one two", "three four", "five"]);
  });

  it("leaves a separator out, or at the end of what is before it, if told to", () => {
    const text = "a,b,c,d";
    const split = (keepSeparator: boolean | "start" | "end") =>
      new Splitter({ chunkSize: 4, chunkOverlap: 0, separators: [","], keepSeparator }).splitText(text);
    expect(split(true)).toEqual(["a,b", ",c,d"]);
    expect(split("start")).toEqual(split(true));
    expect(split("end")).toEqual(["a,b,", "c,d"]);
    expect(split(false)).toEqual(["a,b", "c,d"]);
  });

  it("leaves the text around a separator alone, where the separator is a part of a character", () => {
    const splitter = new Splitter({ chunkSize: 4, chunkOverlap: 0, separators: ["👩"], keepSeparator: false });
    expect(splitter.splitText("abc👩def")).toEqual(["abc", "def"]);
    const kept = new Splitter({ chunkSize: 12, chunkOverlap: 0, separators: ["👩"] });
    expect(kept.splitText("abc👨‍👩‍👧def")).toEqual(["abc", "👨‍👩‍👧def"]);
  });

  it("finds sentences with the platform's segmenter", () => {
    const sentences = new Intl.Segmenter("en", { granularity: "sentence" });
    const splitter = new Splitter({ chunkSize: 25, chunkOverlap: 0, separators: [sentences, ""] });
    expect(splitter.splitText("It costs 3.50 here. Is that so? Yes! It is.")).toEqual([
      "It costs 3.50 here.",
      "Is that so? Yes! It is.",
    ]);
  });

  it("gives what no separator cuts as it is, where it may not be cut anywhere", () => {
    expect(new Splitter({ chunkSize: 3, separators: [" "] }).splitText("abcdef g")).toEqual(["abcdef", "g"]);
  });

  it("keeps white space, if told to", () => {
    const splitter = new Splitter({ chunkSize: 9, chunkOverlap: 0, separators: ["\n"], stripWhitespace: false });
    expect(splitter.splitText("if a:\n  b\n  c\n")).toEqual(["if a:\n  b", "\n  c\n"]);
  });

  it("cuts programs before their parts", () => {
    const code = "import os\n\ndef one():\n    return 1\n\ndef two():\n    return 2\n";
    const splitter = Splitter.fromLanguage("python", { chunkSize: 30, chunkOverlap: 0 });
    expect(splitter.splitText(code)).toEqual(["import os", "def one():\n    return 1", "def two():\n    return 2"]);
    expect(() => Splitter.fromLanguage("toString" as never)).toThrow("no separators for the language toString");
  });

  it("says where a chunk stands, in lines and offsets, and keeps what is known of its document", () => {
    const [document] = [new Document({ pageContent: "one\ntwo\nthree", metadata: { source: "a.txt" }, id: "1" })];
    const splitter = new Splitter({ chunkSize: 7, chunkOverlap: 0 });
    expect(splitter.splitDocuments([document])).toEqual([
      new Document({
        pageContent: "one\ntwo",
        metadata: { source: "a.txt", loc: { lines: { from: 1, to: 2 }, start: 0, end: 7 } },
      }),
      new Document({
        pageContent: "three",
        metadata: { source: "a.txt", loc: { lines: { from: 3, to: 3 }, start: 8, end: 13 } },
      }),
    ]);
  });

  it("says where a chunk of a chunk stands in the whole text", () => {
    const text = "one\ntwo\n\nthree\nfour\n\nfive\nsix";
    const coarse = new Splitter({ chunkSize: 12, chunkOverlap: 0 }).createDocuments([text]);
    const fine = new Splitter({ chunkSize: 5, chunkOverlap: 0 }).splitDocuments(coarse);
    expect(fine.map(({ pageContent }) => pageContent)).toEqual(["one", "two", "three", "four", "five", "six"]);
    for (const { pageContent, metadata } of fine) {
      const { start, end, lines } = metadata.loc;
      expect(text.slice(start, end)).toBe(pageContent);
      expect(lines).toEqual({
        from: text.slice(0, start).split("\n").length,
        to: text.slice(0, end).split("\n").length,
      });
    }
  });

  it("streams the chunks of each document as it comes", async () => {
    const read: string[] = [];
    async function* documents() {
      for (const pageContent of ["a b", "c d", "e f"]) {
        read.push(pageContent);
        yield new Document({ pageContent });
      }
    }
    const splitter = new Splitter({ chunkSize: 1, chunkOverlap: 0 });
    for await (const chunks of splitter.transform(documents())) {
      expect(chunks.map(({ pageContent }) => pageContent)).toEqual(["a", "b"]);
      break;
    }
    expect(read).toEqual(["a b"]);
    const all = await splitter.transform(documents()).final();
    expect(all.map(({ pageContent }) => pageContent).join("")).toBe("abcdef");
    expect(splitter.invokeSync([])).toEqual([]);
  });

  it("refuses sizes that do not go together, and what is no document", async () => {
    const make = (options: object) => () => new Splitter(options);
    expect(make({ chunkSize: 0 })).toThrow("chunkSize is a length above 0, not 0");
    expect(make({ chunkSize: Number.NaN })).toThrow("chunkSize");
    expect(make({ chunkOverlap: -1 })).toThrow("chunkOverlap is a length, not -1");
    expect(make({ chunkSize: 10, chunkOverlap: 10 })).toThrow(
      "chunkOverlap, which is 10, is less than chunkSize, which is 10",
    );
    const measured = new Splitter({ lengthFunction: () => Number.NaN });
    expect(() => measured.splitText("a")).toThrow("The lengthFunction gives a number of at least 0, and gave NaN.");
    await expect(new Splitter().invoke(["text" as never])).rejects.toMatchObject({ code: "config" });
    await expect(new Splitter().invoke([null as never])).rejects.toThrow("was given null");
  });
});
