import type { Screen } from "./line.ts";

/** What the command has to do with the world. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the output is shown on, where somebody looks at it. */
  readonly terminal: Screen | undefined;
  /** What is on the standard input; undefined where there is nothing to read. `wanted` says that it was asked for. */
  input(wanted: boolean): Promise<string | undefined>;
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Writes a piece of output, and settles when there is room for more. */
  out(text: string): Promise<void> | void;
  err(text: string): void;
}
