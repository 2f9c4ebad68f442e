import { cpuPerChunk } from "../measure/cpu.mjs";
import { SYSTEMS } from "./systems.mjs";

/** Nanoseconds of a client's CPU per chunk, alone in its process. */
export default async function cpu({ system, url, chunks, rounds }) {
  const open = await SYSTEMS[system]({ url });
  return cpuPerChunk(open, { chunks, warm: 1, rounds });
}
