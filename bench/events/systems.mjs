import { INPUT, tokens } from "../stream/chunks.mjs";
import { SOURCES } from "../stream/sources.mjs";

/** What is measured, each loaded only where it is: makes of where a model's chunks come from what opens a stream of events. */
export const SYSTEMS = {
  bare: async (options) => (await import("../stream/bare.mjs")).bare(options),
  runlet: async ({ source, count }) => {
    const { chainOf, chunkOf } = await import("../stream/runlet.mjs");
    const chain = chainOf(source, SOURCES[source].open(tokens(count).map(chunkOf)));
    return () => chain.streamEvents(INPUT, { version: "v2" });
  },
  langchain: async ({ count }) => {
    const { chainOf, chunkOf } = await import("../stream/langchain.mjs");
    const chunks = tokens(count).map(chunkOf);
    const chain = chainOf(() => chunks);
    return () => chain.streamEvents(INPUT, { version: "v2" });
  },
};

/** The length of what a model says in an event; of a bare generator, of what it gives. */
export function lengthOf(event) {
  if (typeof event === "string") return event.length;
  return event.event === "on_chat_model_stream" ? event.data.chunk.text.length : 0;
}
