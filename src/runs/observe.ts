import type { Program } from "../engine/program.ts";
import type { RunOptions } from "../engine/run.ts";
import type { Source } from "../engine/source.ts";
import { observersOf } from "./callbacks.ts";
import { enclosingOf, type RunnableConfig } from "./config.ts";
import type { Observer } from "./observer.ts";
import { watch } from "./watch.ts";

/** A run that is about to begin. */
export interface Start {
  readonly program: Program;
  readonly input: Source;
  readonly options: RunOptions;
  /** It is read chunk by chunk, and not only for its output. */
  readonly streamed: boolean;
}

/**
 * The program of a run: where somebody watches it, one that tells them. `observers` are those who do beside those whom its
 * config names, and those who watch what it is inside of.
 */
export function observe(
  { program, input, options, streamed }: Start,
  observers: readonly Observer[] = NOBODY,
): Program {
  const settings = options.settings as RunnableConfig;
  const { callbacks, runId } = settings;
  const parent = enclosingOf(settings)?.observed;
  const watched = observers.length > 0 || callbacks?.length || parent?.observers.length || program.observed;
  if (!watched) return program;
  const all = [...observers, ...observersOf(callbacks)];
  const { gates } = options;
  return watch(program, { within: undefined, parent, settings, streamed, observers: all, gates, runId, input });
}

const NOBODY: readonly Observer[] = [];
