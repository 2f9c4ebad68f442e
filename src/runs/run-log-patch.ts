import type { JsonPatchOperation, JsonPatchWrite } from "../json/operation.ts";
import { spelled } from "./log-json.ts";
import { RunLog, type LogOps } from "./run-log.ts";
import type { RunState } from "./run-state.ts";

/**
 * What has happened in a run, as operations on its log: JSON Patch (RFC 6902). All patches in order give the log, as
 * {@link RunLog} does it. The values are those of the run itself; `JSON.stringify` gives plain JSON.
 */
export class RunLogPatch<out S extends RunState = RunState> implements LogOps<S> {
  declare readonly "~state"?: S;
  readonly ops: readonly JsonPatchWrite<unknown>[];

  /** Of operations, or of a patch that was read as JSON. */
  constructor({ ops }: { readonly ops: readonly JsonPatchWrite<unknown>[] }) {
    this.ops = ops;
  }

  /**
   * The log that this patch and then `other` give.
   *
   * @throws `protocol` if they do not fit
   */
  concat(other: LogOps<S>): RunLog<S> {
    return RunLog.from<S>([this, other]);
  }

  toJSON(): { readonly ops: readonly JsonPatchOperation<unknown>[] } {
    return { ops: this.ops.map(spelled) };
  }
}
