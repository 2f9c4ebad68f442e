import { cpuPerChunk } from "../measure/cpu.mjs";
import { SYSTEMS } from "./systems.mjs";
import { tokens, TURNS } from "./turns.mjs";

/** Nanoseconds of CPU per token of one case, alone in its process. */
export default async function cpu({ system, count, rounds }) {
  const open = await SYSTEMS[system]({ count });
  const expected = TURNS * tokens(count).join("").length;
  const measure = { chunks: TURNS * count, warm: rounds, rounds, lengthOf: ({ text }) => text.length };
  let length = 0;
  for await (const { text } of open()) length += text.length;
  if (length !== expected) throw new Error(`${system} gave ${length} of ${expected} characters.`);
  return cpuPerChunk(open, measure);
}
