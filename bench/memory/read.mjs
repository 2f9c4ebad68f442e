import { getHeapStatistics } from "node:v8";
import { INPUT } from "../stream/chunks.mjs";
import { SYSTEMS } from "./systems.mjs";

/** The length of a chunk: ten million make a GiB. */
const LENGTH = 107;
const LOOKS = 200;

/** The texts that a stream of `stream` or `streamEvents` gives, whichever it is. */
const READ = {
  stream: (text) => text,
  streamEvents: ({ event, data }) => (event === "on_parser_stream" ? data.chunk : undefined),
};

/** Reads a chain to its end, and tells as it goes how far it has come and what it took. */
export default async function read({ system, source, method, letter, chunks }, tell) {
  const chain = await SYSTEMS[system]({ source, texts: () => texts(chunks, letter) });
  const textOf = READ[method];
  const every = Math.ceil(chunks / LOOKS);
  const began = performance.now();
  let count = 0;
  let characters = 0;
  let heap = 0;
  const report = () => {
    heap = Math.max(heap, getHeapStatistics().used_heap_size);
    const rss = process.resourceUsage().maxRSS * 1024;
    tell({ count, characters, heap, rss, took: performance.now() - began });
  };
  for await (const item of await chain[method](INPUT, { version: "v2" })) {
    const text = textOf(item);
    if (text === undefined) continue;
    characters += text.length;
    if (++count % every === 0) report();
  }
  report();
}

/** Each a string of its own. */
function* texts(count, letter) {
  for (let at = 0; at < count; at++) yield String(at).padStart(LENGTH, letter);
}
