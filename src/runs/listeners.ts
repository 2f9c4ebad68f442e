import { RunletError } from "../errors/error.ts";
import { asRecord } from "./as-record.ts";
import { CallLine } from "./call-line.ts";
import { HandledRun } from "./callback-form.ts";
import type { RunnableConfig } from "./config.ts";
import { cancelError } from "./describe-error.ts";
import type { RunType } from "./kind.ts";
import type { ObservedRun } from "./observed-run.ts";
import type { Observer, RunListener } from "./observer.ts";

/** One execution of a runnable, as the functions of `withListeners` are given it: how it is at that moment. */
export interface Run {
  readonly id: string;
  /** The run that it is inside of; undefined where it is the whole. */
  readonly parentId: string | undefined;
  readonly name: string;
  readonly type: RunType;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What it was given: an object as it is, anything else as `{ input }`. Undefined while it is not known. */
  readonly inputs: Readonly<Record<string, unknown>> | undefined;
  /** What it has given, when it is complete: an object as it is, anything else as `{ output }`. */
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
  /** What it has failed with; an error whose name is `AbortError`, where it was cancelled. */
  readonly error: unknown;
  /** In milliseconds since 1970. */
  readonly startTime: number;
  readonly endTime: number | undefined;
}

/**
 * Functions that are told of the runs of one runnable, as `withListeners` takes them. What they throw is dropped, and the
 * run does not wait for their promises; the end of a run is told when the one that its start has given is settled.
 */
export interface Listeners {
  readonly onStart?: ((run: Run, config: RunnableConfig) => unknown) | undefined;
  readonly onEnd?: ((run: Run, config: RunnableConfig) => unknown) | undefined;
  /** Also of a run that is cancelled. */
  readonly onError?: ((run: Run, config: RunnableConfig) => unknown) | undefined;
}

/** Calls listeners for the runs of the runnable that they are bound to. */
export class ListenerObserver implements Observer {
  private readonly listeners: Listeners;

  constructor(listeners: Listeners) {
    if (typeof listeners !== "object" || listeners === null)
      throw new RunletError("config", "withListeners takes an object of functions: onStart, onEnd, onError.");
    this.listeners = listeners;
  }

  start(run: ObservedRun): RunListener {
    const { listeners } = this;
    const line = new CallLine();
    const tell = (what: keyof Listeners, ended: Partial<Run>) => {
      if (listeners[what]) line.call(call, listeners, what, recordOf(run, ended), run.config);
    };
    const fail = (error: unknown) => tell("onError", { error, endTime: run.endTime });
    return {
      start: () => tell("onStart", {}),
      chunk: () => {},
      end: () => tell("onEnd", { outputs: asRecord("output", run.output), endTime: run.endTime }),
      error: fail,
      cancel: (reason) => fail(cancelError(reason)),
    };
  }

  custom(): void {}
}

function call(listeners: Listeners, what: keyof Listeners, run: Run, config: RunnableConfig): unknown {
  return listeners[what]?.(run, config);
}

function recordOf(run: ObservedRun, ended: Partial<Run>): Run {
  const { input, runId, parentRunId, name, tags, metadata } = new HandledRun(run);
  return {
    id: runId,
    parentId: parentRunId,
    name,
    type: run.kind.type,
    tags,
    metadata,
    inputs: input && asRecord("input", input.value),
    outputs: undefined,
    error: undefined,
    startTime: run.startTime,
    endTime: undefined,
    ...ended,
  };
}
