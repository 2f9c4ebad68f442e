import { describe, expect, it, onTestFinished } from "vitest";
import { Embeddings } from "../../src/embeddings/embeddings.ts";
import { Document } from "../../src/retrievers/document.ts";
import { LibSQLVectorStore } from "../../src/stores/libsql/libsql-vector-store.ts";
import type { MetadataFilter } from "../../src/vectorstores/filter.ts";
import { InMemoryVectorStore } from "../../src/vectorstores/in-memory.ts";
import type { VectorStore } from "../../src/vectorstores/vector-store.ts";
import { thrown } from "../contract/ways.ts";

/** "3 4" is the vector [3, 4]. */
class Written extends Embeddings {
  async embedDocuments(texts: readonly string[]): Promise<number[][]> {
    return texts.map((text) => text.split(" ").map(Number));
  }
}

/** What each store has beside what a `VectorStore` is. */
type Sized = VectorStore<MetadataFilter> & { readonly size: number };

const stores: readonly [name: string, make: () => Sized][] = [
  ["InMemoryVectorStore", () => new InMemoryVectorStore(new Written()) as unknown as Sized],
  [
    "LibSQLVectorStore",
    () => {
      const store = new LibSQLVectorStore(new Written(), { path: ":memory:" });
      onTestFinished(() => store.close());
      return store;
    },
  ],
];

const at = (pageContent: string, metadata = {}, id?: string) =>
  new Document({ pageContent, metadata, ...(id !== undefined && { id }) });
const texts = (documents: readonly Document[]) => documents.map(({ pageContent }) => pageContent);

