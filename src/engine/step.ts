/**
 * Who an op belongs to: one node of the tree that a program was built from. Errors name it, and whoever watches a
 * run learns from it where one runnable begins and ends.
 */
export interface Step {
  /** What errors and events call it. */
  readonly name: string;
  readonly parent: Step | undefined;
  /** Of one that waits: why, in a synchronous run, and what can be done, where there is more to say. */
  readonly why?: string;
  /** What the layer above keeps for this step. The engine does not look at it. */
  readonly detail?: unknown;
}

/** Whether `step` is `outer`, or inside of it. */
export function isInside(step: Step | undefined, outer: Step): boolean {
  for (let at = step; at; at = at.parent) if (at === outer) return true;
  return false;
}

/** The names from the root to `step`, outermost first. */
export function pathOf(step: Step | undefined): string[] {
  const path: string[] = [];
  for (let at = step; at; at = at.parent) path.unshift(at.name);
  return path;
}
