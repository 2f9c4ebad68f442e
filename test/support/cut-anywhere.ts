import { expect } from "vitest";
import { cutAt, inPieces } from "./pieces.ts";

const LONG = process.env["LONG"] === "1";
/** In how many places a body is cut, unless there is time for all. */
const PLACES = 40;
/** Up to which length, in bytes, it is also read byte by byte: a longer one in small pieces, unless there is time. */
const SHORT = 8_000;
/** From which length on there is no time for a cut at each byte, which is quadratic, and in how many places it is cut then. */
const LONGEST = 40_000;
const MANY = 1_000;

/**
 * Reads a recorded body whole, in two pieces cut at many of its bytes (with LONG=1 at each, of a long one at 1,000), and in
 * small pieces. Whatever the pieces, what was read has to be the same.
 */
export async function sameWhereverCut<Said>(
  bytes: Uint8Array,
  contentType: string,
  read: (answer: Response) => Promise<Said>,
  places = PLACES,
): Promise<Said> {
  const readIn = (pieces: readonly Uint8Array[]) => read(inPieces(pieces, contentType));
  const said = await readIn([bytes]);
  const expected = JSON.stringify(said);
  const all = LONG && bytes.length < LONGEST;
  const step = all ? 1 : Math.max(1, bytes.length / (LONG ? MANY : places));
  for (let at = 0; at < bytes.length; at += step) {
    const offset = all ? at : Math.floor(at + Math.random() * Math.min(step, bytes.length - at));
    const again = JSON.stringify(await readIn(cutAt(bytes, offset)));
    if (again !== expected) expect.fail(`differs when cut at byte ${offset}`);
  }
  const size = LONG || bytes.length < SHORT ? 1 : 13;
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
  expect(JSON.stringify(await readIn(pieces)), `in pieces of ${size}`).toBe(expected);
  return said;
}
