import { ScriptedRetriever } from "runlet/testing";

const retriever = new ScriptedRetriever({ documents: ["harrison worked at kensho", "harrison likes spicy food"] });

const chunks = [];
for await (const chunk of retriever.stream("where did harrison work?")) chunks.push(chunk);

// It has nothing to give before it has found everything: one chunk, the array of documents.
console.log(
  chunks.length,
  chunks[0].map((document) => document.pageContent),
);
