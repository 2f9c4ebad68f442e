import { cpu } from "../measure/cpu.mjs";
import { SYSTEMS } from "./systems.mjs";
import { pieces, TEXTS } from "./texts.mjs";

/**
 * CPU in nanoseconds of reading one document in pieces, all values read, after `warm` readings, the mean of `rounds`; and
 * of one `JSON.parse` of it in the same process. `within`: so many milliseconds, after which it is left unfinished.
 */
export default async function measure({ system, shape, length, warm = 1, rounds = 3, within = Infinity }) {
  const text = TEXTS[shape](length);
  const chunks = pieces(text);
  const read = await SYSTEMS[system]();
  const parse = perRound(() => JSON.parse(text), 20);
  const until = performance.now() + within;
  const before = { took: 0, values: 0, done: 0 };
  for (let round = 0; round < warm + rounds; round++) {
    if (round === warm) before.took = cpu();
    before.values = 0;
    before.done = 0;
    for await (const value of read(chunks)) {
      if (value !== undefined) before.values++;
      if (++before.done % 64 === 0 && performance.now() > until) return { unfinished: before.done, parse };
    }
  }
  const took = (cpu() - before.took) / rounds;
  return { took, parse, chunks: chunks.length, length: text.length, values: before.values };
}

function perRound(work, rounds) {
  for (let round = 0; round < rounds; round++) work();
  const before = cpu();
  for (let round = 0; round < rounds; round++) work();
  return (cpu() - before) / rounds;
}
