import type { Reader } from "../engine/reader.ts";
import { RunletError } from "../errors/error.ts";

/** Refuses to begin to read a stream again: an empty second loop would look like an empty output. */
export function readOnce({ outcome, read }: Reader, again: string): void {
  if (outcome && read) {
    throw new RunletError("config", `This stream has been read, and can be read once. Call ${again} again.`);
  }
}
