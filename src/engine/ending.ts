import { RunletError } from "../errors/error.ts";

/** Why a part of a run ended before it was complete: something failed, or it was not wanted any more. */
export type Ending = { readonly error: object } | { readonly reason: unknown };

/** What has ended, or will: `ending` says why, unless it is complete. */
export interface Ended {
  readonly ending: Ending | undefined;
}

/** Whoever read it has left, and said nothing of why. */
export const LEFT: Ending = { reason: undefined };

/** For a step that still reads what has been ended from outside. */
export function noLongerWanted(): RunletError {
  return new RunletError("aborted", "The step was ended before it had read its input to the end.");
}
