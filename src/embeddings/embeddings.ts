/** How one call of an embedding model is made. */
export interface EmbeddingsConfig {
  /** Aborts the requests. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Turns texts into vectors that are near to each other where the texts mean the like. A class of yours says how, in
 * `embedDocuments`.
 *
 * @example
 * class Lengths extends Embeddings {
 *   async embedDocuments(texts: readonly string[]) {
 *     return texts.map((text) => [text.length]);
 *   }
 * }
 * await new Lengths().embedQuery("sky"); // [3]
 */
export abstract class Embeddings {
  /** A vector for each of the texts, in their order. */
  abstract embedDocuments(texts: readonly string[], config?: EmbeddingsConfig): Promise<number[][]>;

  /** The vector of a question, which a model may read in another way than the texts that answer it. */
  async embedQuery(text: string, config?: EmbeddingsConfig): Promise<number[]> {
    const [vector] = await this.embedDocuments([text], config);
    return vector!;
  }
}
