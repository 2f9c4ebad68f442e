import { isPromise } from "../engine/closing.ts";
import type { Context } from "../engine/context.ts";
import type { Op } from "../engine/op.ts";
import { asyncStep } from "../engine/run.ts";
import type { Source } from "../engine/source.ts";
import { mergeConfigs, type RunnableStep, type StepConfig } from "../runs/config.ts";
import { timeoutsOf, type Timeouts } from "../runs/timeout.ts";
import { withDeadline } from "../runnables/deadline.ts";
import { limitModel } from "./pace.ts";
import type { RateLimiter } from "./rate-limiter.ts";

/** What may be set where a model is made, whoever it is. */
export interface ModelOptions {
  /** Says when it may be asked: before each request, also one that is sent again. A synchronous run does not wait for that. */
  readonly rateLimiter?: RateLimiter | undefined;
  /** Time limits of its runs, where a run's config does not say otherwise. */
  readonly timeout?: number | Timeouts | undefined;
}

/** Asks a model when it is its turn. The wait for that is not the model's, whose clock begins behind it. */
export function inTurn(
  { rateLimiter }: ModelOptions,
  config: StepConfig,
  context: Context,
  ask: () => Source | PromiseLike<Source>,
): Source | PromiseLike<Source> {
  const begin = () => {
    limitModel(config, context);
    return ask();
  };
  if (!rateLimiter || rateLimiter.tryAcquire()) return begin();
  if (context.sync) throw asyncStep({ ...context.step, why: NOT_YET });
  return rateLimiter.acquire(config.signal).then((acquired) => {
    if (!acquired) return NOT_WANTED;
    const source = begin();
    if (isPromise(source)) context.clock?.start();
    return source;
  });
}

const NOT_YET = "Its rateLimiter lets it ask only later: use stream() or invoke().";

/** Nobody reads it: the run has ended. */
const NOT_WANTED: Source = { kind: "value", value: undefined };

/** The ops of a model with these options. */
export function withinLimits(
  step: RunnableStep,
  { timeout }: ModelOptions,
  ops: (step: RunnableStep) => readonly Op[],
): readonly Op[] {
  if (timeout === undefined) return ops(step);
  const { detail } = step;
  const limited = { ...step, detail: { ...detail, config: mergeConfigs({ timeout }, detail.config) } };
  const made = ops(limited);
  return timeoutsOf({ timeout }).total === undefined ? made : withDeadline(limited, made, { timeout });
}
