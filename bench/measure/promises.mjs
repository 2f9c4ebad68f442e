import { createHook } from "node:async_hooks";
import { consume } from "./cpu.mjs";

/**
 * How many promises one more chunk takes: the slope between a shorter and a longer stream, so that what a stream costs
 * once does not count. Exact, where no network is in between.
 */
export async function promisesPerChunk(openShort, openLong, chunks) {
  await consume(openShort);
  const short = await count(openShort);
  const long = await count(openLong);
  return (long - short) / chunks;
}

async function count(open) {
  let promises = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === "PROMISE") promises++;
    },
  }).enable();
  await consume(open);
  hook.disable();
  return promises;
}
