/** The three ways in which a model may have its chunks. `kind` is what the engine calls it. */
export const SOURCES = {
  ready: { says: "chunks are there", kind: "sync", open: (chunks) => () => chunks.values() },
  batches: {
    says: "batches of 16",
    kind: "batches",
    open: (chunks) => {
      const batches = Array.from({ length: Math.ceil(chunks.length / 16) }, (_, at) =>
        chunks.slice(16 * at, 16 * (at + 1)),
      );
      return () => eachOf(batches);
    },
  },
  awaited: { says: "each awaited", kind: "async", open: (chunks) => () => eachOf(chunks) },
};

async function* eachOf(items) {
  for (const item of items) yield item;
}
