import type { Program } from "../engine/program.ts";
import type { Gate } from "../engine/run.ts";
import type { Source } from "../engine/source.ts";
import { observersOf } from "./callbacks.ts";
import { enclosingOf, type RunnableConfig } from "./config.ts";
import type { Observer } from "./observer.ts";
import { watch } from "./watch.ts";

/** A run that is about to begin. */
export interface Start {
  readonly program: Program;
  readonly input: Source;
  readonly settings: RunnableConfig;
  /** It is read chunk by chunk, and not only for its output. */
  readonly streamed: boolean;
  /** Who watches it, beside those whom its config names and those who watch what it is inside of. */
  readonly observers?: readonly Observer[];
  readonly gates?: readonly Gate[] | undefined;
}

/** The program of a run: where somebody watches it, one that tells them. */
export function observe({ program, input, settings, streamed, observers = [], gates }: Start): Program {
  const parent = enclosingOf(settings)?.observed;
  const all = [...observers, ...observersOf(settings.callbacks)];
  if (all.length === 0 && !program.observed && !parent?.observers.length) return program;
  const { runId } = settings;
  return watch(program, { within: undefined, parent, settings, streamed, observers: all, gates, runId, input });
}
