import type { Step } from "../engine/step.ts";

/**
 * Whether every answer of a model has to be waited for, so that a synchronous run is refused before anything has run. As
 * sentences: why, and what can be done.
 */
export type Waits = boolean | string;

/** The step of a model, for a synchronous run to refuse, where it waits. */
export function waitingStep(step: Step, waits: Waits): Step | undefined {
  return waits === false ? undefined : waits === true ? step : { ...step, why: waits };
}
