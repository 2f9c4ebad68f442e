import type { Threads } from "./thread.ts";

interface Host {
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

/** The global one, as it was when this was loaded: what a worker has as well. */
const FETCH = globalThis.fetch;

/** The text of it: of one that was replaced before, it is not that of the other thread's. */
export const SOURCE = String(FETCH);

const INSTEAD = "Use stream() or invoke().";
export const INSTEAD_OF_THREAD = `The global fetch has been replaced, which only this thread can call, and this one would block. ${INSTEAD}`;

let found: Threads | string | undefined;

/**
 * What the thread is made with that fetches by the global `fetch`, or by the one that is given. Where this thread cannot block
 * for it: why, and what can be done.
 */
export function threadsFor(fetch: typeof globalThis.fetch = globalThis.fetch): Threads | string {
  if (fetch === FETCH) return (found ??= look());
  if (fetch === globalThis.fetch) return INSTEAD_OF_THREAD;
  return `It has a fetch of its own, which only this thread can call, and this one would block. ${INSTEAD}`;
}

function look(): Threads | string {
  // Not an import, which would tie the library to Node: Node from 20.16 on, Bun and Deno have it so.
  const { process } = globalThis as Host;
  const threads = process?.getBuiltinModule?.("node:worker_threads") as Partial<Threads> | undefined;
  if (typeof threads?.Worker !== "function")
    return `There are no worker threads here, to fetch while this one blocks. ${INSTEAD}`;
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
  } catch {
    return `It answers over the network, and this thread must not block. ${INSTEAD}`;
  }
  return threads as Threads;
}
