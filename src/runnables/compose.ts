import type { RunnableConfig } from "../runs/config.ts";
import type { Listeners } from "../runs/listeners.ts";
import type { Runnable } from "./base.ts";
import type { AlternativesField } from "./configurable-alternatives.ts";
import type { ConfigurableField } from "./configurable-fields.ts";
import type { FallbackOptions, Fallbacks } from "./fallbacks.ts";
import type { RetryOptions } from "./retry.ts";

/** What one runnable makes of others. */
export interface Compose {
  /** A step, in any form that `pipe` takes, as a runnable. */
  coerce(step: unknown): Runnable;
  pipe(first: object, step: unknown): Runnable;
  pick(from: object, keys: string | readonly string[]): Runnable;
  assign(to: object, steps: object): Runnable;
  map(runnable: object): Runnable;
  bind(runnable: object, config: RunnableConfig): Runnable;
  listen(runnable: object, listeners: Listeners): Runnable;
  configure(runnable: object, fields: Readonly<Record<string, ConfigurableField>>): Runnable;
  alternate(runnable: object, which: AlternativesField, others: object): Runnable;
  retry(runnable: object, options: RetryOptions): Runnable;
  fallBack(runnable: object, fallbacks: Fallbacks, options: FallbackOptions): Runnable;
}

/**
 * The class of all runnables has methods that make runnables of other classes, which extend it, so it cannot import
 * them. `runnable.ts` fills this in, and is what the rest of the library imports.
 */
export const compose = {} as Compose;
