import { promisesPerChunk } from "../measure/promises.mjs";
import { lengthOf, SYSTEMS } from "./systems.mjs";

const SHORT = 1600;
const LONG = 4800;

export default async function promises({ system, source }) {
  const short = await SYSTEMS[system]({ source, count: SHORT });
  const long = await SYSTEMS[system]({ source, count: LONG });
  return promisesPerChunk(short, long, LONG - SHORT, lengthOf);
}
