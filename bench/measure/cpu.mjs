/** CPU time of this process in nanoseconds, the threads of the garbage collector included. */
export function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Reads the stream that `open` gives (or promises) to its end. Gives how many units of text there were. */
export async function consume(open, lengthOf = ofText) {
  let length = 0;
  for await (const item of await open()) length += lengthOf(item);
  return length;
}

const ofText = (text) => text.length;

/**
 * Collects what was made in preparation. Else its marking is under way in the first round, all that this round makes seems to
 * outlive a collection, and in some processes V8 then makes it where long-lived objects are, at four times the price.
 */
function settle() {
  globalThis.gc();
}

/**
 * CPU per chunk of a stream of `chunks` chunks, after `warm` rounds: the mean, so that a collection of garbage counts in
 * whichever round it falls.
 */
export async function cpuPerChunk(open, { chunks, warm, rounds, lengthOf }) {
  settle();
  const length = await consume(open, lengthOf);
  for (let round = 1; round < warm; round++) await consume(open, lengthOf);
  const before = cpu();
  for (let round = 0; round < rounds; round++) {
    if ((await consume(open, lengthOf)) !== length) throw new Error("A round gave another text than the one before.");
  }
  return (cpu() - before) / rounds / chunks;
}
