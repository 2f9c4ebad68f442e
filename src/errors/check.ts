import { RunletError } from "./error.ts";

/** Refuses an option that is to be a count, and is none. */
export function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new RunletError("config", `${name} is a whole number from 1 on, not ${value}.`);
}
