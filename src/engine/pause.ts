import { timer } from "./timer.ts";

/** Waits, but no longer than until the signal aborts: no timer outlives its run. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(waiting);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const waiting = timer(end, ms);
    signal.addEventListener("abort", end);
  });
}
