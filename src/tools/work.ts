import type { Gather } from "../engine/join.ts";

/** Makes the output of a tool of what its work gives. */
export type Finish = (output: unknown) => unknown;

/** One execution of a tool. */
export interface Work {
  finish: Finish;
  /** Its progress goes on with its output. */
  readonly passes: boolean;
  /** The progress so far. */
  shown: Gather | undefined;
}
