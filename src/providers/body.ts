import { list } from "../engine/join.ts";
import type { Iteration } from "../engine/source.ts";
import type { Block } from "./blocking/block.ts";
import type { BlockingResponse } from "./blocking/fetch.ts";

/** The body of a response, while it is read. */
export interface Body {
  readonly reads: Iteration;
  /** What broke the connection, if something did. */
  broken(): unknown;
  /** The end mark has come: what is left of the body is nothing but its end. */
  complete(): void;
}

/**
 * The reads of a body. `getReader` costs 6 to 18 % less than `for await` over the body. Where the connection breaks, the
 * reading just ends: whether the answer is complete is for its end mark to say.
 */
export function readBody(body: ReadableStream<Uint8Array>): Body {
  const reader = body.getReader();
  let broken: unknown;
  let complete = false;
  const iterator: AsyncIterator<Uint8Array> = {
    next: () => reader.read() as Promise<IteratorResult<Uint8Array>>,
    return: async () => {
      // One that has broken cannot be cancelled, and who has left is not to be told so.
      if (!complete || !(await endsSoon(reader))) await reader.cancel().catch(() => {});
      return { value: undefined, done: true };
    },
  };
  const failsAsEnd = (error: unknown) => {
    broken = error;
    return true;
  };
  return {
    reads: { kind: "async", iterator, join: list, failsAsEnd },
    broken: () => broken,
    complete: () => void (complete = true),
  };
}

/** The same of a body that this thread blocks for. */
export function readBlocking(response: BlockingResponse, block: Block): Body {
  const iterator: Iterator<Uint8Array> = {
    next() {
      const value = response.read(block);
      return value ? { value, done: false } : { value: undefined, done: true };
    },
    return() {
      response.close();
      return { value: undefined, done: true };
    },
  };
  return {
    reads: { kind: "sync", iterator, join: list },
    broken: () => response.broken,
    complete: () => response.complete(),
  };
}

/** How long a body may take to end behind its end mark, in milliseconds. Nobody waits for it but its connection. */
const LINGER_MS = 100;

/**
 * Whether nothing more comes, and that soon. A connection whose body was read to its end serves the next call; one whose
 * body is cancelled is closed, and the next call pays for a new one.
 */
function endsSoon(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LINGER_MS, false);
    const settle = (ended: boolean) => {
      clearTimeout(timer);
      resolve(ended);
    };
    reader.read().then(
      ({ done }) => settle(done),
      () => settle(true),
    );
  });
}
