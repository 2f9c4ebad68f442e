import { letGo } from "../engine/closing.ts";
import { callOutside } from "./ambient.ts";

/**
 * Calls something of somebody who watches. What it throws, or rejects with, is dropped, and it runs outside of any step:
 * whatever it does, the run that it is told of goes on as it would have.
 */
export function callQuietly<A extends readonly unknown[]>(work: (...args: A) => unknown, ...args: A): void {
  try {
    letGo(callOutside(work, ...args));
  } catch {
    // Nobody of the run is to hear of it.
  }
}
