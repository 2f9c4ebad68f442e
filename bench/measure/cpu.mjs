/** CPU time of this process in nanoseconds, the threads of the garbage collector included. */
export function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Reads the stream of texts that `open` gives (or promises) to its end. Gives how many units of text there were. */
export async function consume(open) {
  let length = 0;
  for await (const text of await open()) length += text.length;
  return length;
}

/**
 * CPU per chunk of a stream of `chunks` texts, after `warm` rounds: the mean, so that a collection of garbage counts in
 * whichever round it falls.
 */
export async function cpuPerChunk(open, { chunks, warm, rounds }) {
  const length = await consume(open);
  for (let round = 1; round < warm; round++) await consume(open);
  const before = cpu();
  for (let round = 0; round < rounds; round++) {
    if ((await consume(open)) !== length) throw new Error("A round gave another text than the one before.");
  }
  return (cpu() - before) / rounds / chunks;
}
