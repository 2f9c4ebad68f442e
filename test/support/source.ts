import type { Join } from "../../src/engine/join.ts";
import { list } from "../../src/engine/join.ts";
import type { Call, Each, Op } from "../../src/engine/op.ts";
import { Runnable } from "../../src/runnables/runnable.ts";
import type { RunnableStep } from "../../src/runs/config.ts";

export interface SourceOptions {
  /** How many chunks it has. Default: without end. */
  readonly length?: number;
  readonly chunk?: (index: number) => unknown;
  /** Throws instead of making this chunk. */
  readonly throwsAt?: number;
  readonly error?: unknown;
  /** Never answers when asked for this chunk. */
  readonly deafAt?: number;
}

/** An input stream that counts what is done to it. */
export class Source {
  made = 0;
  /** How often it was told to end. */
  returned = 0;
  /** It has said itself that it is over, by an end or an error. */
  over = false;
  /** What should not have been done: asked again after its end. */
  readonly wrongs: string[] = [];
  private readonly options: SourceOptions;

  constructor(options: SourceOptions = {}) {
    this.options = options;
  }

  /** How often it ended, one way or the other: 1, at the end of a run. */
  get ended(): number {
    return this.returned + (this.over ? 1 : 0);
  }

  get sync(): Iterable<unknown> {
    return { [Symbol.iterator]: () => ({ next: () => this.make(), return: () => this.end() }) };
  }

  get async(): AsyncIterable<unknown> {
    const { deafAt = Infinity } = this.options;
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          const result = this.made === deafAt ? new Promise<never>(() => {}) : (async () => this.make())();
          // Until the end is delivered, nobody can know of it.
          const { over } = this;
          this.over = false;
          const delivered = () => (this.over = over && this.returned === 0);
          result.then(delivered, delivered);
          return result;
        },
        return: () => Promise.resolve(this.end()),
      }),
    };
  }

  /** A runnable whose chunks come in batches of this size, whatever its input. */
  batches(size: number, join: Join = list): Runnable<unknown, unknown, unknown> {
    const next = async (): Promise<IteratorResult<readonly unknown[]>> => {
      const batch: unknown[] = [];
      for (let at = 0; at < size; at++) {
        const result = this.make();
        if (result.done) return batch.length > 0 ? { value: batch, done: false } : { value: undefined, done: true };
        batch.push(result.value);
      }
      return { value: batch, done: false };
    };
    return new OfOp((step): Call => ({
      sees: "value",
      step,
      run: () => ({ kind: "batches", iterator: { next, return: async () => this.end() as never }, join }),
    }));
  }

  private make(): IteratorResult<unknown, undefined> {
    const { length = Infinity, chunk = String, throwsAt, error = new Error("source") } = this.options;
    if (this.ended > 0) this.wrongs.push("asked after its end");
    if (this.made === throwsAt) {
      this.over = true;
      throw error;
    }
    if (this.made < length) return { value: chunk(this.made++), done: false };
    this.over = true;
    return { value: undefined, done: true };
  }

  private end(): IteratorResult<unknown, undefined> {
    this.returned++;
    return { value: undefined, done: true };
  }
}

/** A runnable of one op. */
class OfOp extends Runnable<unknown, unknown, unknown> {
  readonly name = "OfOp";
  private readonly op: (step: RunnableStep) => Op;

  constructor(op: (step: RunnableStep) => Op) {
    super();
    this.op = op;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    return [this.op(step)];
  }
}

/** A fused step that makes each chunk anew. */
export function mapEach(map: (chunk: unknown) => unknown): Runnable<unknown, unknown, unknown> {
  return new OfOp((step): Each => ({
    sees: "chunk",
    step,
    open: (out) => ({ push: (chunk) => out.push(map(chunk)) }),
    join: (before) => before,
  }));
}

/** A fused step that makes `times` chunks of each, as a decoder does, and counts them. */
export function spreadEach(times: number, count: () => void = () => {}): Runnable<unknown, unknown, unknown> {
  return new OfOp((step): Each => ({
    sees: "chunk",
    step,
    spreads: true,
    open: (out) => ({
      push(chunk) {
        for (let at = 0; at < times; at++) {
          count();
          out.push(chunk);
        }
      },
    }),
    join: (before) => before,
  }));
}
