import type { CallbackHandler, SerializedRunnable } from "./callback-handler.ts";
import type { KnownInput, ObservedRun } from "./observed-run.ts";

/**
 * Which methods of a handler are called for the runs of a kind, and with what. A room that has a kind with methods of its
 * own says so. What comes of a method, and what it throws, is looked after by who calls these.
 */
export interface CallbackForm {
  /** The flag of a handler that leaves such runs out. */
  readonly ignoredBy: "ignoreLLM" | "ignoreChain" | "ignoreAgent" | "ignoreRetriever";
  start(handler: CallbackHandler, run: HandledRun): unknown;
  chunk?(handler: CallbackHandler, run: HandledRun, chunk: unknown): unknown;
  end(handler: CallbackHandler, run: HandledRun): unknown;
  error(handler: CallbackHandler, run: HandledRun, error: unknown): unknown;
}

/** A run, as the methods of one handler are given it: its lists and records are that handler's own. */
export class HandledRun {
  readonly serialized: SerializedRunnable;
  readonly name: string;
  readonly type: string;
  readonly runId: string;
  readonly parentRunId: string | undefined;
  readonly tags: string[];
  readonly metadata: Record<string, unknown>;
  private readonly run: ObservedRun;

  constructor(run: ObservedRun) {
    this.run = run;
    this.name = run.name;
    this.type = run.kind.type;
    this.serialized = { lc: 1, type: "not_implemented", id: ["runlet", this.type, this.name] };
    this.runId = run.runId;
    this.parentRunId = run.parent?.runId;
    this.tags = [...run.tags];
    this.metadata = { ...run.metadata };
  }

  /** What it was given, as it was given; undefined where that is not known. */
  get given(): KnownInput | undefined {
    return this.run.input;
  }

  /** The same in the form of its kind. */
  get input(): KnownInput | undefined {
    return this.run.formedInput;
  }

  /** Of a run that is complete. */
  get output(): unknown {
    return this.run.output;
  }
}
