import { INPUT } from "../stream/chunks.mjs";
import { chainOf, chunkOf } from "../stream/runlet.mjs";
import { readSome, Source } from "./source.mjs";

export default function runlet({ source: kind }) {
  const source = new Source(chunkOf);
  const chain = chainOf(kind, () => source[kind]());
  return readSome(() => chain.stream(INPUT), source);
}
