import type { Context } from "../engine/context.ts";
import type { Enclosing } from "../engine/run.ts";
import { setOwn } from "../engine/own.ts";
import type { Step } from "../engine/step.ts";
import { RunletError } from "../errors/error.ts";
import type { Callbacks } from "./callbacks.ts";
import type { RunKind } from "./kind.ts";
import type { ObservedRun } from "./observed-run.ts";
import type { Observer } from "./observer.ts";
import { checkTimeout, timeoutsOf, type Timeouts } from "./timeout.ts";

/**
 * How a run is to be done. Given to `invoke`, `stream` and the rest, or bound to a runnable with `withConfig`; what a
 * caller gives goes over what was bound, `tags` are united, `metadata` and `configurable` merged key by key.
 *
 * `runName` and `runId` are for the one run only. All else goes down to the runs inside.
 */
export interface RunnableConfig {
  /** What errors and events call this run. */
  readonly runName?: string | undefined;
  /** The id of this run, for those who watch it. Default: a new UUID of version 7. */
  readonly runId?: string | undefined;
  /** Words to find runs by. */
  readonly tags?: readonly string[] | undefined;
  /** Facts to keep with the run. Plain JSON. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Settings that steps read at run time: a user's id, a language. */
  readonly configurable?: Readonly<Record<string, unknown>> | undefined;
  /** Who is told what happens in this run, and in those inside it. */
  readonly callbacks?: Callbacks | undefined;
  /** Ends the run, and every request in it, when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long it may take, in milliseconds: in all, or each clock by itself (see {@link Timeouts}). What runs out of time fails
   * with a `timeout` error that says which clock it was, with what had come as `partial`. In a synchronous run they are
   * looked at where it blocks for the network.
   */
  readonly timeout?: number | Timeouts | undefined;
  /**
   * Of a stream: what it has given so far is to be forgotten, since what made it has failed, with this error, and begins anew.
   * Only with this may a `withRetry({ restart: true })` do so once there are chunks. For this run only.
   */
  readonly onReset?: ((error: unknown) => void) | undefined;
  /** How many branches of one parallel step, or inputs of one `batch`, are under way at a time. Default: all. */
  readonly maxConcurrency?: number | undefined;
  /** How often a function may answer with a runnable, one inside the other. Default: 25. */
  readonly recursionLimit?: number | undefined;
  /**
   * How much of a stream is kept for `final()` and for an error's `partial`: UTF-16 units of `text`, or `chunks` where
   * they are not text. Default: 16 Mi and 100,000.
   */
  readonly keepLimit?: { readonly text?: number; readonly chunks?: number } | undefined;
}

const OF_RUNS: Readonly<Record<keyof RunnableConfig, true>> = {
  runName: true,
  runId: true,
  tags: true,
  metadata: true,
  configurable: true,
  callbacks: true,
  signal: true,
  timeout: true,
  onReset: true,
  maxConcurrency: true,
  recursionLimit: true,
  keepLimit: true,
};

/** Whether a key of a config is one that every run has, and not of the step that it is for. */
export function isOfRuns(key: PropertyKey): boolean {
  return Object.hasOwn(OF_RUNS, key);
}

/** The config that a step's function is given: what holds for this step, with a signal that is always there. */
export interface StepConfig extends RunnableConfig {
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly configurable: Readonly<Record<string, unknown>>;
  /** Aborts when the step's work is not wanted any more, whoever ended it. Hand it to `fetch` and the like. */
  readonly signal: AbortSignal;
}

/** What the runnables keep with a step of a program. */
export interface StepDetail {
  /** Given by the composition: `seq:step:1`, `map:key:context`. */
  readonly tags: readonly string[];
  /** Bound with `withConfig`: to the runnable, and over that to those that it is in. */
  readonly config: RunnableConfig;
  readonly kind: RunKind;
  /** What `configurable` makes of the config that holds for the step, and for those inside it. */
  readonly configure?: Configure | undefined;
  /** What it answers with takes its place in all: it is no run of its own. */
  readonly replaced?: boolean;
  /** Those who watch the runs of this step, and not what is inside them. */
  readonly listeners: readonly Observer[];
  readonly bound: Bound;
}

export type Configure = (config: RunnableConfig) => RunnableConfig;

/** What is bound to steps of the program that a step is compiled for, and concerns the whole. */
export interface Bound {
  readonly signals: Set<AbortSignal>;
  /** Somebody watches one of them. */
  observed: boolean;
}

export interface RunnableStep extends Step {
  readonly parent: RunnableStep | undefined;
  readonly detail: StepDetail;
}

/** Merges two configs, the later over the earlier. */
export function mergeConfigs(before: RunnableConfig, after: RunnableConfig): RunnableConfig {
  const merged: Record<string, unknown> = {};
  addTo(merged, before);
  addTo(merged, after);
  return merged;
}

