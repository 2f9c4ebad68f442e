import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { GlmDelivery } from "./reply.ts";

/** Bytes to be written at once, or milliseconds to wait. */
export type Write = Uint8Array | number;

/** Events, and pauses between them, as writes. */
export function writesOf(events: readonly (string | Uint8Array | number)[], delivery: GlmDelivery): Write[] {
  const { slow = 0, eventsPerWrite = 1, splitAt, cutAfter = Infinity } = delivery;
  const size = splitAt === "every-byte" ? 1 : splitAt;
  const writes: Write[] = [];
  let batch: Uint8Array[] = [];
  let count = 0;
  const flush = (): void => {
    if (batch.length === 0) return;
    const bytes = batch.length === 1 ? batch[0]! : Buffer.concat(batch);
    batch = [];
    if (size === undefined) writes.push(bytes);
    else for (let at = 0; at < bytes.length; at += size) writes.push(bytes.subarray(at, at + size));
  };
  for (const event of events) {
    if (typeof event === "number") {
      flush();
      writes.push(event);
      continue;
    }
    if (count === cutAfter) break;
    if (slow > 0) {
      flush();
      writes.push(slow);
    }
    count++;
    batch.push(typeof event === "string" ? Buffer.from(event) : event);
    if (batch.length === eventsPerWrite) flush();
  }
  flush();
  return writes;
}

/** Writes to a client, no faster than it reads. Rejects when `signal` is aborted. */
export async function deliver(response: ServerResponse, writes: readonly Write[], signal: AbortSignal): Promise<void> {
  for (const write of writes) {
    if (typeof write === "number") await setTimeout(write, undefined, { signal });
    else if (!response.write(write)) await once(response, "drain", { signal });
    // Node gathers the writes of one turn into one: each is to go out by itself, and a client in this thread is to read.
    else await setImmediate();
    signal.throwIfAborted();
  }
}
