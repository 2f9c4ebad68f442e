import { median } from "../measure/numbers.mjs";
import { SYSTEMS } from "./systems.mjs";

/** Calls before it counts: after fewer of them raw itself still gets faster (0.75 ms after 1,500, 0.43 ms from 4,000 on). */
const WARM = 5000;

/**
 * Milliseconds from the call to the first text, of raw and of `system` in turn, in one warm process: what the machine does
 * meanwhile meets both. Gives the medians.
 */
export default async function firstToken({ system, url, calls }) {
  const clients = [await SYSTEMS.raw({ url }), await SYSTEMS[system]({ url })];
  const took = clients.map(() => []);
  for (let call = -WARM; call < calls; call++) {
    // Who goes first changes, since the second finds the caches warm.
    for (const at of call % 2 ? [0, 1] : [1, 0]) {
      const ms = await once(clients[at]);
      if (call >= 0) took[at].push(ms);
    }
  }
  return { raw: median(took[0]), system: median(took[1]) };
}

async function once(open) {
  const began = performance.now();
  let first;
  for await (const _ of await open()) first ??= performance.now() - began;
  return first;
}
