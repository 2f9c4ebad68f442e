import type { RunLogPatch } from "./run-log-patch.ts";
import type { RunState } from "./run-state.ts";
import { ToldStream } from "./told-stream.ts";

/**
 * What happens in a run, as patches of its log, in the order of what causes what. Nothing runs before a patch is asked
 * for, and no more than has to for the patches that are read. Read it once; `break` ends the run, and every request in
 * it, before the loop is left.
 *
 * Where the run fails, the log says so of each step that was under way, the innermost first; then the iteration throws
 * what the run throws.
 */
export class LogStream<S extends RunState = RunState> extends ToldStream<RunLogPatch<S>> {
  protected get call(): string {
    return "streamLog()";
  }
}
