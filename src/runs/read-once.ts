import type { Reader } from "../engine/reader.ts";
import { RunletError } from "../errors/error.ts";

/** Refuses to begin to read a stream again: an empty second loop would look like an empty output. */
export function readOnce({ told }: Reader, again: string): void {
  if (told) throw new RunletError("config", `A stream can be read once, and this one is over. Call ${again} again.`);
}
