import { checkCount } from "../errors/check.ts";
import { Embeddings } from "./embeddings.ts";

export interface HashEmbeddingsFields {
  /** How long a vector is. The longer, the fewer words share a place. Default: 512. */
  readonly dimensions?: number | undefined;
}

/** Letters and digits. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** What three letters of a word weigh beside the word itself. */
const PIECE = 0.25;
/** Words of so many letters count in full, shorter ones less: they are what any text has. That halves what is not found. */
const LONG = 6;

/**
 * Vectors of the words in a text and of the pieces of three letters in them, each counted at a place that a hash gives.
 * They need no model and no network, and are the same everywhere, always.
 *
 * They know words, not what words mean: "parrot" is near to "parrots", and as far from "bird" as from "tax". For tests, for
 * examples, and where a question has the words of its answer.
 *
 * @throws RunletError `config` for dimensions that are no count
 *
 * @example
 * const store = await InMemoryVectorStore.fromTexts(["the parrots talk", "the tax is due"], [], new HashEmbeddings());
 * const [document] = await store.similaritySearch("a talking parrot", 1); // "the parrots talk"
 */
export class HashEmbeddings extends Embeddings {
  readonly dimensions: number;

  constructor({ dimensions = 512 }: HashEmbeddingsFields = {}) {
    super();
    checkCount("dimensions", dimensions);
    this.dimensions = dimensions;
  }

  async embedDocuments(texts: readonly string[]): Promise<number[][]> {
    return texts.map((text) => this.#embed(text));
  }

  #embed(text: string): number[] {
    const weights = new Map<string, number>();
    const count = (feature: string, weight: number) => weights.set(feature, (weights.get(feature) ?? 0) + weight);
    for (const [word] of text.normalize("NFKC").toLowerCase().matchAll(WORD)) {
      const weight = Math.min(1, word.length / LONG) ** 2;
      count(word, weight);
      const marked = `<${word}>`;
      for (let at = 0; at + 3 <= marked.length; at++) count(marked.slice(at, at + 3), PIECE * weight);
    }
    const vector = Array.from({ length: this.dimensions }, () => 0);
    // The root: what is said ten times is not ten times as much what the text is about.
    for (const [feature, weight] of weights) {
      const hash = hashOf(feature);
      const at = (hash >>> 1) % this.dimensions;
      vector[at] = vector[at]! + (hash & 1 ? Math.sqrt(weight) : -Math.sqrt(weight));
    }
    // A text without a word has a direction too: that of others without one.
    if (!vector.some((value) => value !== 0)) vector[0] = 1;
    return vector;
  }
}

/** FNV-1a, whose bits are then mixed, of the UTF-16 units of a text. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
