import type { RunnableConfig } from "../runs/config.ts";
import type { Listeners } from "../runs/listeners.ts";
import type { Runnable } from "./base.ts";
import { compose } from "./compose.ts";
import type { AlternativeOf, Alternatives, AlternativesField } from "./configurable-alternatives.ts";
import { Described } from "./described.ts";
import type { Fallback, FallbackOptions } from "./fallbacks.ts";
import type { RetryOptions } from "./retry.ts";
import type { CallOptions, ConfigurableField, ConfigurableFields } from "./configurable-fields.ts";

/** How a runnable is run otherwise: with something bound to it, with settings of the run, again, or with another in its place. */
export abstract class Configurable<in In, out Out, out Chunk, Config extends RunnableConfig> extends Described {
  /** The same runnable with a config bound to it. Bound twice, it is merged. */
  withConfig(config: Partial<Config>): Runnable<In, Out, Chunk, Config> {
    return compose.bind(this, config) as Runnable<In, Out, Chunk, Config>;
  }

  /**
   * The same runnable with call options bound to it: of its config, what is not for any run. Bound twice, the later goes over
   * the earlier, key by key.
   *
   * @example
   * const short = model.bind({ maxTokens: 100, stop: "\n" });
   */
  bind(options: CallOptions<Config>): Runnable<In, Out, Chunk, Config> {
    return compose.bind(this, options as RunnableConfig) as Runnable<In, Out, Chunk, Config>;
  }

  /**
   * The same runnable, of which some call options are taken from `configurable` at run time. What is given there goes over what
   * was bound, or given to the call.
   *
   * @throws `config` for a field without an `id`
   * @example
   * const model = new ChatZhipuAI().configurableFields({ temperature: { id: "llm_temperature" } });
   * await prompt.pipe(model).invoke({ topic: "parrot" }, { configurable: { llm_temperature: 0.9 } });
   */
  configurableFields(fields: ConfigurableFields<Config>): Runnable<In, Out, Chunk, Config> {
    return compose.configure(this, fields as Record<string, ConfigurableField>) as Runnable<In, Out, Chunk, Config>;
  }

  /**
   * The same runnable, and others of which one takes its place where `configurable` names it at run time. An alternative may be
   * a function that makes it when it is first chosen.
   *
   * @throws `config` for a key that is taken; a run, for one that there is not
   * @example
   * const model = large.configurableAlternatives({ id: "llm", defaultKey: "large" }, { small, local: () => new LocalModel() });
   * await prompt.pipe(model).invoke({ topic: "parrot" }, { configurable: { llm: "small" } });
   */
  configurableAlternatives<const A extends Alternatives<In>>(
    which: AlternativesField,
    alternatives: A,
  ): Runnable<In, Out | AlternativeOf<A[keyof A]>["~out"], Chunk | AlternativeOf<A[keyof A]>["~chunk"], Config> {
    return compose.alternate(this, which, alternatives) as never;
  }

  /**
   * The same runnable, with functions that are told when a run of it starts, and when it ends or fails: of this one, and
   * not of what is inside it. Given twice, both are told.
   *
   * @example
   * const timed = chain.withListeners({ onEnd: (run) => console.log(run.name, run.endTime! - run.startTime, "ms") });
   */
  withListeners(listeners: Listeners): Runnable<In, Out, Chunk, Config> {
    return compose.listen(this, listeners) as Runnable<In, Out, Chunk, Config>;
  }

  /**
   * The same runnable, tried again where it fails before anybody has seen a chunk of it and another try could help: see
   * {@link RunnableRetry}.
   *
   * @example
   * const patient = model.withRetry({ stopAfterAttempt: 5 });
   */
  withRetry(options: RetryOptions = {}): Runnable<In, Out, Chunk, Config> {
    return compose.retry(this, options) as Runnable<In, Out, Chunk, Config>;
  }

  /**
   * The same runnable, with others that take its place where it fails before anybody has seen a chunk of it.
   *
   * @example
   * const model = large.withFallbacks([small, local]);
   */
  withFallbacks<F extends Fallback<In>>(
    fallbacks: readonly F[] | ({ readonly fallbacks: readonly F[] } & FallbackOptions),
    options: FallbackOptions = {},
  ): Runnable<In, Out | F["~out"], Chunk | F["~chunk"], Config> {
    return compose.fallBack(this, fallbacks, options) as Runnable<In, Out | F["~out"], Chunk | F["~chunk"], Config>;
  }
}
