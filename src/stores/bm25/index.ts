export { BM25Retriever, type BM25Options, type BM25RetrieverFields } from "./bm25-retriever.ts";
