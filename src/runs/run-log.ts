import type { JsonPatchOperation } from "../json/operation.ts";
import { JsonPatcher } from "../json/patcher.ts";
import { spelled } from "./log-json.ts";
import type { RunState } from "./run-state.ts";

/** What a log takes: a `RunLogPatch`, or what its JSON reads as. */
export interface LogOps<S extends RunState = RunState> {
  readonly "~state"?: S;
  readonly ops: readonly JsonPatchOperation<unknown>[];
}

/**
 * What patches of a run come to. It does not change: a patch more gives another one. A log of any number of patches costs
 * what they say, and no patch reaches a prototype.
 *
 * @example
 * const patches = [];
 * for await (const patch of chain.streamLog({ topic: "parrot" })) patches.push(patch);
 * RunLog.from(patches).state?.logs["StringOutputParser"]?.final_output; // what the parser made
 */
export class RunLog<out S extends RunState = RunState> {
  readonly #history: History;
  readonly #length: number;
  #state: unknown;

  private constructor(history: History) {
    this.#history = history;
    this.#length = history.ops.length;
  }

  /**
   * The log that `patches` give in this order: those of a run, or what their JSON reads as.
   *
   * @throws `protocol` if one is no patch, or does not fit what was before it
   */
  static from<S extends RunState = RunState>(patches: Iterable<LogOps<S>>): RunLog<S> {
    const history = new History();
    for (const patch of patches) history.add(patch?.ops);
    return new RunLog<S>(history);
  }

  /** All operations, in order. */
  get ops(): readonly JsonPatchOperation<unknown>[] {
    return this.#history.ops.slice(0, this.#length);
  }

  /**
   * What the run has come to; undefined before the first patch. After this, the next patch copies what it writes to:
   * asked for after each of many patches, it costs what that is each time.
   */
  get state(): S | undefined {
    return (this.#state ??= this.#ending().state) as S | undefined;
  }

  /**
   * The log with one patch more. It takes over what this log has; a second patch on the same log begins anew with all of
   * its operations.
   *
   * @throws `protocol` if it is no patch, or does not fit
   */
  concat(patch: LogOps<S>): RunLog<S> {
    const history = this.#ending();
    history.add(patch?.ops);
    return new RunLog<S>(history);
  }

  toJSON(): { readonly ops: readonly JsonPatchOperation<unknown>[]; readonly state: S | undefined } {
    const ops = this.ops.map(spelled);
    return { ops, state: RunLog.from<S>([{ ops }]).state };
  }

  /** A history that ends where this log does. */
  #ending(): History {
    if (this.#history.ops.length === this.#length) return this.#history;
    const history = new History();
    history.add(this.ops);
    return history;
  }
}

/** All operations of a log that goes on, and what they come to. The logs before it share it. */
class History {
  readonly ops: JsonPatchOperation<unknown>[] = [];
  private readonly patcher = new JsonPatcher();

  add(ops: readonly JsonPatchOperation<unknown>[]): void {
    this.patcher.apply(ops);
    for (const operation of ops) this.ops.push(operation);
  }

  get state(): unknown {
    return this.patcher.value();
  }
}
