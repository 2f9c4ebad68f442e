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

interface Noted extends ErrorInfo {
  path: readonly string[];
  partial: unknown;
  partialCut: boolean;
}

// A user's error is never written to (it may be frozen, or shared): what is known of it is kept beside it.
const noted = new WeakMap<object, Noted>();

/**
 * What is known of an error that came out of a run: the path of the step and the partial output. Works for a
 * {@link RunletError} and for an error of your own that passed through; undefined for an error no run has seen.
 *
 * @example
 * try { await chain.invoke(input) } catch (error) { console.error(errorInfo(error)?.path.join(" > "), error) }
 */
export function errorInfo(error: unknown): ErrorInfo | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  return noted.get(error) ?? (isRunletError(error) ? error : undefined);
}

/** Notes facts of `error`: beside it, and on it where it is our own. */
export function note(error: object, facts: Partial<ErrorInfo>): void {
  const now = noted.get(error);
  if (now) Object.assign(now, facts);
  else noted.set(error, { path: [], partial: undefined, partialCut: false, ...facts });
  if (isRunletError(error)) Object.assign(error, facts);
}
