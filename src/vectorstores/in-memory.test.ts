import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { Embeddings, type EmbeddingsConfig } from "../embeddings/embeddings.ts";
import { Document } from "../retrievers/document.ts";
import { InMemoryVectorStore } from "./in-memory.ts";

/** "3 4" is the vector [3, 4]. */
class Written extends Embeddings {
  readonly asked: [texts: number, config: EmbeddingsConfig | undefined][] = [];

  async embedDocuments(texts: readonly string[], config?: EmbeddingsConfig): Promise<number[][]> {
    this.asked.push([texts.length, config]);
    return texts.map((text) => text.split(" ").map(Number));
  }
}

const at = (pageContent: string, metadata = {}, id?: string) =>
  new Document({ pageContent, metadata, ...(id !== undefined && { id }) });
const store = (...documents: readonly Document[]) => InMemoryVectorStore.fromDocuments(documents, new Written());
const texts = (documents: readonly Document[]) => documents.map(({ pageContent }) => pageContent);

describe("a search", () => {
  it("gives the documents nearest in direction, the best first, with their cosines", async () => {
    const found = await (await store(at("0 1"), at("10 0"), at("3 4"))).similaritySearchWithScore("1 0", 2);
    expect(found.map(([document, score]) => [document.pageContent, Number(score.toFixed(6))])).toEqual([
      ["10 0", 1],
      ["3 4", 0.6],
    ]);
  });

  it("gives of documents that are as near those first that were added first", async () => {
    const many = await store(...Array.from({ length: 50 }, (_, n) => at("1 1", { n })));
    expect((await many.similaritySearch("1 1", 7)).map(({ metadata }) => metadata["n"])).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("finds what a sort of all cosines finds", async () => {
    let seed = 1;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
    const vectors = Array.from({ length: 500 }, () => Array.from({ length: 13 }, random));
    const many = new InMemoryVectorStore(new Written());
    await many.addVectors(
      vectors,
      vectors.map((_, n) => at("", { n })),
    );
    const norm = (v: number[]) => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
    for (const k of [1, 10, 500, 1000]) {
      const query = Array.from({ length: 13 }, random);
      const scores = vectors.map((v) => v.reduce((sum, x, i) => sum + x * query[i]!, 0) / (norm(v) * norm(query)));
      const order = [...scores.keys()].toSorted((a, b) => scores[b]! - scores[a]!).slice(0, k);
      const found = await many.similaritySearchVectorWithScore(query, k);
      expect(found.map(([{ metadata }]) => metadata["n"])).toEqual(order);
      for (const [n, [, score]] of found.entries()) expect(score).toBeCloseTo(scores[order[n]!]!, 5);
    }
  });

  it("gives all where there are less, four by default, and nothing of nothing", async () => {
    const five = await store(at("1 0"), at("1 1"), at("1 2"), at("1 3"), at("1 4"));
    expect(await five.similaritySearch("1 0", 9)).toHaveLength(5);
    expect(await five.similaritySearch("1 0")).toHaveLength(4);
    expect(await (await store()).similaritySearch("1 0")).toEqual([]);
  });

  it("takes typed arrays, and never says more than 1", async () => {
    const one = new InMemoryVectorStore(new Written());
    const vector = Float64Array.from({ length: 384 }, (_, i) => Math.sin(i));
    await one.addVectors([vector], [at("")]);
    const [[, score]] = (await one.similaritySearchVectorWithScore(vector)) as [[Document, number]];
    expect(score).toBeLessThanOrEqual(1);
    expect(score).toBeCloseTo(1, 6);
  });
});

describe("a filter", () => {
  const shelf = () =>
    store(at("1 0", { lang: "en", year: 1 }), at("1 1", { lang: "de", year: 2 }), at("0 1", { lang: "en", year: 2 }));

  it("is an object of what metadata have", async () => {
    expect(texts(await (await shelf()).similaritySearch("1 0", 4, { lang: "en" }))).toEqual(["1 0", "0 1"]);
    expect(texts(await (await shelf()).similaritySearch("1 0", 4, { lang: "en", year: 2 }))).toEqual(["0 1"]);
    expect(await (await shelf()).similaritySearch("1 0", 4, {})).toHaveLength(3);
  });

  it("is a function, which is asked of those alone that are near enough", async () => {
    const asked: unknown[] = [];
    const many = await store(...Array.from({ length: 100 }, (_, n) => at(`100 ${n}`, { n })));
    const even = ({ metadata }: Document) => {
      asked.push(metadata["n"]);
      return (metadata["n"] as number) % 2 === 0;
    };
    expect((await many.similaritySearch("1 0", 3, even)).map(({ metadata }) => metadata["n"])).toEqual([0, 2, 4]);
    expect(asked).toEqual([0, 1, 2, 3, 4]);
  });

  it("lets nothing pass of which it does not say true", async () => {
    const late = (async () => true) as never;
    expect(await (await shelf()).similaritySearch("1 0", 4, late)).toEqual([]);
  });

  it.each([
    ["lang", undefined, "undefined"],
    ["lang", { $ne: "en" }, "object"],
    ["year", Number.NaN, "NaN"],
  ])("refuses %s: %s, which would match what nobody meant", async (key, value, said) => {
    const error = await thrown(async () => (await shelf()).similaritySearch("1 0", 4, { [key]: value } as never));
    expect(error).toMatchObject({ code: "config" });
    expect((error as Error).message).toBe(
      `The filter's "${key}" is ${said}: it takes strings, finite numbers, booleans and null.`,
    );
  });

  it("reads own keys alone", async () => {
    expect(await (await shelf()).similaritySearch("1 0", 4, { constructor: "Object" } as never)).toEqual([]);
    const odd = await store(at("1 0", JSON.parse('{"__proto__": "x"}')));
    expect(await odd.similaritySearch("1 0", 4, JSON.parse('{"__proto__": "x"}'))).toHaveLength(1);
    expect(await odd.similaritySearch("1 0", 4, JSON.parse('{"__proto__": "y"}'))).toHaveLength(0);
  });
});

describe("documents", () => {
  it("are given ids, and found with them", async () => {
    const empty = new InMemoryVectorStore(new Written());
    const ids = await empty.addDocuments([at("1 0", {}, "mine"), at("0 1")]);
    expect(ids).toEqual(["mine", expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect((await empty.similaritySearch("0 1")).map(({ id }) => id)).toEqual(ids.toReversed());
  });

  it("take the place of those with their id", async () => {
    const one = await store(at("1 0", {}, "a"), at("0 1", {}, "b"));
    await one.addDocuments([at("-1 0", {}, "a"), at("1 1", {}, "c"), at("1 2", {}, "c")]);
    expect(one.size).toBe(3);
    expect(texts(await one.similaritySearch("1 0"))).toEqual(["1 2", "0 1", "-1 0"]);
  });

  it("go by their ids, or by a filter", async () => {
    const five = await store(...["a", "b", "c", "d", "e"].map((id, n) => at(`1 ${n}`, { odd: n % 2 === 1 }, id)));
    await five.delete({ ids: ["a", "c", "nobody"] });
    expect(texts(await five.similaritySearch("1 0"))).toEqual(["1 1", "1 3", "1 4"]);
    await five.delete({ filter: { odd: true } });
    expect(texts(await five.similaritySearch("1 0"))).toEqual(["1 4"]);
    await five.addDocuments([at("1 0", {}, "e"), at("2 0", {}, "a")]);
    expect(texts(await five.similaritySearch("1 0"))).toEqual(["1 0", "2 0"]);
    await five.delete({ filter: () => true });
    expect(five.size).toBe(0);
    // Of another length now, since there is none any more.
    await five.addDocuments([at("1 0 0")]);
    expect(five.size).toBe(1);
  });

  it("are added all or not at all", async () => {
    const one = await store(at("1 0"));
    for (const wrong of ["1 2 3", "1 x", "0 0", "1e300 1e300", "1 Infinity"])
      expect(await thrown(() => one.addDocuments([at("1 1"), at(wrong)]))).toMatchObject({ code: "config" });
    expect(one.size).toBe(1);
  });

  it("that are added at the same time are all there", async () => {
    const one = new InMemoryVectorStore(new Written());
    await Promise.all(Array.from({ length: 20 }, (_, n) => one.addDocuments([at(`1 ${n}`), at(`2 ${n}`)])));
    expect(one.size).toBe(40);
    expect(await one.similaritySearch("1 3", 40)).toHaveLength(40);
  });

  it("are embedded some thousand at a time, with the config that was given", async () => {
    const embeddings = new Written();
    const config = { signal: new AbortController().signal };
    await new InMemoryVectorStore(embeddings).addDocuments(
      Array.from({ length: 5000 }, () => at("1 0")),
      config,
    );
    expect(embeddings.asked).toEqual([
      [2048, config],
      [2048, config],
      [904, config],
    ]);
  });

  it("are not added when the signal aborts between two requests", async () => {
    const controller = new AbortController();
    class Aborting extends Written {
      override embedDocuments(texts: readonly string[], config?: EmbeddingsConfig) {
        controller.abort("enough");
        return super.embedDocuments(texts, config);
      }
    }
    const one = new InMemoryVectorStore(new Aborting());
    const many = Array.from({ length: 5000 }, () => at("1 0"));
    const error = await thrown(() => one.addDocuments(many, { signal: controller.signal }));
    expect(error).toMatchObject({ code: "aborted", cause: "enough" });
    expect([one.size, (one.embeddings as Written).asked.length]).toEqual([0, 1]);
  });

  it("are made of texts, with the metadata of each or of all", async () => {
    const each = await InMemoryVectorStore.fromTexts(["1 0", "0 1"], [{ n: 0 }, { n: 1 }], new Written());
    const all = await InMemoryVectorStore.fromTexts(["1 0", "0 1"], { by: "ann" }, new Written());
    expect((await each.similaritySearch("1 0")).map(({ metadata }) => metadata)).toEqual([{ n: 0 }, { n: 1 }]);
    expect((await all.similaritySearch("1 0")).map(({ metadata }) => metadata)).toEqual([{ by: "ann" }, { by: "ann" }]);
  });
});

describe("a vector that is none", () => {
  it.each([
    [
      "1 2 3",
      "The vector of the question has 3 numbers, and those of the store have 2: other embeddings have made it.",
    ],
    ["1 x", "The vector of the question has NaN at 1: it is no number."],
    ["Infinity 1", "The vector of the question has Infinity at 0: it is no number."],
    ["0 0", "The vector of the question has no direction: all of it is 0."],
    ["1e200 1e200", "The vector of the question has no direction: it is too long."],
  ])("%s is an error that says why", async (query, message) => {
    const error = await thrown(async () => (await store(at("1 0"))).similaritySearch(query));
    expect(error).toMatchObject({ code: "config", message });
  });

  it("is an error of the document that it is of", async () => {
    const error = await thrown(() => store(at("1 0"), at("0 0")));
    expect((error as Error).message).toBe("The vector of document 1 has no direction: all of it is 0.");
  });

  it("or is not there, is an error too", async () => {
    class Lazy extends Embeddings {
      embedDocuments(): Promise<number[][]> {
        return Promise.resolve([[1]]);
      }
    }
    const two = [at("a"), at("b")];
    expect(await thrown(() => InMemoryVectorStore.fromDocuments(two, new Lazy()))).toMatchObject({
      message: "The embeddings gave 1 vectors for 2 texts.",
    });
    expect(await thrown(() => new InMemoryVectorStore(new Lazy()).addVectors([], two))).toMatchObject({
      message: "There are 0 vectors for 2 documents.",
    });
  });
});

it.each([0, -1, 1.5, Number.NaN, "4"])("k = %s is refused", async (k) => {
  const error = await thrown(async () => (await store(at("1 0"))).similaritySearch("1 0", k as number));
  expect(error).toMatchObject({ code: "config", message: `k is a whole number from 1 on, not ${k}.` });
});

describe("maximal marginal relevance", () => {
  // Two that say the same, one that is a little further off, and one that has nothing to do with it.
  const four = () => store(at("10 1"), at("10 1.01"), at("8 -5"), at("-1 10"));

  it("gives what is like the question, and unlike what was given", async () => {
    const found = await (await four()).maxMarginalRelevanceSearch("1 0", { k: 2 });
    expect(texts(found)).toEqual(["10 1", "8 -5"]);
  });

  it("is a plain search at lambda 1, and looks for what is different at 0", async () => {
    const one = await four();
    expect(texts(await one.maxMarginalRelevanceSearch("1 0", { k: 3, lambda: 1 }))).toEqual([
      "10 1",
      "10 1.01",
      "8 -5",
    ]);
    expect(texts(await one.maxMarginalRelevanceSearch("1 0", { k: 2, lambda: 0 }))).toEqual(["10 1", "-1 10"]);
  });

  it("chooses among the nearest alone, and among those that a filter lets pass", async () => {
    const one = await four();
    expect(texts(await one.maxMarginalRelevanceSearch("1 0", { k: 2, fetchK: 2, lambda: 0 }))).toEqual([
      "10 1",
      "10 1.01",
    ]);
    const filter = ({ pageContent }: Document) => pageContent !== "10 1";
    expect(texts(await one.maxMarginalRelevanceSearch("1 0", { filter, k: 9 }))).toEqual(["10 1.01", "8 -5", "-1 10"]);
  });

  it.each([
    [{ lambda: 2 }, "lambda is a number from 0 to 1, not 2."],
    [{ lambda: Number.NaN }, "lambda is a number from 0 to 1, not NaN."],
    [{ fetchK: 0 }, "fetchK is a whole number from 1 on, not 0."],
  ])("refuses %j", async (options, message) => {
    const one = await four();
    expect(await thrown(() => one.maxMarginalRelevanceSearch("1 0", options))).toMatchObject({ message });
  });
});
