import { consume } from "../measure/cpu.mjs";
import { median } from "../measure/numbers.mjs";
import { SYSTEMS } from "./systems.mjs";

/** Milliseconds from the call to the first text: the median of `calls`, in a warm process. */
export default async function firstToken({ system, url, calls }) {
  const open = await SYSTEMS[system]({ url });
  for (let call = 0; call < 20; call++) await consume(open);
  const took = [];
  for (let call = 0; call < calls; call++) {
    const began = performance.now();
    let first;
    for await (const _ of await open()) first ??= performance.now() - began;
    took.push(first);
  }
  return median(took);
}
