import { RunletError } from "../errors/error.ts";
import { Best } from "./best.ts";
import { dot } from "./vector.ts";

/** Units, one behind the other in one array that grows. */
export class Rows {
  /** How many numbers each has. Not known before there is one. */
  dimensions = 0;
  length = 0;
  #data: Float32Array = new Float32Array(0);

  /** Rows that are in `data` already. */
  static of(data: Float32Array, dimensions: number): Rows {
    const rows = new Rows();
    rows.#data = data;
    rows.dimensions = dimensions;
    rows.length = dimensions === 0 ? 0 : data.length / dimensions;
    return rows;
  }

  /** Puts `row` at `at`: in the place of what is there, or at the end. */
  set(at: number, row: Float32Array): void {
    if (this.length === 0) this.dimensions = row.length;
    const start = at * this.dimensions;
    if (start + row.length > this.#data.length) this.#grow(start + row.length);
    this.#data.set(row, start);
    this.length = Math.max(this.length, at + 1);
  }

  /** Keeps the rows that `isKept`, in their order. */
  keep(isKept: (row: number) => boolean): void {
    const { dimensions } = this;
    let kept = 0;
    for (let row = 0; row < this.length; row++) {
      if (!isKept(row)) continue;
      if (kept < row) this.#data.copyWithin(kept * dimensions, row * dimensions, (row + 1) * dimensions);
      kept++;
    }
    this.length = kept;
  }

  /** The `k` rows most like `query`, a unit, of those that `passes` lets pass, which is asked of few. */
  nearest(query: Float32Array, k: number, passes?: (row: number) => boolean): [row: number, score: number][] {
    const { dimensions, length } = this;
    const best = new Best(Math.min(k, length));
    const data = this.#data;
    let { floor } = best;
    for (let row = 0; row < length; row++) {
      const score = dot(data, row * dimensions, query);
      if (score <= floor || (passes && !passes(row))) continue;
      best.add(row, score);
      ({ floor } = best);
    }
    return best.take();
  }

  /** A copy of a row. */
  row(at: number): Float32Array {
    return this.#data.slice(at * this.dimensions, (at + 1) * this.dimensions);
  }

  /** All of them, to be read before the next is added. */
  get data(): Float32Array {
    return this.#data.subarray(0, this.length * this.dimensions);
  }

  #grow(needed: number): void {
    const size = Math.max(needed, this.#data.length * 2);
    let data: Float32Array;
    try {
      data = new Float32Array(size);
    } catch (cause) {
      throw new RunletError("limit", `There is no memory for an array of ${size} numbers.`, { cause });
    }
    data.set(this.#data);
    this.#data = data;
  }
}
