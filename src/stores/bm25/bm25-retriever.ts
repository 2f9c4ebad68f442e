import MiniSearch from "minisearch";
import { checkCount } from "../../errors/check.ts";
import type { Document } from "../../retrievers/document.ts";
import { identified, type IdentifiedDocument } from "../../retrievers/identified.ts";
import { Retriever } from "../../retrievers/retriever.ts";
import { passing, type DocumentFilter } from "../../vectorstores/filter.ts";
import { plainWord, wordsOf } from "./words.ts";

export interface BM25Options {
  /** How many documents, at most. Default: 4. */
  readonly k?: number | undefined;
  /** Which documents are looked at. */
  readonly filter?: DocumentFilter | undefined;
  /** The words of a text. Default: runs of letters and digits; where a script has no spaces, what `Intl.Segmenter` says. */
  readonly tokenize?: ((text: string) => readonly string[]) | undefined;
  /**
   * What a word is looked up as, in lower case already: its stem, say, in your language. Null or the empty text for a word that
   * is not to count. Default: itself.
   */
  readonly processTerm?: ((word: string) => string | null) | undefined;
  /** How much it counts that a word is there again. Default: 1.2. */
  readonly k1?: number | undefined;
  /** How much a word counts less in a long document, from 0 to 1. Default: 0.7. */
  readonly b?: number | undefined;
}

export interface BM25RetrieverFields extends BM25Options {
  readonly documents: readonly Document[];
}

/** A word that is in more documents, and in more than a tenth of all, tells little and costs most. */
const COMMON = 1000;

/**
 * Finds documents by the words of the question (Okapi BM25, of the optional peer
 * [MiniSearch](https://www.npmjs.com/package/minisearch)): a rare word counts more than a common one. It never waits, so that a
 * synchronous run may have it.
 *
 * @throws RunletError `config` for a `k` that is no count
 *
 * @example
 * const retriever = BM25Retriever.fromDocuments(documents, { k: 3 });
 * const [best] = retriever.invokeSync("who worked at kensho?");
 */
export class BM25Retriever extends Retriever {
  readonly name = "BM25Retriever";
  readonly #k: number;
  readonly #passes: ((document: Document) => boolean) | undefined;
  readonly #terms: (text: string) => string[];
  readonly #index: MiniSearch<IdentifiedDocument>;
  readonly #documents = new Map<string, IdentifiedDocument>();
  /** In how many documents a word is. */
  readonly #spread = new Map<string, number>();

  constructor({ documents, k = 4, filter, tokenize = wordsOf, processTerm, k1 = 1.2, b = 0.7 }: BM25RetrieverFields) {
    super();
    checkCount("k", k);
    this.#k = k;
    this.#passes = filter && passing(filter);
    this.#terms = (text) => {
      const words = tokenize(text).map(plainWord);
      return processTerm
        ? (words.map(processTerm).filter((word) => typeof word === "string" && word !== "") as string[])
        : words;
    };
    this.#index = new MiniSearch<IdentifiedDocument>({
      fields: ["pageContent"],
      tokenize: this.#terms,
      processTerm: (term) => term,
      searchOptions: { bm25: { k: k1, b, d: 0.5 } },
    });
    this.addDocuments(documents);
  }

  static fromDocuments(documents: readonly Document[], options: BM25Options = {}): BM25Retriever {
    return new BM25Retriever({ ...options, documents });
  }

  /** How many documents there are. */
  get size(): number {
    return this.#documents.size;
  }

  /** Adds documents, and gives their ids. One whose id is there already takes its place. */
  addDocuments(documents: readonly Document[]): string[] {
    return documents.map((given) => {
      const document = identified(given);
      this.#remove(document.id);
      this.#documents.set(document.id, document);
      this.#index.add(document);
      this.#count(document, 1);
      return document.id;
    });
  }

  /** Removes documents: those with these ids, or those that a filter lets pass. Ids that are not there are no error. */
  delete(which: { readonly ids: readonly string[] } | { readonly filter: DocumentFilter }): void {
    const ids = "ids" in which ? which.ids : this.#idsOf(passing(which.filter));
    for (const id of ids) this.#remove(id);
  }

  /** The `k` documents that say most of what the question says, the best first, each with its score. */
  searchWithScore(query: string, k: number = this.#k): [Document, number][] {
    checkCount("k", k);
    const terms = [...new Set(this.#terms(query))].filter((term) => this.#spread.has(term));
    const telling = terms.filter((term) => !this.#isCommon(term));
    const found = telling.length > 0 ? this.#search(telling) : [];
    const enough = found.length >= k || telling.length === terms.length ? found : this.#search(terms);
    return enough.slice(0, k);
  }

  protected retrieve(query: string): readonly Document[] {
    return this.searchWithScore(query).map(([document]) => document);
  }

  #search(terms: string[]): [Document, number][] {
    const passes = this.#passes;
    const found = this.#index.search("", {
      tokenize: () => terms,
      ...(passes && { filter: ({ id }) => passes(this.#documents.get(id as string)!) }),
    });
    // MiniSearch multiplies by how many of the words are there: then three common ones count more than a rare one.
    const scored = found.map(({ id, score, queryTerms }): [string, number] => [
      id as string,
      score / queryTerms.length,
    ]);
    scored.sort(([, one], [, other]) => other - one);
    return scored.map(([id, score]) => [this.#documents.get(id)!, score]);
  }

  #isCommon(term: string): boolean {
    return this.#spread.get(term)! > Math.max(COMMON, this.size / 10);
  }

  #idsOf(passes: (document: Document) => boolean): string[] {
    return [...this.#documents.values()].filter(passes).map(({ id }) => id);
  }

  #remove(id: string): void {
    const document = this.#documents.get(id);
    if (!document) return;
    this.#index.remove(document);
    this.#count(document, -1);
    this.#documents.delete(id);
  }

  #count(document: Document, by: 1 | -1): void {
    for (const term of new Set(this.#terms(document.pageContent))) {
      const spread = (this.#spread.get(term) ?? 0) + by;
      if (spread === 0) this.#spread.delete(term);
      else this.#spread.set(term, spread);
    }
  }
}
