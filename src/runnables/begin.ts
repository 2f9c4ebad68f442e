import type { Program } from "../engine/program.ts";
import type { Gate, RunOptions } from "../engine/run.ts";
import type { Source } from "../engine/source.ts";
import { enclosingOf, signalsOf, type RunnableConfig } from "../runs/config.ts";
import type { Start } from "../runs/observe.ts";
import { limitOf } from "../runs/timeout.ts";

const RECURSION_LIMIT = 25;

/** How a run is begun, beside what its config says. */
export interface How extends Pick<Start, "streamed"> {
  readonly sync: boolean;
  readonly gates?: readonly Gate[];
}

/** What is run: a runnable, and what it was compiled to. */
interface Subject {
  readonly name: string;
  readonly "~config": RunnableConfig;
}

/** A run of `compiled`, the program of `subject`: as a part of the run that its settings are inside of, if they are. */
export function begin(subject: Subject, compiled: Program, input: Source, settings: RunnableConfig, how: How): Start {
  const { sync, streamed } = how;
  const within = enclosingOf(settings);
  // Whoever is told may be behind, and the run then waits: a synchronous one cannot.
  const gates = sync ? undefined : joined(within?.observed?.gates, how.gates);
  const options: RunOptions = {
    sync,
    root: { name: settings.runName ?? subject.name, parent: undefined },
    signals: signalsOf(settings),
    // What a run inside this one is given of an outer one's runs out there first.
    limit: limitOf("total", settings),
    onReset: settings.onReset,
    recursionLimit: settings.recursionLimit ?? subject["~config"].recursionLimit ?? RECURSION_LIMIT,
    settings,
    within,
    gates,
  };
  return { program: compiled, input, options, streamed };
}

/** The items of both; nothing, where there is none. */
function joined<T>(some: readonly T[] = [], more: readonly T[] = []): readonly T[] | undefined {
  return some.length + more.length > 0 ? [...some, ...more] : undefined;
}
