import { expect, it } from "vitest";
import { Embeddings, type EmbeddingsConfig } from "./embeddings.ts";

it("embeds a question as the only one of its texts, with the same config", async () => {
  const asked: unknown[] = [];
  class Lengths extends Embeddings {
    async embedDocuments(texts: readonly string[], config?: EmbeddingsConfig): Promise<number[][]> {
      asked.push([texts, config]);
      return texts.map((text) => [text.length]);
    }
  }
  const config = { signal: new AbortController().signal };
  expect(await new Lengths().embedQuery("sky", config)).toEqual([3]);
  expect(asked).toEqual([[["sky"], config]]);
});
