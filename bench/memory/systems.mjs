/** The ways in which a model may make its chunks while they are read, none of which it keeps. */
const OPEN = {
  batches: (chunks) => batched(chunks),
  awaited: (chunks) => awaited(chunks),
};

/** What is measured, each loaded only where it is: the chain, whose model makes a chunk of each text. */
export const SYSTEMS = {
  runlet: async ({ source, texts }) => {
    const { chainOf, chunkOf } = await import("../stream/runlet.mjs");
    return chainOf(source, () => OPEN[source](made(texts(), chunkOf)));
  },
  langchain: async ({ texts }) => {
    const { chainOf, chunkOf } = await import("../stream/langchain.mjs");
    return chainOf(() => made(texts(), chunkOf));
  },
};

function* made(texts, chunkOf) {
  for (const text of texts) yield chunkOf(text);
}

async function* awaited(chunks) {
  yield* chunks;
}

async function* batched(chunks) {
  let batch = [];
  for (const chunk of chunks) {
    if (batch.push(chunk) < 16) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
