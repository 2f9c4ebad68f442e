/** What a chain is asked for, in every case. */
export const INPUT = { topic: "parrot" };
export const TEMPLATE = "tell me a joke about {topic}";

/** The tokens of an answer: a thousand different ones. */
export function tokens(count) {
  return Array.from({ length: count }, (_, index) => ` tok${index % 1000}`);
}

/**
 * The three ways in which a model may have its chunks: there when asked for, many at once, each waited for. Each opens
 * an iterator of chunks, an async iterator of arrays, an async iterator.
 */
export const SOURCES = {
  ready: (chunks) => () => chunks.values(),
  batches: (chunks) => {
    const batches = Array.from({ length: Math.ceil(chunks.length / 16) }, (_, at) =>
      chunks.slice(16 * at, 16 * (at + 1)),
    );
    return () => eachOf(batches);
  },
  awaited: (chunks) => () => eachOf(chunks),
};

async function* eachOf(items) {
  for (const item of items) yield item;
}
