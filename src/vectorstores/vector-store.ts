import type { Embeddings, EmbeddingsConfig } from "../embeddings/embeddings.ts";
import { checkCount } from "../errors/check.ts";
import { RunletError } from "../errors/error.ts";
import type { Document } from "../retrievers/document.ts";
import type { MetadataFilter } from "./filter.ts";
import { mostRelevant } from "./mmr.ts";
import { VectorStoreRetriever, type VectorStoreRetrieverOptions } from "./retriever.ts";
import { unit, type Vector } from "./vector.ts";

/** So many texts are embedded at a time: what services take in four requests. */
const EMBEDDED_AT_ONCE = 2048;

/** What is looked for beside the vector. */
export interface VectorSearch<Filter = MetadataFilter> {
  /** How many documents, at most. */
  readonly k: number;
  readonly filter: Filter | undefined;
  /** The matches are to have their vectors. */
  readonly vectors: boolean;
}

/** A document that was found. */
export interface VectorMatch {
  readonly document: Document;
  /** The cosine of its vector and the one that was looked for: 1 is the same direction, -1 the opposite one. */
  readonly score: number;
  readonly vector?: Vector | undefined;
}

export interface MaxMarginalRelevanceOptions<Filter = MetadataFilter> {
  /** How many documents. Default: 4. */
  readonly k?: number | undefined;
  /** Out of how many that are most like the question. Default: 20, or `k` where that is more. */
  readonly fetchK?: number | undefined;
  /** From 0, as different from each other as can be, to 1, as like the question as can be. Default: 0.5. */
  readonly lambda?: number | undefined;
  readonly filter?: Filter | undefined;
}

/**
 * Documents, found by the vectors of their texts. A class of yours says how, in `addVectors`, `delete` and `search`.
 *
 * All methods fail as the embeddings do, and with `config` for a vector of another length, with a NaN in it, or all of 0,
 * and for a `k` that is no count.
 */
export abstract class VectorStore<Filter = MetadataFilter> {
  readonly embeddings: Embeddings;

  constructor(embeddings: Embeddings) {
    if (typeof embeddings?.embedDocuments !== "function")
      throw new RunletError("config", "A vector store takes Embeddings.");
    this.embeddings = embeddings;
  }

  /**
   * Adds documents with their vectors, all or none, and gives their ids. One that has no id is given one; one whose id is
   * there already takes its place.
   */
  abstract addVectors(
    vectors: readonly Vector[],
    documents: readonly Document[],
    config?: EmbeddingsConfig,
  ): Promise<string[]>;

  /** Removes documents: those with these ids, or those that a filter lets pass. Ids that are not there are no error. */
  abstract delete(which: { readonly ids: readonly string[] } | { readonly filter: Filter }): Promise<void>;

  /** The documents that are most like a vector, the best first. */
  protected abstract search(
    vector: Vector,
    search: VectorSearch<Filter>,
    config: EmbeddingsConfig,
  ): Promise<readonly VectorMatch[]>;

  /** Embeds documents and adds them, all or none. Gives their ids, as `addVectors` does. */
  async addDocuments(documents: readonly Document[], config: EmbeddingsConfig = {}): Promise<string[]> {
    const vectors: Vector[] = [];
    for (let at = 0; at < documents.length; at += EMBEDDED_AT_ONCE) {
      const { signal } = config;
      if (signal?.aborted)
        throw new RunletError("aborted", "No document was added: the signal aborted.", { cause: signal.reason });
      const texts = documents.slice(at, at + EMBEDDED_AT_ONCE).map(({ pageContent }) => pageContent);
      const embedded = await this.embeddings.embedDocuments(texts, config);
      if (embedded.length !== texts.length)
        throw new RunletError("config", `The embeddings gave ${embedded.length} vectors for ${texts.length} texts.`);
      // Half as long: no store keeps more than 32 bits of a number.
      for (const vector of embedded) vectors.push(new Float32Array(vector));
    }
    return this.addVectors(vectors, documents, config);
  }

  /** The `k` documents that are most like the question, the best first. */
  async similaritySearch(query: string, k = 4, filter?: Filter, config: EmbeddingsConfig = {}): Promise<Document[]> {
    const found = await this.similaritySearchWithScore(query, k, filter, config);
    return found.map(([document]) => document);
  }

  /** The same, each with its score: the cosine of its vector and the question's. */
  async similaritySearchWithScore(
    query: string,
    k = 4,
    filter?: Filter,
    config: EmbeddingsConfig = {},
  ): Promise<[Document, number][]> {
    const vector = await this.embeddings.embedQuery(query, config);
    return this.similaritySearchVectorWithScore(vector, k, filter, config);
  }

  /** The same for a vector. */
  async similaritySearchVectorWithScore(
    vector: Vector,
    k = 4,
    filter?: Filter,
    config: EmbeddingsConfig = {},
  ): Promise<[Document, number][]> {
    checkCount("k", k);
    const matches = await this.search(vector, { k, filter, vectors: false }, config);
    return matches.map(({ document, score }) => [document, score]);
  }

  /** Documents that are like the question, and unlike each other (maximal marginal relevance). */
  async maxMarginalRelevanceSearch(
    query: string,
    options: MaxMarginalRelevanceOptions<Filter> = {},
    config: EmbeddingsConfig = {},
  ): Promise<Document[]> {
    const { k = 4, fetchK = Math.max(20, k), lambda = 0.5, filter } = options;
    checkCount("k", k);
    checkCount("fetchK", fetchK);
    if (!(lambda >= 0 && lambda <= 1))
      throw new RunletError("config", `lambda is a number from 0 to 1, not ${lambda}.`);
    const vector = await this.embeddings.embedQuery(query, config);
    const matches = await this.search(vector, { k: fetchK, filter, vectors: true }, config);
    const candidates = matches.map((match) => unit(match.vector!, "A vector of the store"));
    const chosen = mostRelevant(unit(vector, "The vector of the question"), candidates, k, lambda);
    return chosen.map((at) => matches[at]!.document);
  }

  /**
   * The store as a runnable: a question in, the documents out. A number is its `k`.
   *
   * @throws RunletError `config`, at once, for options that cannot be
   *
   * @example
   * const chain = parallel({ context: store.asRetriever({ k: 3 }), question: new RunnablePassthrough() }).pipe(prompt).pipe(model);
   */
  asRetriever(options: number | VectorStoreRetrieverOptions<Filter> = {}): VectorStoreRetriever<Filter> {
    return new VectorStoreRetriever(this, typeof options === "number" ? { k: options } : options);
  }
}
