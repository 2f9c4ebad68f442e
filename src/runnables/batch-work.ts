import type { Collector } from "../engine/collector.ts";
import { RunletError } from "../errors/error.ts";
import { settingsHere } from "../runs/ambient.ts";
import { signalsOf, type RunnableConfig } from "../runs/config.ts";
import { makeRunId } from "../runs/run-id.ts";

/** How a batch is done, beside the config of its runs. */
export interface BatchOptions {
  /** A run that fails gives its error in the place of its output, and the others go on. Default: it ends the whole. */
  readonly returnExceptions?: boolean | undefined;
  /** How many inputs are under way at a time: of this batch only, where a config's goes down to the runs inside too. */
  readonly maxConcurrency?: number | undefined;
}

/** A batch that the first failure ends. */
export type ThrowingBatch = BatchOptions & { readonly returnExceptions?: false | undefined };

/** A config for all inputs of a batch, or one for each. */
export type OneOrEach<Config> = Partial<Config> | readonly Partial<Config>[] | undefined;

/** What a batch has to do. */
export interface BatchWork {
  /** How many runs there are. */
  readonly length: number;
  /** How many of them may be under way at a time. */
  readonly slots: number;
  readonly returnExceptions: boolean;
  /** Any of these ends the whole. */
  readonly signals: readonly AbortSignal[];
  /** A run that has not begun. */
  run(at: number): Collector;
}

/** The runs for `inputs`, each of which `run` makes; `bound` is the config that the runnable has by itself. */
export function batchWork<In>(
  inputs: readonly In[],
  run: (input: In, settings: RunnableConfig) => Collector,
  given: OneOrEach<RunnableConfig>,
  options: BatchOptions,
  bound: RunnableConfig,
): BatchWork {
  const each = Array.isArray(given) ? (given as readonly RunnableConfig[]).map(settingsHere) : undefined;
  if (each && each.length !== inputs.length)
    throw new RunletError(
      "config",
      `A batch of ${inputs.length} inputs has one config, or as many, not ${each.length}.`,
    );
  const all = each ? bound : settingsHere(given as RunnableConfig);
  const { maxConcurrency = each?.[0]?.maxConcurrency ?? all.maxConcurrency ?? bound.maxConcurrency } = options;
  const idIsTaken = (all.runId ?? bound.runId) !== undefined;
  return {
    length: inputs.length,
    slots: slotsOf(maxConcurrency),
    returnExceptions: options.returnExceptions === true,
    signals: signalsOf(all).concat(all !== bound && bound.signal ? bound.signal : []),
    run(at) {
      const settings = each ? each[at]! : all;
      const needsId = at > 0 && idIsTaken && (!each || settings.runId === undefined);
      return run(inputs[at]!, needsId ? { ...settings, runId: makeRunId() } : settings);
    },
  };
}

/** How many may be under way at a time. */
export function slotsOf(maxConcurrency = Infinity): number {
  if (maxConcurrency >= 1) return maxConcurrency;
  throw new RunletError("config", `maxConcurrency is a number from 1 on, not ${String(maxConcurrency)}.`);
}
