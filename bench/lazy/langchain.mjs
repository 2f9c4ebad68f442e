import { INPUT } from "../stream/chunks.mjs";
import { chainOf, chunkOf } from "../stream/langchain.mjs";
import { readSome, Source } from "./source.mjs";

export default function langchain() {
  const source = new Source(chunkOf);
  const chain = chainOf(() => source.ready());
  return readSome(() => chain.stream(INPUT), source);
}
