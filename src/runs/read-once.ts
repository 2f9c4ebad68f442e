import { RunletError } from "../errors/error.ts";

/** Refuses to begin to read a stream again: an empty second loop would look like an empty output. */
export function readOnce({ told }: { readonly told: boolean }, again: string, taken = false): void {
  if (!told && !taken) return;
  const why = taken ? "this one is read as bytes" : "this one is over";
  throw new RunletError("config", `A stream can be read once, and ${why}. Call ${again} again.`);
}
