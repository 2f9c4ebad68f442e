import { watchBuiltins } from "./watch-builtins.ts";
import { watchHandles } from "./watch-handles.ts";
import { watchOutput } from "./watch-output.ts";
import { watchSignals } from "./watch-signals.ts";
import { watchTimers } from "./watch-timers.ts";
import { watchWorkers } from "./watch-workers.ts";

/** Begins to watch, and gives what ends it and tells what was seen. */
export type Watcher = () => () => string[] | Promise<string[]>;

/** Unhandled rejections and warnings. */
const watchProcess: Watcher = () => {
  const seen: string[] = [];
  const onRejection = (reason: unknown) => seen.push(`unhandled rejection: ${String(reason)}`);
  const onWarning = (warning: Error) => seen.push(`warning: ${warning.name}: ${warning.message}`);
  process.on("unhandledRejection", onRejection);
  process.on("warning", onWarning);
  return () => {
    process.off("unhandledRejection", onRejection);
    process.off("warning", onWarning);
    return seen;
  };
};

/** The first ones are the last to end: what others put in the place of a built-in is put back by then. */
const watchers: readonly Watcher[] = [
  watchBuiltins,
  watchProcess,
  watchOutput,
  watchSignals,
  watchTimers,
  watchHandles,
  watchWorkers,
];

/** Sees what is left behind from its making to `end`. */
export class Watch {
  private readonly ends = watchers.map((watch) => watch());

  /** What was left, a sentence each. */
  async end(): Promise<string[]> {
    // A rejection is called unhandled, and a warning emitted, once the microtasks are through.
    await new Promise((resolve) => setImmediate(resolve));
    const traces: string[] = [];
    for (const end of this.ends.toReversed()) traces.unshift(...(await end()));
    return traces;
  }
}
