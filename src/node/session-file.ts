import { createHash } from "node:crypto";
import { join } from "node:path";
import { RunletError } from "../errors/error.ts";

/** File systems take 255 bytes. */
const LONGEST = 200;

/** Windows takes these for devices, whatever comes behind a dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * The file of a session in `directory`: another one for each session id, also where capitals count for nothing, and always
 * in that folder, whatever the id is made of. Small letters, digits, `_` and `-` are as they are in the id, all else is
 * `%` and hexadecimal; an id that is too long for that is its hash.
 */
export function sessionFile(directory: string, sessionId: string): string {
  // Several ids would be the same in UTF-8.
  if (typeof sessionId !== "string" || sessionId === "" || /\p{Surrogate}/u.test(sessionId))
    throw new RunletError("config", "The id of a session is a text of at least one character, in well-formed Unicode.");
  const name = sessionId.replace(DEVICE.test(sessionId) ? /^./u : /[^a-z0-9_-]/gu, escape);
  return join(directory, `${name.length > LONGEST ? `%sha256-${hash(sessionId)}` : name}.jsonl`);
}

function escape(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
