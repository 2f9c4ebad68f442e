import { expect } from "vitest";
import { cutAt, inPieces } from "./pieces.ts";

const LONG = process.env["LONG"] === "1";
/** In how many places a body is cut, unless there is time for all. */
const PLACES = 40;

/** Of a longer one, these cuts take a second. */
const SHORT = 12_000;

/** Of a longer one, all cuts take an hour: there are this many of it. */
const LONGEST = 40_000;
const MANY = 1_000;

/**
 * Reads a recorded body whole, in two pieces cut at many of its bytes, and byte by byte. Whatever the pieces, what was read
 * has to be the same. A long one is cut in a few places only. With LONG=1 they are cut at each byte, or the long ones at 1,000.
 */
export async function sameWhereverCut<Said>(
  bytes: Uint8Array,
  contentType: string,
  read: (answer: Response) => Promise<Said>,
): Promise<Said> {
  const readIn = (pieces: readonly Uint8Array[]) => read(inPieces(pieces, contentType));
  const said = await readIn([bytes]);
  const expected = JSON.stringify(said);
  const thorough = LONG || bytes.length < SHORT;
  const places = LONG ? (bytes.length < LONGEST ? bytes.length : MANY) : thorough ? PLACES : 3;
  const step = Math.max(1, bytes.length / places);
  for (let at = 0; at < bytes.length; at += step) {
    const offset = step === 1 ? at : Math.floor(at + Math.random() * Math.min(step, bytes.length - at));
    const again = JSON.stringify(await readIn(cutAt(bytes, offset)));
    if (again !== expected) expect.fail(`differs when cut at byte ${offset}`);
  }
  if (!thorough) return said;
  const bytewise = await readIn(Array.from(bytes, (byte) => Uint8Array.of(byte)));
  expect(JSON.stringify(bytewise), "byte by byte").toBe(expected);
  return said;
}