function addTo(merged: Record<string, unknown>, config: RunnableConfig): void {
  for (const key of Object.keys(config)) {
    const value = config[key as keyof RunnableConfig];
    // Asked for its own: the getter of `__proto__` may be one that throws.
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    if (value !== undefined) setOwn(merged, key, mergeKey(key, before, value));
  }
}

/** Further headers and fields of requests, which steps that send some take in their config. */
const ADDED: ReadonlySet<string> = new Set(["headers", "extraBody"]);

function mergeKey(key: string, before: unknown, value: unknown): unknown {
  if (key === "tags" || key === "callbacks")
    return [...new Set([...((before as unknown[]) ?? []), ...(value as unknown[])])];
  if (key === "timeout")
    return { ...timeoutsOf({ timeout: before as Timeouts }), ...timeoutsOf({ timeout: value as Timeouts }) };
  if (key === "metadata" || key === "configurable" || key === "keepLimit" || ADDED.has(key))
    return { ...(before as object), ...(value as object) };
  return value;
}

/**
 * What holds for `step` in a run that was given `settings`: what is bound to it, what is bound to the steps it is in,
 * what the caller gave. A new object. The tags of a composition belong to the one run and are not among them.
 */
export function configOf(step: RunnableStep, settings: RunnableConfig): RunnableConfig {
  const config = configInside(mergeConfigs(step.detail.config, settings));
  return step.detail.configure?.(config) ?? config;
}

/** What of a config goes down to the runs inside: all but what is for the one run. */
export function configInside(config: RunnableConfig): RunnableConfig {
  if (config.runName === undefined && config.runId === undefined && config.onReset === undefined) return config;
  const { runName: _, runId: __, onReset: ___, ...inside } = config;
  return inside;
}

/** Inside of which step it is what `step` answers with. */
export function placeOf(step: RunnableStep): RunnableStep | undefined {
  return step.detail.replaced ? step.parent : step;
}

/** A step of a run, and how those see it who watch. */
export interface Within extends Enclosing {
  readonly observed?: ObservedRun | undefined;
}

/** Where a step's config says which step it is of. A symbol, so that a config that is spread keeps it. */
const ENCLOSING = Symbol("runlet.enclosing");

/** The step whose config this is, where it is one. */
export function enclosingOf(config: RunnableConfig): Within | undefined {
  return (config as { [ENCLOSING]?: Within })[ENCLOSING];
}

/** `config` for a run inside the step whose config `outer` is: all of that goes before it, but the step's signal. */
export function configWithin(outer: StepConfig, config: RunnableConfig): RunnableConfig {
  const inherited = Object.fromEntries(
    Object.keys(outer).map((key) => [key, key === "signal" ? undefined : outer[key as keyof StepConfig]]),
  );
  const merged: RunnableConfig & { [ENCLOSING]?: Within | undefined } = mergeConfigs(inherited, config);
  merged[ENCLOSING] = enclosingOf(outer);
  return merged;
}

/** Whose end is that of a run: the step's own as well, where the config of a run inside it has another signal. */
export function signalsOf(settings: RunnableConfig): readonly AbortSignal[] {
  const { signal } = settings;
  const within = enclosingOf(settings)?.signal;
  if (!signal || !within || signal === within) return signal ? [signal] : within ? [within] : NO_SIGNALS;
  return [signal, within];
}

const NO_SIGNALS: readonly AbortSignal[] = [];

/** The config for a user's function in a step. */
export function stepConfig(context: Context): StepConfig {
  const config = configOf(context.step as RunnableStep, context.settings as RunnableConfig);
  // Added to the object that was just made: to spread one that has keys costs ten times as much.
  const given = Object.assign(config, {
    tags: config.tags ?? [],
    metadata: config.metadata ?? {},
    configurable: config.configurable ?? {},
    [ENCLOSING]: context.enclosing,
  });
  return Object.defineProperty(given, "signal", SIGNAL) as StepConfig;
}

/**
 * Most functions never look: the controller behind it is made when they do. One getter for all: of one that is made with
 * each object, V8 makes a hidden class with each, which keeps the whole run in memory until old objects are collected.
 */
const SIGNAL: PropertyDescriptor & ThisType<{ readonly [ENCLOSING]: Within }> = {
  get() {
    return this[ENCLOSING].signal;
  },
  enumerable: true,
  configurable: true,
};

/** Refuses what cannot be a config, before it shows as something else somewhere else. */
export function checkConfig(config: RunnableConfig): RunnableConfig {
  if (typeof config !== "object" || config === null)
    throw new RunletError("config", "The config of a run is an object.");
  const { signal, tags, callbacks, timeout } = config;
  checkTimeout(timeout);
  if (signal !== undefined && typeof signal?.addEventListener !== "function") {
    throw new RunletError(
      "config",
      "The signal in a config is an AbortSignal: of an AbortController, give its .signal.",
    );
  }
  if (callbacks !== undefined && !Array.isArray(callbacks))
    throw new RunletError("config", "The callbacks in a config are an array of handlers.");
  if (tags !== undefined && !Array.isArray(tags)) throw new RunletError("config", "The tags in a config are an array.");
  return config;
}
