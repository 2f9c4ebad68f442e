import type { Op } from "./op.ts";

/** A program is data: ops, in order. */
export interface Program {
  readonly ops: readonly Op[];
}
