import type { Embeddings } from "../embeddings/embeddings.ts";
import { RunletError } from "../errors/error.ts";
import { Document } from "../retrievers/document.ts";
import { identified, type IdentifiedDocument } from "../retrievers/identified.ts";
import { passing, type DocumentFilter } from "./filter.ts";
import { Rows } from "./rows.ts";
import { readSaved, writeSaved } from "./saved.ts";
import { unit, type Vector } from "./vector.ts";
import { VectorStore, type VectorMatch, type VectorSearch } from "./vector-store.ts";

/**
 * Documents and their vectors in memory. A search looks at all of them: it is exact, and takes about a millisecond for
 * each million numbers.
 *
 * @example
 * const store = await InMemoryVectorStore.fromTexts(["harrison worked at kensho"], [], new OpenAIEmbeddings());
 * const retriever = store.asRetriever({ k: 3 });
 */
export class InMemoryVectorStore extends VectorStore<DocumentFilter> {
  #rows = new Rows();
  #documents: IdentifiedDocument[] = [];
  #places = new Map<string, number>();

  /** Of texts, each with its metadata; one object is the metadata of all. */
  static fromTexts(
    texts: readonly string[],
    metadatas: readonly Document["metadata"][] | Document["metadata"],
    embeddings: Embeddings,
  ): Promise<InMemoryVectorStore> {
    const metadataOf = (at: number) =>
      (Array.isArray(metadatas) ? metadatas[at] : metadatas) as Document["metadata"] | undefined;
    const documents = texts.map((pageContent, at) => new Document({ pageContent, metadata: metadataOf(at) ?? {} }));
    return InMemoryVectorStore.fromDocuments(documents, embeddings);
  }

  static async fromDocuments(documents: readonly Document[], embeddings: Embeddings): Promise<InMemoryVectorStore> {
    const store = new InMemoryVectorStore(embeddings);
    await store.addDocuments(documents);
    return store;
  }

  /**
   * A store that was saved, with the embeddings that it was made with.
   *
   * @throws RunletError `store` for bytes that are none
   */
  static load(bytes: Uint8Array, embeddings: Embeddings): InMemoryVectorStore {
    const store = new InMemoryVectorStore(embeddings);
    const { rows, documents } = readSaved(bytes);
    store.#rows = rows;
    store.#documents = documents;
    store.#places = placesOf(documents);
    return store;
  }

  /**
   * All of it as bytes: documents as JSON, vectors as they are. Metadata are what JSON makes of them.
   *
   * @throws RunletError `config` for metadata that JSON cannot hold
   */
  save(): Uint8Array<ArrayBuffer> {
    return writeSaved(this.#rows, this.#documents);
  }

  /** How many documents there are. */
  get size(): number {
    return this.#documents.length;
  }

  // Before it waits for anything: two that add at a time do not see half of one another.
  async addVectors(vectors: readonly Vector[], documents: readonly Document[]): Promise<string[]> {
    if (vectors.length !== documents.length)
      throw new RunletError("config", `There are ${vectors.length} vectors for ${documents.length} documents.`);
    const dimensions = this.size > 0 ? this.#rows.dimensions : vectors[0]?.length;
    const units = vectors.map((vector, at) => unit(vector, `The vector of document ${at}`, dimensions));
    return documents.map(identified).map((document, at) => {
      const place = this.#places.get(document.id) ?? this.size;
      this.#rows.set(place, units[at]!);
      this.#documents[place] = document;
      this.#places.set(document.id, place);
      return document.id;
    });
  }

  async delete(which: { readonly ids: readonly string[] } | { readonly filter: DocumentFilter }): Promise<void> {
    const ids = new Set("ids" in which ? which.ids : []);
    const passes = "ids" in which ? ({ id }: IdentifiedDocument) => ids.has(id) : passing(which.filter);
    const gone = this.#documents.map((document) => passes(document));
    this.#rows.keep((row) => !gone[row]);
    this.#documents = this.#documents.filter((_, at) => !gone[at]);
    this.#places = placesOf(this.#documents);
  }

  protected async search(
    vector: Vector,
    { k, filter, vectors }: VectorSearch<DocumentFilter>,
  ): Promise<readonly VectorMatch[]> {
    const rows = this.#rows;
    const documents = this.#documents;
    const passes = filter && passing(filter);
    const query = unit(vector, "The vector of the question", this.size > 0 ? rows.dimensions : undefined);
    const found = rows.nearest(query, k, passes && ((row) => passes(documents[row]!)));
    return found.map(([row, score]) => ({
      document: documents[row]!,
      // Rounding may lead a little beyond.
      score: Math.max(-1, Math.min(1, score)),
      vector: vectors ? rows.row(row) : undefined,
    }));
  }
}

function placesOf(documents: readonly IdentifiedDocument[]): Map<string, number> {
  return new Map(documents.map(({ id }, place) => [id, place]));
}
