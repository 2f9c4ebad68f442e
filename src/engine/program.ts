import type { Call, Each, Flow, Op } from "./op.ts";
import type { Step } from "./step.ts";

/**
 * A program cut where it may wait: `head` is a step that may, `each` are the steps fused behind it, and `before` is
 * the part of the program that feeds the head (none: the input of the run does).
 */
export interface Cut {
  readonly head: Call | Flow | undefined;
  readonly each: readonly Each[];
  readonly before: Cut | undefined;
}

export const EMPTY: Cut = { head: undefined, each: [], before: undefined };

/** A program is data: ops, in order. */
export class Program {
  readonly ops: readonly Op[];
  /** Signals that are bound to steps of it: any of them ends the run that it is part of. */
  readonly signals: readonly AbortSignal[];
  /** Somebody who watches is bound to a step of it. For the layer above. */
  readonly observed: boolean;
  /** The last part; the parts before it hang on it. */
  readonly end: Cut;

  constructor(ops: readonly Op[], signals: readonly AbortSignal[] = [], observed = false) {
    this.ops = ops;
    this.signals = signals;
    this.observed = observed;
    let end: Cut | undefined;
    for (let at = 0; at < ops.length;) {
      const head = ops[at]!.sees === "chunk" ? undefined : (ops[at++] as Call | Flow);
      const from = at;
      while (ops[at]?.sees === "chunk") at++;
      end = { head, each: ops.slice(from, at) as Each[], before: end };
    }
    this.end = end ?? EMPTY;
  }

  /** The first step that is known to wait. */
  get waits(): Step | undefined {
    for (const op of this.ops) if (op.sees !== "chunk" && op.waits) return op.waits;
    return undefined;
  }
}
