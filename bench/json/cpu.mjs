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
  let begun = 0;
  let values = 0;
  for (let round = 0; round < warm + rounds; round++) {
    if (round === warm) begun = cpu();
    values = 0;
    const given = read(chunks);
    // What is synchronous is read so: `for await` would make a promise of each value.
    if (Symbol.iterator in given) {
      for (const value of given) if (value !== undefined) values++;
      continue;
    }
    for await (const value of given) {
      if (value !== undefined) values++;
      if (values % 64 === 0 && performance.now() > until) return { unfinished: values, parse };
    }
  }
  return { took: (cpu() - begun) / rounds, parse, chunks: chunks.length, values };
}

function perRound(work, rounds) {
  for (let round = 0; round < rounds; round++) work();
  const before = cpu();
  for (let round = 0; round < rounds; round++) work();
  return (cpu() - before) / rounds;
}
