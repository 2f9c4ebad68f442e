import { createHook } from "node:async_hooks";
import { consume } from "./cpu.mjs";

/**
 * How many promises one more chunk takes: the slope between a shorter and a longer stream, so that what a stream costs
 * once does not count. Exact, where no network is in between.
 */
export async function promisesPerChunk(openShort, openLong, chunks, lengthOf) {
  await consume(openShort, lengthOf);
  const short = await count(openShort, lengthOf);
  const long = await count(openLong, lengthOf);
  return (long - short) / chunks;
}

async function count(open, lengthOf) {
  let promises = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === "PROMISE") promises++;
    },
  }).enable();
  await consume(open, lengthOf);
  hook.disable();
  return promises;
}
