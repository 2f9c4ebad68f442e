import { createHook } from "node:async_hooks";
import { runChecked, SYSTEMS } from "./systems.mjs";
import { inputsOf } from "./work.mjs";

const SHORT = 1000;
const LONG = 3000;

/** Promises per input: the slope between two lengths, so that what a batch costs once does not count. Exact. */
export default async function promisesPerInput({ system }) {
  const run = await SYSTEMS[system]();
  await runChecked(run, inputsOf(SHORT));
  const short = await count(run, inputsOf(SHORT));
  const long = await count(run, inputsOf(LONG));
  return (long - short) / (LONG - SHORT);
}

async function count(run, inputs) {
  let promises = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === "PROMISE") promises++;
    },
  }).enable();
  await runChecked(run, inputs);
  hook.disable();
  return promises;
}
