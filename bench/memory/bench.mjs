import { limited } from "../measure/limited.mjs";
import { SOURCES } from "../stream/sources.mjs";

const READ = new URL("./read.mjs", import.meta.url);
const HEAP = 64;
const MIB = 2 ** 20;
/** A GiB in chunks of 107 characters. */
const CHUNKS = Math.ceil(2 ** 30 / 107);

const CASES = [
  { method: "stream", source: "batches" },
  { method: "stream", source: "awaited" },
  { method: "streamEvents", source: "batches" },
  { method: "streamEvents", source: "awaited" },
  // A character takes two bytes in memory.
  { method: "streamEvents", source: "batches", letter: "鸟", says: ", Chinese" },
];

export default async function memory(report, { quick }) {
  const part = quick ? 16 : 1;
  report.section(
    `${1024 / part} Mi characters in chunks of 107 through prompt | model | parser, in a heap of ${HEAP} MB: chunks not read`,
    "Each case alone in its process, under --max-old-space-size; what it took at most, as far as it came.",
  );
  const chunks = Math.ceil(CHUNKS / part);
  for (const { says = "", letter = "x", ...options } of CASES) {
    const found = await limited(READ, { system: "runlet", letter, chunks, ...options }, HEAP);
    const name = `Runlet, ${options.method}, ${SOURCES[options.source].says}${says}`;
    report.figure(name, chunks - (found.count ?? 0), { digits: 0, atMost: 0, aside: asideOf(found) });
  }
  // More than it can take.
  const few = Math.ceil(CHUNKS / 32);
  for (const method of quick ? [] : ["stream", "streamEvents"]) {
    const found = await limited(READ, { system: "langchain", letter: "x", chunks: few, method }, HEAP);
    report.figure(`LangChain, ${method}, of ${1024 / 32} Mi characters`, few - (found.count ?? 0), {
      digits: 0,
      aside: asideOf(found),
    });
  }
}

function asideOf({ ended, count = 0, characters = 0, heap = 0, rss = 0, took = 0 }) {
  const read = `${count.toLocaleString("en")} chunks, ${(characters / MIB).toFixed(0)} Mi`;
  const memory = `heap ${(heap / MIB).toFixed(0)} MiB, RSS ${(rss / MIB).toFixed(0)} MiB`;
  return `${ended ? read : `died out of memory after ${read}`}, ${memory}, ${(took / 1000).toFixed(1)} s`;
}
