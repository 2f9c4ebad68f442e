import { AsyncLocalStorage } from "node:async_hooks";
import { cpuPerChunk } from "../measure/cpu.mjs";
import { SYSTEMS } from "./systems.mjs";

/** Nanoseconds of CPU per chunk of one case, alone in its process. */
export default async function cpu({ system, storage, chunks, rounds, ...options }) {
  const open = await SYSTEMS[system]({ count: chunks, ...options });
  const measure = () => cpuPerChunk(open, { chunks, warm: rounds, rounds });
  return storage ? new AsyncLocalStorage().run({ user: 1 }, measure) : measure();
}
