import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SYSTEMS } from "./systems.mjs";
import { pieces, TEXTS } from "./texts.mjs";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

/** How often the heap is looked at while the document is read. */
const LOOKS = 32;

/**
 * The most that reading one document in pieces holds at a time, the pieces themselves apart, where the reader keeps the
 * latest value only; and what the value of `JSON.parse` holds: in bytes a byte of the document. Garbage does not count:
 * it is collected before each look.
 */
export default async function measure({ shape, length }) {
  const text = TEXTS[shape](length);
  const chunks = pieces(text);
  const read = await SYSTEMS.stream();
  for await (const value of read(pieces(TEXTS[shape](1000)))) if (value === undefined) return undefined;

  const parse = heldBy(() => JSON.parse(text));
  const before = held();
  let most = 0;
  const look = () => (most = Math.max(most, held() - before));
  const every = Math.ceil(chunks.length / LOOKS);
  const watched = {
    *values() {
      for (let at = 0; at < chunks.length; at++) {
        if (at % every === every - 1) look();
        yield chunks[at];
      }
    },
  };
  let latest;
  for await (const value of read(watched)) latest = value;
  look();
  // The text and the value are still there.
  if (JSON.stringify(latest) !== text) throw new Error("The value is not that of JSON.parse.");
  return { most: most / text.length, parse: parse / text.length };
}

function heldBy(make) {
  const before = held();
  const value = make();
  const after = held();
  return value === undefined ? 0 : after - before;
}

/** What is in use, once garbage is gone. */
function held() {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
