import { isPromise } from "../engine/closing.ts";
import type { Op } from "../engine/op.ts";
import type { Program } from "../engine/program.ts";
import { RunletError } from "../errors/error.ts";
import type { RunnableStep } from "../runs/config.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { attemptsOp, type Attempts } from "./attempts.ts";
import { waitAfter, type BackoffOptions } from "./backoff.ts";
import { Runnable } from "./base.ts";
import { compile } from "./compile.ts";
import type { Parts } from "./parts.ts";
import { isRetryable } from "./retryable.ts";

/** How often, after what and when to try again. */
export interface RetryOptions extends BackoffOptions {
  /** How often it is tried in all. Default: 3. */
  readonly stopAfterAttempt?: number;
  /**
   * Whether to try again after a failure; `attempt` counts from 1. Default: where it could help, see {@link isRetryable}: after failures
   * of the network, timeouts, the statuses 408, 409, 425, 429 and 5xx, text that could not be parsed, and errors of functions
   * of yours; not after another refusal, nor where nothing is left to spend.
   */
  readonly retryIf?: (error: unknown, attempt: number) => boolean;
  /**
   * Another attempt may begin where somebody has seen a part of the answer as well, if that can be taken back: in a `stream` that was
   * given `onReset`, which is called before the first new chunk; in `streamEvents` and `streamLog`, which say so (`on_*_reset`).
   * Generators behind it are run again. Not inside a parallel step, nor `map`. Default: false.
   */
  readonly restart?: boolean;
  /** Is told of each failed attempt, and awaited. What it throws is what the run fails with. */
  readonly onFailedAttempt?: (error: unknown, attempt: number) => unknown;
}

/**
 * Tries `bound` again where it fails before anybody has seen a chunk of it: in `invoke` and for each item of a `batch`, whenever it
 * fails; in `stream`, before its first chunk. Each attempt is a run inside this one, from the second on tagged
 * `retry:attempt:N`. Once a chunk has been delivered there is no further attempt (unless `restart` says so), so that two
 * answers are never glued together.
 *
 * Of an input that is a stream what an attempt reads is kept for the next one, up to the `keepLimit`. A synchronous run does
 * not wait between two attempts. `withRetry` makes one.
 */
export class RunnableRetry<in In = never, out Out = unknown, out Chunk = Out> extends Runnable<In, Out, Chunk> {
  readonly name = "RunnableRetry";
  readonly bound: Runnable<In, Out, Chunk>;
  readonly options: RetryOptions;

  constructor(bound: Runnable<In, Out, Chunk>, options: RetryOptions = {}) {
    super();
    const { stopAfterAttempt = 3 } = options;
    if (!(stopAfterAttempt >= 1))
      throw new RunletError("config", `stopAfterAttempt is a number from 1 on, not ${String(stopAfterAttempt)}.`);
    this.bound = bound;
    this.options = options;
  }

  override get "~parts"(): Parts {
    return { how: "sequence", parts: [{ runnable: this.bound }], subgraph: this.name };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    return this.bound["~takes"](wanted);
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return this.bound["~gives"](given);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const { bound, options } = this;
    const programs: Program[] = [];
    const program = (at: number): Program =>
      (programs[at] ??= compile(bound, step, bound.name, at === 0 ? undefined : `retry:attempt:${at + 1}`));
    const attempts: Attempts = {
      program,
      next: (error, at) => next(error, at + 1, options),
      restart: options.restart ?? false,
    };
    return [attemptsOp(step, () => attempts, program(0).waits)];
  }
}

function next(error: unknown, attempt: number, options: RetryOptions): number | PromiseLike<number> {
  const telling = options.onFailedAttempt?.(error, attempt);
  return isPromise(telling) ? waiting(telling, error, attempt, options) : decide(error, attempt, options);
}

async function waiting(telling: unknown, ...failure: Parameters<typeof decide>): Promise<number> {
  await telling;
  return decide(...failure);
}

function decide(error: unknown, attempt: number, options: RetryOptions): number {
  const { stopAfterAttempt = 3, retryIf = isRetryable } = options;
  const wait = waitAfter(error, attempt, options);
  if (attempt >= stopAfterAttempt || wait === undefined || !retryIf(error, attempt)) throw error;
  return wait;
}
