import { describe, expect, it } from "vitest";
import { Document } from "../../retrievers/document.ts";
import { BM25Retriever, type BM25Options } from "./bm25-retriever.ts";

const TEXTS = ["harrison worked at kensho", "bears like to eat honey", "Harrison likes spicy food", "天空是蓝色的"];
const documents = TEXTS.map((pageContent, n) => new Document({ pageContent, metadata: { n }, id: `d${n}` }));
const found = (query: string, options?: BM25Options, of: readonly Document[] = documents) =>
  BM25Retriever.fromDocuments(of, options)
    .invokeSync(query)
    .map(({ pageContent }) => pageContent);

describe("a retriever by keywords", () => {
  it("puts first what says most of the question, and the rarest words of it", () => {
    expect(found("Where did Harrison work? kensho?")).toEqual([TEXTS[0], TEXTS[2]]);
    expect(found("spicy HARRISON")).toEqual([TEXTS[2], TEXTS[0]]);
    expect(found("tax")).toEqual([]);
    expect(found("")).toEqual([]);
  });

  it("counts one rare word for more than many common ones", () => {
    const many = ["to be or not to be", "to see or not to see", "to go or not to go", "a parrot", "not to be or to be"];
    const of = many.map((pageContent) => new Document({ pageContent }));
    expect(found("not to be or to be a parrot", {}, of)[0]).toBe("a parrot");
  });

  it("scores as Okapi BM25 does", () => {
    const of = ["a b", "a a a", "c d e f"].map((pageContent) => new Document({ pageContent }));
    const idf = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5));
    // A document is as long as it has different words: 7 in 3 of them. Each word that is there counts a half more (BM25+).
    const score = (times: number, length: number) =>
      idf * (0.5 + (times * 2.2) / (times + 1.2 * (1 - 0.7 + (0.7 * length) / (7 / 3))));
    for (const query of ["a", "a zebra"])
      expect(BM25Retriever.fromDocuments(of).searchWithScore(query)).toEqual([
        [expect.objectContaining({ pageContent: "a a a" }), expect.closeTo(score(3, 1), 10)],
        [expect.objectContaining({ pageContent: "a b" }), expect.closeTo(score(1, 2), 10)],
      ]);
  });

  it("knows words in scripts without spaces, and in any case and width", () => {
    expect(found("蓝色")).toEqual([TEXTS[3]]);
    expect(found("ＫＥＮＳＨＯ")).toEqual([TEXTS[0]]);
  });

  it("is told how words are looked up, and which", () => {
    const stem = (word: string) => (word === "at" ? null : word.replace(/(ing|ed|s)$/, ""));
    expect(found("working bear", { processTerm: stem })).toEqual([TEXTS[0], TEXTS[1]]);
    expect(found("at", { processTerm: stem })).toEqual([]);
    expect(found("w", { tokenize: (text) => [...text] })).toEqual([TEXTS[0]]);
  });

  it("finds at most k, four by default, and those that its filter lets pass", () => {
    const same = Array.from(
      { length: 9 },
      (_, n) => new Document({ pageContent: "sky", metadata: { odd: n % 2 === 1 } }),
    );
    expect(found("sky", {}, same)).toHaveLength(4);
    expect(found("sky", { k: 2 }, same)).toHaveLength(2);
    expect(found("sky", { k: 9, filter: { odd: true } }, same)).toHaveLength(4);
    expect(found("sky", { k: 9, filter: ({ metadata }) => metadata["odd"] === false }, same)).toHaveLength(5);
    expect(() => found("sky", { k: 0 })).toThrow("k is a whole number from 1 on, not 0.");
  });

  it("passes by what nearly all documents say, unless there is too little without it", () => {
    const of = Array.from(
      { length: 3000 },
      (_, n) => new Document({ pageContent: n % 2 ? `the sky ${n}` : `the sea ${n}` }),
    );
    expect(found("the 17", { k: 1 }, of)).toEqual(["the sky 17"]);
    const two = found("the sky 16", { k: 2 }, of);
    expect(two[0]).toBe("the sea 16");
    expect(two[1]).toMatch(/^the sky/);
    expect(found("the", { k: 5 }, of)).toHaveLength(5);
  });

  it("adds, replaces and removes documents", () => {
    const retriever = BM25Retriever.fromDocuments(documents);
    const texts = (query: string) => retriever.invokeSync(query).map(({ pageContent }) => pageContent);
    const [, given] = retriever.addDocuments([
      new Document({ pageContent: "harrison left kensho", id: "d0" }),
      new Document({ pageContent: "a parrot" }),
    ]);
    expect(texts("worked kensho")).toEqual(["harrison left kensho"]);
    expect(retriever.size).toBe(5);
    expect(retriever.invokeSync("parrot")[0]!.id).toBe(given);
    retriever.delete({ ids: [given!, "nobody"] });
    retriever.delete({ filter: { n: 2 } });
    expect([texts("parrot"), texts("spicy"), retriever.size]).toEqual([[], [], 3]);
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])("takes %s for a word", (word) => {
    expect(found(word)).toEqual([]);
    expect(found(word, {}, [new Document({ pageContent: `the ${word}` }), ...documents])).toEqual([`the ${word}`]);
  });

  it("streams one chunk, and is watched as a retriever", async () => {
    const retriever = BM25Retriever.fromDocuments(documents, { k: 1 });
    const chunks = [];
    for await (const chunk of retriever.stream("kensho")) chunks.push(chunk);
    expect(chunks).toEqual([[documents[0]]]);
    const events = [];
    for await (const { event, name } of retriever.streamEvents("kensho", { version: "v2" })) events.push([event, name]);
    expect(events[0]).toEqual(["on_retriever_start", "BM25Retriever"]);
    expect(events.at(-1)).toEqual(["on_retriever_end", "BM25Retriever"]);
  });
});