/** What is the same of any store: to move from one to another is to change a line. */
describe.each(stores)("%s", (_, make) => {
  const store = async (...documents: readonly Document[]) => {
    const made = make();
    await made.addDocuments(documents);
    return made;
  };

  it("finds what is nearest, with its cosine and all of it, the first added first", async () => {
    const one = await store(at("0 1"), at("10 0", { a: [1, { b: null }] }, "x"), at("3 4"), at("30 40"), at("-1 0"));
    const found = await one.similaritySearchWithScore("1 0", 9);
    expect(found.map(([document, score]) => [document.pageContent, Number(score.toFixed(6)) + 0])).toEqual([
      ["10 0", 1],
      ["3 4", 0.6],
      ["30 40", 0.6],
      ["0 1", 0],
      ["-1 0", -1],
    ]);
    expect(found[0]![0]).toEqual(at("10 0", { a: [1, { b: null }] }, "x"));
    expect(await one.similaritySearch("1 0", 1)).toHaveLength(1);
    expect(await one.similaritySearch("1 0")).toHaveLength(4);
    expect(await make().similaritySearch("1 0")).toEqual([]);
  });

  it("gives ids, takes them, and replaces by them, in the same place", async () => {
    const one = make();
    const ids = await one.addDocuments([at("1 0", {}, "mine"), at("0 1")]);
    expect(ids).toEqual(["mine", expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    await one.addDocuments([at("0 2", { second: true }, "mine"), at("5 0", {}, "twice"), at("0 3", {}, "twice")]);
    expect((await one.similaritySearch("0 1")).map(({ id }) => id)).toEqual([...ids, "twice"]);
    expect(one.size).toBe(3);
  });

  const SHELF = [
    at("1 0", { lang: "en", year: 1, ok: true, none: null }, "a"),
    at("1 1", { lang: "de", year: 2, ok: false }, "b"),
    at("0 1", { lang: "en", year: 2.5, "a.b": "dot", "q\"uo'te": "quoted", nul: "a\0b" }, "c"),
    at("0 2", JSON.parse('{"__proto__": "proto", "constructor": "c", "": "empty", "lang": "EN"}'), "d"),
  ];
  it.each<[MetadataFilter, string]>([
    [{}, "abcd"],
    [{ lang: "en" }, "ac"],
    [{ lang: "en", year: 2.5 }, "c"],
    [{ lang: "fr" }, ""],
    [{ year: 1 }, "a"],
    [{ year: "1" }, ""],
    [{ ok: true }, "a"],
    [{ ok: false }, "b"],
    [{ ok: 1 }, ""],
    [{ ok: "true" }, ""],
    [{ none: null }, "a"],
    [{ missing: null }, ""],
    [{ "a.b": "dot" }, "c"],
    [{ "q\"uo'te": "quoted" }, "c"],
    [{ nul: "a\0b" }, "c"],
    [{ nul: "a" }, ""],
    [{ nul: "a\0c" }, ""],
    [JSON.parse('{"__proto__": "proto"}'), "d"],
    [JSON.parse('{"__proto__": "x"}'), ""],
    [{ constructor: "c" } as never, "d"],
    [{ "": "empty" }, "d"],
    [{ lang: "' or 1=1 --" }, ""],
    [{ lang: '" or ""="' }, ""],
    [{ "lang') or 1=1 --": "en" }, ""],
    [{ "$.lang": "en" }, ""],
    [{ lang: "%" }, ""],
    [{ lang: "e\ud800" }, ""],
  ])("looks at, and removes, what the filter %j lets pass", async (filter, ids) => {
    const one = await store(...SHELF);
    const found = await one.similaritySearch("1 0", 9, filter);
    expect(found.map(({ id }) => id).join("")).toBe(ids);
    const mmr = await one.maxMarginalRelevanceSearch("1 0", { k: 9, filter });
    expect(
      mmr
        .map(({ id }) => id!)
        .toSorted()
        .join(""),
    ).toBe(ids);
    await one.delete({ filter });
    expect((await one.similaritySearch("1 0", 9)).map(({ id }) => id).join("")).toBe(
      "abcd".replace(new RegExp(`[${ids || "-"}]`, "g"), ""),
    );
  });

  it.each([undefined, { $ne: "en" }, ["en"], Number.NaN, 1n, () => "en"])("refuses a filter by %s", async (value) => {
    const one = await store(...SHELF);
    const filter = { lang: value } as never;
    expect(await thrown(() => one.similaritySearch("1 0", 9, filter))).toMatchObject({ code: "config" });
    expect(await thrown(() => one.delete({ filter }))).toMatchObject({ code: "config" });
    expect(one.size).toBe(4);
  });

  it("removes by ids", async () => {
    const one = await store(...SHELF);
    await one.delete({ ids: ["a", "nobody", "' or 1=1 --", "c"] });
    expect((await one.similaritySearch("1 0")).map(({ id }) => id)).toEqual(["b", "d"]);
    await one.delete({ ids: ["b", "d"] });
    // Of another length now, since there is none any more.
    await one.addDocuments([at("1 0 0")]);
    expect(texts(await one.similaritySearch("1 0 0"))).toEqual(["1 0 0"]);
  });

  it("keeps any text, and any id", async () => {
    class One extends Embeddings {
      async embedDocuments(all: readonly string[]): Promise<number[][]> {
        return all.map(() => [1]);
      }
    }
    const one = make();
    (one as { embeddings: Embeddings }).embeddings = new One();
    const odd = ["", "a\0b", "a\0c", "\ud800", "'; drop table documents; --", "🦜\u2028\n", "x".repeat(100_000)];
    const documents = odd.map((text) => at(text, { [text]: text }, text));
    await one.addDocuments(documents);
    expect(await one.similaritySearch("?", 9)).toEqual(documents);
    await one.delete({ ids: odd.slice(1, 3) });
    expect(one.size).toBe(odd.length - 2);
  });

  it("adds all or nothing", async () => {
    const one = await store(at("1 0"));
    for (const wrong of ["1 2 3", "1 x", "0 0"])
      expect(await thrown(() => one.addDocuments([at("1 1"), at(wrong)]))).toMatchObject({ code: "config" });
    expect(await thrown(() => one.addVectors([[1, 2]], []))).toMatchObject({ code: "config" });
    const loop: Record<string, unknown> = {};
    loop["loop"] = loop;
    if (!(one instanceof InMemoryVectorStore))
      expect(await thrown(() => one.addDocuments([at("1 1"), at("1 1", loop)]))).toMatchObject({ code: "config" });
    expect(one.size).toBe(1);
  });

  it("says what is wrong with a question", async () => {
    const one = await store(at("1 0"));
    for (const wrong of ["1 2 3", "1 x", "0 0"])
      expect(await thrown(() => one.similaritySearch(wrong))).toMatchObject({ code: "config" });
    expect(await thrown(() => one.similaritySearch("1 0", 0))).toMatchObject({ code: "config" });
  });

  it("finds what is unlike each other", async () => {
    const one = await store(at("10 1"), at("10 1.01"), at("8 -5"), at("-1 10"));
    expect(texts(await one.maxMarginalRelevanceSearch("1 0", { k: 2 }))).toEqual(["10 1", "8 -5"]);
  });

  it("is used by many at a time", async () => {
    const one = await store(at("1 0"));
    const work = Array.from({ length: 30 }, async (__, n) => {
      const ids = await one.addDocuments([at(`1 ${n}`, { n }), at(`2 ${n}`, { n })]);
      const [found] = await one.similaritySearch(`1 ${n}`, 1, { n });
      if (n % 2) await one.delete({ ids });
      return found?.metadata["n"];
    });
    expect(await Promise.all(work)).toEqual(Array.from({ length: 30 }, (__, n) => n));
    expect(one.size).toBe(31);
  });

  it("is a retriever", async () => {
    const one = await store(at("1 0"), at("1 1"), at("0 1"));
    expect(texts(await one.asRetriever({ k: 1 }).invoke("1 0"))).toEqual(["1 0"]);
    const near = one.asRetriever({ searchType: "similarity_score_threshold", scoreThreshold: 0.5 });
    expect(texts(await near.invoke("1 0"))).toEqual(["1 0", "1 1"]);
  });
});
