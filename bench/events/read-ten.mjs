import { readSome, Source } from "../lazy/source.mjs";
import { INPUT } from "../stream/chunks.mjs";

/** Reads ten events of a model with very many chunks, then waits. Gives how many were made, and whether break closed it. */
export default async function readTen({ system, source = "ready", method = "streamEvents" }) {
  const { chainOf, chunkOf } = await import(`../stream/${system}.mjs`);
  const chunks = new Source(chunkOf);
  const open = () => chunks[source]();
  const chain = system === "runlet" ? chainOf(source, open) : chainOf(open);
  return readSome(() => chain[method](INPUT, { version: "v2" }), chunks);
}
