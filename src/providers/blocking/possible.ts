import type { Threads } from "./thread.ts";

interface Host {
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

/** The global one, as it was when this was loaded: what the worker has as well. */
const FETCH = globalThis.fetch;

let found: Threads | string | undefined;

/** What the thread that fetches is made with; where this thread cannot block for one, why not. */
export function threadsHere(): Threads | string {
  if (globalThis.fetch !== FETCH)
    return "the global fetch has been replaced, and the thread that would fetch has another";
  return (found ??= look());
}

function look(): Threads | string {
  // Not an import, which would tie the library to Node: Node from 20.16 on, Bun and Deno have it so.
  const { process } = globalThis as Host;
  const threads = process?.getBuiltinModule?.("node:worker_threads") as Partial<Threads> | undefined;
  if (typeof threads?.Worker !== "function") return "there are no worker threads here that could fetch meanwhile";
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
  } catch {
    return "this thread must not block";
  }
  return threads as Threads;
}
