import { checkCount } from "../errors/check.ts";
import { RunletError } from "../errors/error.ts";
import type { Document } from "../retrievers/document.ts";
import { Retriever } from "../retrievers/retriever.ts";
import type { StepConfig } from "../runs/config.ts";
import type { MetadataFilter } from "./filter.ts";
import type { MaxMarginalRelevanceOptions, VectorStore } from "./vector-store.ts";

interface Looking<Filter> {
  /** How many documents, at most. Default: 4. */
  readonly k?: number | undefined;
  /** Which documents are looked at. */
  readonly filter?: Filter | undefined;
  /** What errors and events call it. */
  readonly name?: string | undefined;
}

/** How documents are chosen: the most alike, the most alike above a score, or alike and different from each other. */
export type VectorStoreRetrieverOptions<Filter = MetadataFilter> = Looking<Filter> &
  (
    | { readonly searchType?: "similarity" | undefined }
    | {
        readonly searchType: "similarity_score_threshold";
        /** The least cosine, from -1 to 1. */
        readonly scoreThreshold: number;
      }
    | ({ readonly searchType: "mmr" } & MaxMarginalRelevanceOptions<Filter>)
  );

const SEARCH_TYPES: ReadonlySet<unknown> = new Set([undefined, "similarity", "similarity_score_threshold", "mmr"]);

/** A vector store as a runnable. `store.asRetriever` makes it. */
export class VectorStoreRetriever<Filter = MetadataFilter> extends Retriever {
  readonly name: string;
  readonly vectorStore: VectorStore<Filter>;
  readonly #options: VectorStoreRetrieverOptions<Filter>;

  constructor(vectorStore: VectorStore<Filter>, options: VectorStoreRetrieverOptions<Filter> = {}) {
    super();
    if (!SEARCH_TYPES.has(options.searchType))
      throw new RunletError("config", `There is no searchType "${options.searchType}".`);
    if (options.k !== undefined) checkCount("k", options.k);
    if (options.searchType === "similarity_score_threshold" && !Number.isFinite(options.scoreThreshold))
      throw new RunletError("config", "similarity_score_threshold takes a number as scoreThreshold.");
    this.name = options.name ?? "VectorStoreRetriever";
    this.vectorStore = vectorStore;
    this.#options = options;
  }

  protected async retrieve(query: string, config: StepConfig): Promise<readonly Document[]> {
    const options = this.#options;
    const { k, filter } = options;
    if (options.searchType === "mmr") return this.vectorStore.maxMarginalRelevanceSearch(query, options, config);
    if (options.searchType !== "similarity_score_threshold")
      return this.vectorStore.similaritySearch(query, k, filter, config);
    const found = await this.vectorStore.similaritySearchWithScore(query, k, filter, config);
    return found.filter(([, score]) => score >= options.scoreThreshold).map(([document]) => document);
  }
}
