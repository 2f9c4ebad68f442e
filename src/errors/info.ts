import { isRunletError } from "./error.ts";

/** Where an error arose, and what had been received by then. */
export interface ErrorInfo {
  /** Names of the steps that led to the failure, outermost first. */
  readonly path: readonly string[];
  /** What had been received, joined; undefined where nothing had been. */
  readonly partial: unknown;
  /** True where `partial` is only the beginning, cut at the `keepLimit`. */
  readonly partialCut: boolean;
}

interface Note extends ErrorInfo {
  /** The run that noted it last. */
  readonly run: object;
  /** Notes are counted, so that one made by a run inside a step can be told from one made before the step began. */
  readonly serial: number;
  /** Other runs have seen it that have nothing to do with this one: what these received is not for each other. */
  readonly shared?: boolean;
}

// A user's error is never written to (it may be frozen, or shared): what is known of it is kept beside it.
const notes = new WeakMap<object, Note>();
let count = 0;

/**
 * What is known of an error that came out of a run: the path of the step and the partial output. Works for a
 * {@link RunletError} and for an error of your own that passed through; undefined for an error no run has seen.
 *
 * @example
 * try { await chain.invoke(input) } catch (error) { console.error(errorInfo(error)?.path.join(" > "), error) }
 */
export function errorInfo(error: unknown): ErrorInfo | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const known: ErrorInfo | undefined = noteOf(error) ?? (isRunletError(error) ? error : undefined);
  return known && { path: known.path, partial: known.partial, partialCut: known.partialCut };
}

/** The note that a run made of `error`. */
export function noteOf(error: object): Note | undefined {
  return notes.get(error);
}

/** Notes facts of `error`: beside it, and on it where it is our own. */
export function note(error: object, run: object, facts: ErrorInfo & { readonly shared?: boolean }): void {
  notes.set(error, { ...facts, run, serial: ++count });
  // One of ours shows it too; unless somebody has frozen it.
  const { path, partial, partialCut } = facts;
  if (isRunletError(error) && !Object.isFrozen(error)) Object.assign(error, { path, partial, partialCut });
}

/** How many notes have been made. */
export function notesSoFar(): number {
  return count;
}
