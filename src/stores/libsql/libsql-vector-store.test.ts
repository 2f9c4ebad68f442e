import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { thrown } from "../../../test/contract/ways.ts";
import { HashEmbeddings } from "../../embeddings/hash.ts";
import { Document } from "../../retrievers/document.ts";
import { InMemoryVectorStore } from "../../vectorstores/in-memory.ts";
import { LibSQLVectorStore } from "./libsql-vector-store.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "runlet-libsql-"));
  path = join(folder, "documents.db");
});
const opened: LibSQLVectorStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) store.close();
  await rm(folder, { recursive: true });
});

const embeddings = new HashEmbeddings({ dimensions: 64 });
const open = (table?: string, at = path) => {
  const store = new LibSQLVectorStore(embeddings, { path: at, table });
  opened.push(store);
  return store;
};
const WORDS = ["sky", "sea", "parrot", "bear", "honey", "tax", "kensho"];
const documents = Array.from(
  { length: 300 },
  (_, n) =>
    new Document({
      pageContent: `${WORDS[n % 7]} ${WORDS[(n * 3) % 5]} ${n % 11}`,
      id: `${n}`,
      metadata: { odd: n % 2 },
    }),
);

describe("a store in a file", () => {
  it("finds what the one in memory finds, also when it is opened again", async () => {
    const exact = await InMemoryVectorStore.fromDocuments(documents, embeddings);
    const store = await LibSQLVectorStore.fromDocuments(documents, embeddings, { path });
    store.close();
    const again = open();
    expect(again.size).toBe(300);
    for (const query of ["parrots in the sky", "honey bear 7", "tax"])
      for (const filter of [undefined, { odd: 1 }]) {
        const found = await again.similaritySearchWithScore(query, 20, filter);
        const wanted = await exact.similaritySearchWithScore(query, 20, filter);
        expect(found.map(([, score]) => score)).toEqual(wanted.map(([, score]) => expect.closeTo(score, 5)));
        // Of equal scores either may come first, by their last bit.
        expect(found[0]![0].pageContent).toBe(wanted[0]![0].pageContent);
      }
    await again.addDocuments([new Document({ pageContent: "new", id: "0" })]);
    expect(again.size).toBe(300);
  });

  it("is shared by several that have it open, each of which sees what is done", async () => {
    const [one, other] = [open(), open()];
    await Promise.all([one.addDocuments(documents.slice(0, 100)), other.addDocuments(documents.slice(50, 150))]);
    expect([one.size, other.size]).toEqual([150, 150]);
    await one.delete({ filter: { odd: 1 } });
    expect(other.size).toBe(75);
    const wrong = new LibSQLVectorStore(new HashEmbeddings({ dimensions: 3 }), { path });
    opened.push(wrong);
    expect(await thrown(() => wrong.addDocuments(documents))).toMatchObject({
      message: "The vector of document 0 has 3 numbers, and those of the store have 64: other embeddings have made it.",
    });
  });

  it("has tables that know nothing of each other", async () => {
    await open("cats").addDocuments(documents.slice(0, 3));
    expect([open("cats").size, open("dogs").size]).toEqual([3, 0]);
  });

  it.each(['documents"; drop table x; --', "", "a b", "1a", "a".repeat(64)])("refuses the table %j", async (table) => {
    expect(await thrown(() => open(table))).toMatchObject({ code: "config" });
  });

  it("keeps nothing of what failed half way, and goes on", async () => {
    const store = open();
    const db = new Database(path);
    db.exec(
      "create trigger full before insert on documents when new.id = '\"2\"' begin select raise(abort, 'disk full'); end",
    );
    db.close();
    const error = await thrown(() => store.addDocuments(documents.slice(0, 5)));
    expect(error).toMatchObject({ code: "store", phase: "store" });
    expect((error as Error).message).toBe(`The vector store ${path} could not be written: disk full.`);
    expect(store.size).toBe(0);
    await store.addDocuments(documents.slice(3, 5));
    expect(store.size).toBe(2);
  });

  it("that is closed says so, and may be closed again", async () => {
    const store = open();
    store.close();
    store[Symbol.dispose]();
    for (const use of [
      () => store.similaritySearch("sky"),
      () => store.addDocuments(documents),
      () => store.delete({ ids: ["1"] }),
    ])
      expect(await thrown(use)).toMatchObject({ code: "store" });
    expect(() => store.size).toThrow(`The vector store ${path} is closed.`);
  });

  it("that cannot be opened, or is none, is a store error", async () => {
    expect(await thrown(() => open(undefined, join(folder, "no", "x.db")))).toMatchObject({ code: "store" });
    await writeFile(path, "This is a letter, and no database at all. ".repeat(50));
    expect(await thrown(() => open())).toMatchObject({ code: "store" });
    const other = join(folder, "other.db");
    const db = new Database(other);
    db.exec("create table documents (something text)");
    db.close();
    expect(await thrown(() => open(undefined, other))).toMatchObject({ code: "store" });
  });
});
