import { SYSTEMS } from "./systems.mjs";

/** Texts that are read of each stream before it is looked at. The stream stays open. */
const READ = 3;

/** Bytes of memory per stream, where `streams` of them are open at a time, each having given a few texts. */
export default async function slow({ system, url, streams }) {
  const open = await SYSTEMS[system]({ url });
  // What is loaded or made at the first call is not a stream's.
  const warm = await begun(open);
  const before = used();
  const all = await Promise.all(Array.from({ length: streams }, () => begun(open)));
  const bytes = (used() - before) / streams;
  if (all.length + 1 !== streams + [warm].length) throw new Error("A stream is missing.");
  return bytes;
}

async function begun(open) {
  const iterator = (await open())[Symbol.asyncIterator]();
  for (let read = 0; read < READ; read++) {
    if ((await iterator.next()).done) throw new Error("The stream ended.");
  }
  return iterator;
}

function used() {
  for (let round = 0; round < 3; round++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
