import { expect } from "vitest";
import { cutAt, inPieces } from "./pieces.ts";

const LONG = process.env["LONG"] === "1";
/** In how many places a body is cut, and into how many pieces at most, unless there is time for all. */
const PLACES = 40;
const PIECES = 2000;

/**
 * Reads a recorded body whole, in two pieces cut at many of its bytes (at each, with LONG=1), and byte by byte (or, of a long one
 * without LONG=1, by a few). Whatever the pieces, what was read has to be the same.
 */
export async function sameWhereverCut<Said>(
  bytes: Uint8Array,
  contentType: string,
  read: (answer: Response) => Promise<Said>,
): Promise<Said> {
  const readIn = (pieces: readonly Uint8Array[]) => read(inPieces(pieces, contentType));
  const said = await readIn([bytes]);
  const expected = JSON.stringify(said);
  const step = LONG ? 1 : Math.max(1, bytes.length / PLACES);
  for (let at = 0; at < bytes.length; at += step) {
    const offset = LONG ? at : Math.floor(at + Math.random() * Math.min(step, bytes.length - at));
    const again = JSON.stringify(await readIn(cutAt(bytes, offset)));
    if (again !== expected) expect.fail(`differs when cut at byte ${offset}`);
  }
  const size = LONG ? 1 : Math.ceil(bytes.length / PIECES);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
  expect(JSON.stringify(await readIn(pieces)), "byte by byte").toBe(expected);
  return said;
}
