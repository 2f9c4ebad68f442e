import { RunletError } from "../errors/error.ts";

/**
 * How the chunks of a stream join into its value. The step that produces the chunks declares it; it is never guessed
 * from what a chunk looks like.
 */
export interface Join<C = unknown, O = unknown> {
  /** Begins to gather. Without `limit`, everything is kept. */
  gather(limit?: KeepLimit): Gather<C, O>;
  /** Where chunks are objects that each carry some keys: how the values of one key join. */
  at?(key: string): Join;
  /** Where the value is an array: the elements that a chunk adds to it. */
  readonly elements?: ElementsOf | undefined;
}

export type ElementsOf = (chunk: unknown) => readonly unknown[];

/** How much of a stream is kept for its joined value. */
export interface KeepLimit {
  /** UTF-16 units, where the chunks are text. */
  readonly text: number;
  /** Chunks, where they are anything else. */
  readonly chunks: number;
}

/** The joining of one stream. */
export interface Gather<C = unknown, O = unknown> {
  add(chunk: C): void;
  /** What has been gathered so far, joined. */
  value(): O;
  /** Something was left out because of the limit: `value` is only the beginning. */
  readonly cut: boolean;
  /** Nothing has been added. */
  readonly empty: boolean;
}

/**
 * How many pieces of text are joined at a time. One string that grows by each piece is a rope of as many nodes, all of
 * which the garbage collector has to move: that cost as much as the streaming itself.
 */
const PIECES = 256;

class Text implements Gather<string, string> {
  cut = false;
  empty = true;
  private joined = "";
  private pieces: string[] = [];
  private length = 0;
  private readonly limit: number;
  constructor(limit: number) {
    this.limit = limit;
  }
  add(chunk: string): void {
    if (typeof chunk !== "string") throw notText(chunk);
    this.empty = false;
    if (this.length + chunk.length > this.limit) this.cut = true;
    if (this.cut) return;
    this.length += chunk.length;
    if (this.pieces.push(chunk) === PIECES) this.value();
  }
  value(): string {
    if (this.pieces.length > 0) this.joined += this.pieces.join("");
    this.pieces = [];
    return this.joined;
  }
}

function notText(chunk: unknown): RunletError {
  const found = chunk === null ? "null" : `a value of type ${typeof chunk}`;
  return new RunletError("config", `Chunks that join as "text" are strings, and one is ${found}. Give another join.`);
}

class Last<C> implements Gather<C, C | undefined> {
  readonly cut = false;
  empty = true;
  private last: C | undefined = undefined;
  add(chunk: C): void {
    this.empty = false;
    this.last = chunk;
  }
  value(): C | undefined {
    return this.last;
  }
}

class Every<C, O> implements Gather<C, O> {
  cut = false;
  private readonly chunks: C[] = [];
  private readonly limit: number;
  private readonly join: (chunks: readonly C[]) => O;
  constructor(limit: number, join: (chunks: readonly C[]) => O) {
    this.limit = limit;
    this.join = join;
  }
  add(chunk: C): void {
    if (this.chunks.length < this.limit) this.chunks.push(chunk);
    else this.cut = true;
  }
  value(): O {
    return this.join(this.chunks);
  }
  get empty(): boolean {
    return this.chunks.length === 0;
  }
}

/** Strings, joined end to end. */
export const text: Join<string, string> = { gather: (limit) => new Text(limit?.text ?? Infinity) };

/** Each chunk replaces the one before: a single value, or a parser that gives the value so far. */
export const last: Join = { gather: () => new Last() };

/** A join that is told all chunks, in order, when the value is asked for. */
export function joinWith<C, O>(join: (chunks: readonly C[]) => O): Join<C, O> {
  return { gather: (limit) => new Every(limit?.chunks ?? Infinity, join) };
}

/** All chunks as an array. */
export const list: Join<unknown, unknown[]> = {
  ...joinWith((chunks) => chunks.slice()),
  elements: (chunk) => [chunk],
};

/** Arrays, joined end to end. */
export const concat: Join<readonly unknown[], unknown[]> = {
  ...joinWith((chunks) => chunks.flat()),
  elements: (chunk) => chunk as readonly unknown[],
};

/** A join that is known only once the stream has begun. */
export function later(join: () => Join): Join {
  return {
    gather: (limit) => join().gather(limit),
    at: (key) => later(() => at(join(), key)),
    get elements() {
      return join().elements;
    },
  };
}

/** How the values of one key join in chunks that `join` joins. */
export function at(join: Join, key: string): Join {
  return join.at?.(key) ?? last;
}
