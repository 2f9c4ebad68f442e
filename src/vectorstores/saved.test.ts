import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { HashEmbeddings } from "../embeddings/hash.ts";
import { Document } from "../retrievers/document.ts";
import { InMemoryVectorStore } from "./in-memory.ts";

const embeddings = new HashEmbeddings({ dimensions: 16 });
const DOCUMENTS = [
  new Document({ pageContent: "the sky is blue", id: "a", metadata: { page: 1, tags: ["sky"] } }),
  new Document({ pageContent: "天空 \ud800 🦜", id: "b", metadata: JSON.parse('{"__proto__": {"x": 1}}') }),
  new Document({ pageContent: "", id: "c" }),
];
const store = () => InMemoryVectorStore.fromDocuments(DOCUMENTS, embeddings);

describe("a store that was saved", () => {
  it("is the same when it is loaded, and goes on", async () => {
    const one = await store();
    const other = InMemoryVectorStore.load(one.save(), embeddings);
    for (const query of ["sky", "天空", ""])
      expect(await other.similaritySearchWithScore(query)).toEqual(await one.similaritySearchWithScore(query));
    await other.addDocuments([
      new Document({ pageContent: "the sky is grey", id: "a" }),
      new Document({ pageContent: "x" }),
    ]);
    expect([other.size, one.size]).toEqual([4, 3]);
    expect((await other.similaritySearch("the sky is grey", 1))[0]!.pageContent).toBe("the sky is grey");
    expect(({} as { x?: number }).x).toBe(undefined);
  });

  it("can be empty, and be in the middle of other bytes", async () => {
    const empty = InMemoryVectorStore.load(new InMemoryVectorStore(embeddings).save(), embeddings);
    expect(await empty.similaritySearch("sky")).toEqual([]);
    const bytes = (await store()).save();
    const around = new Uint8Array(bytes.length + 3);
    around.set(bytes, 3);
    expect(InMemoryVectorStore.load(around.subarray(3), embeddings).size).toBe(3);
  });

  it("is refused where it was cut off, anywhere", async () => {
    const bytes = (await store()).save();
    for (let length = 0; length < bytes.length; length++)
      expect(await thrown(() => InMemoryVectorStore.load(bytes.subarray(0, length), embeddings))).toMatchObject({
        code: "store",
      });
  });

  it.each<[string, number, number]>([
    ["they do not begin as one does", 0, 0],
    ["their version is 2, and this can read 1", 4, 2],
    ["they are cut off", 8, 17],
    ["their documents are damaged", 16, 0x7b],
    ["vector 2 is damaged", -1, 0x7f],
  ])("is refused: %s", async (why, at, byte) => {
    const bytes = (await store()).save();
    bytes.set([byte], at < 0 ? bytes.length + at : at);
    expect(await thrown(() => InMemoryVectorStore.load(bytes, embeddings))).toMatchObject({
      code: "store",
      phase: "store",
      message: `These bytes are no vector store that was saved: ${why}.`,
    });
  });

  it("is refused where its documents are none", async () => {
    for (const text of [
      "null",
      "[1]  ",
      '[{"pageContent":1,"id":"a","metadata":{}}]',
      '[{"pageContent":"","id":"a"}]',
    ]) {
      const words = new Uint8Array(16 + Math.ceil(text.length / 4) * 4).fill(0x20);
      words.set(new TextEncoder().encode(text), 16);
      new Uint32Array(words.buffer, 0, 4).set([0x564c4e52, 1, 0, words.length - 16]);
      expect(await thrown(() => InMemoryVectorStore.load(words, embeddings))).toMatchObject({ code: "store" });
    }
  });

  it("says that JSON cannot hold its metadata", async () => {
    const one = new InMemoryVectorStore(embeddings);
    await one.addDocuments([new Document({ pageContent: "x", metadata: { big: 1n } })]);
    expect(await thrown(() => one.save())).toMatchObject({
      code: "config",
      message: "There are metadata that JSON cannot hold.",
    });
  });
});
