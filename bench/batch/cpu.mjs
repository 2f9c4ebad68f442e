import { cpu } from "../measure/cpu.mjs";
import { runChecked, SYSTEMS } from "./systems.mjs";
import { inputsOf } from "./work.mjs";

/** Nanoseconds of CPU per input of one system, alone in its process. */
export default async function cpuPerInput({ system, length, warm, rounds }) {
  const run = await SYSTEMS[system]();
  const inputs = inputsOf(length);
  globalThis.gc();
  for (let round = 0; round < warm; round++) await runChecked(run, inputs);
  const before = cpu();
  for (let round = 0; round < rounds; round++) await runChecked(run, inputs);
  return (cpu() - before) / rounds / length;
}
