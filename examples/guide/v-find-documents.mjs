import { Document, EnsembleRetriever, HashEmbeddings, InMemoryVectorStore } from "runlet";
import { BM25Retriever } from "runlet/bm25";

const documents = [
  new Document({ pageContent: "harrison worked at kensho", metadata: { year: 2017 } }),
  new Document({ pageContent: "harrison likes spicy food", metadata: { year: 2023 } }),
  new Document({ pageContent: "bears like to eat honey", metadata: { year: 2023 } }),
];

// These embeddings know words, not what words mean: with a model's, only this line is another.
const store = await InMemoryVectorStore.fromDocuments(documents, new HashEmbeddings());

for (const [document, score] of await store.similaritySearchWithScore("what do bears eat?", 2))
  console.log(score.toFixed(2), document.pageContent);

// By filter, and by words. Both at a time, fused, is a hybrid search.
const recent = store.asRetriever({ k: 2, filter: { year: 2023 } });
const words = BM25Retriever.fromDocuments(documents, { k: 2 });
const both = new EnsembleRetriever({ retrievers: [words, recent], k: 2 });
for (const document of await both.invoke("harrison and his food")) console.log(document.pageContent);

// It never waits.
console.log(words.invokeSync("kensho").length);
