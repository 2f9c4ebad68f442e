import { list } from "../engine/join.ts";
import type { Iteration } from "../engine/source.ts";
import type { Block } from "./blocking/block.ts";
import type { BlockingResponse } from "./blocking/fetch.ts";

/** A body, while it is read. */
export interface Reading {
  /** What broke the connection, if something did. */
  readonly broken: unknown;
  /** The end mark has come: what is left of the body is nothing but its end. */
  complete: boolean;
}

/**
 * The body of a response, while it is read. `getReader` costs 6 to 18 % less than `for await` over the body. Where the
 * connection breaks, the reading just ends: whether the answer is complete is for its end mark to say.
 */
export class Body implements Reading, AsyncIterator<Uint8Array> {
  broken: unknown = undefined;
  complete = false;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(body: ReadableStream<Uint8Array>) {
    this.reader = body.getReader();
  }

  get reads(): Iteration {
    return { kind: "async", iterator: this, join: list, failsAsEnd: (error) => this.breaks(error) };
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    return this.reader.read() as Promise<IteratorResult<Uint8Array>>;
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    // One that has broken cannot be cancelled, and who has left is not to be told so.
    if (!this.complete || !(await endsSoon(this.reader))) await this.reader.cancel().catch(() => {});
    return { value: undefined, done: true };
  }

  private breaks(error: unknown): true {
    this.broken = error;
    return true;
  }
}

/** The same of a body that this thread blocks for. */
export class BlockingBody implements Reading, Iterator<Uint8Array> {
  complete = false;
  private readonly response: BlockingResponse;
  private readonly block: Block;

  constructor(response: BlockingResponse, block: Block) {
    this.response = response;
    this.block = block;
  }

  get reads(): Iteration {
    return { kind: "sync", iterator: this, join: list };
  }

  get broken(): unknown {
    return this.response.broken;
  }

  next(): IteratorResult<Uint8Array> {
    const value = this.response.read(this.block);
    return value ? { value, done: false } : { value: undefined, done: true };
  }

  return(): IteratorResult<Uint8Array> {
    if (this.complete) this.response.complete();
    else this.response.close();
    return { value: undefined, done: true };
  }
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
