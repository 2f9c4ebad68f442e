import { list } from "./join.ts";
import type { Iteration } from "./source.ts";

/**
 * A stream of the platform, such as the body of a response, while it is read. `getReader` costs 6 to 18 % less than `for
 * await` over it. Where it fails, as a body does whose connection breaks, the reading just ends: whether the answer is
 * complete is for its end mark to say.
 */
export class Readable<T = unknown> implements AsyncIterator<T> {
  /** What it has failed with, if it has. */
  broken: unknown = undefined;
  /** The end mark has come: what is left of it is nothing but its end. */
  complete = false;
  private readonly reader: ReadableStreamDefaultReader<T>;

  constructor(stream: ReadableStream<T>) {
    this.reader = stream.getReader();
  }

  get reads(): Iteration {
    return { kind: "async", iterator: this, join: list, failsAsEnd: (error) => this.breaks(error) };
  }

  next(): Promise<IteratorResult<T>> {
    return this.reader.read() as Promise<IteratorResult<T>>;
  }

  async return(): Promise<IteratorResult<T>> {
    // One that has broken cannot be cancelled, and who has left is not to be told so.
    if (!this.complete || !(await endsSoon(this.reader))) await this.reader.cancel().catch(() => {});
    return { value: undefined, done: true };
  }

  private breaks(error: unknown): true {
    this.broken = error;
    return true;
  }
}

/** How long a body may take to end behind its end mark, in milliseconds. Nobody waits for it but its connection. */
const LINGER_MS = 100;

/**
 * Whether nothing more comes, and that soon. A connection whose body was read to its end serves the next call; one whose
 * body is cancelled is closed, and the next call pays for a new one.
 */
function endsSoon(reader: ReadableStreamDefaultReader<unknown>): Promise<boolean> {
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
