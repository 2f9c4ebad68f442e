import type { RunKind } from "../runs/kind.ts";

/**
 * What a runnable is made of, for its graph: parts that stand
 *
 * - in a `sequence`, each given what the one before it makes. What runs another one many times, or again, is a sequence
 *   of that alone, with a `subgraph` that says so;
 * - in `parallel`: all are given the input, and the output is made of theirs;
 * - as `alternatives`: one or more are given the input, and what one of them gives is the output. Which one, shows when
 *   it runs: a branch has its condition, a route its key, and a fallback runs when those before it have failed;
 * - `bound`: one alone, of which nothing but the name may change.
 */
export interface Parts {
  readonly how: "sequence" | "parallel" | "alternatives" | "bound";
  readonly parts: readonly Part[];
  /** A sequence with a name that says something is drawn as a subgraph; without one, as its steps alone. */
  readonly subgraph?: string | undefined;
  /** Parallel steps: the input, as it is, is a part of the output too. */
  readonly passes?: boolean;
}

export interface Part {
  readonly runnable: Drawable;
  /** The key in an object of outputs, or what an alternative is chosen for. */
  readonly label?: string;
  /** What it is called here, where that is not its own name. */
  readonly name?: string | undefined;
}

/** What can stand in a graph: a runnable, of which one from another copy of this package may say less. */
export interface Drawable {
  readonly name: string;
  readonly "~kind"?: RunKind;
  readonly "~parts"?: Parts | undefined;
}

/** Runnables, each under its key, as parts. */
export function labelled(runnables: Readonly<Record<string, Drawable>>): Part[] {
  return Object.entries(runnables).map(([label, runnable]) => ({ label, runnable }));
}
