import { cpuPerChunk } from "../measure/cpu.mjs";
import { lengthOf, SYSTEMS } from "./systems.mjs";

/** Nanoseconds of CPU per chunk of one case, alone in its process. */
export default async function cpu({ system, chunks, rounds, ...options }) {
  const open = await SYSTEMS[system]({ count: chunks, ...options });
  return cpuPerChunk(open, { chunks, warm: rounds, rounds, lengthOf });
}
