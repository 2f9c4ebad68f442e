import type { JsonPatchWrite } from "../json/operation.ts";
import { escapeKey } from "../json/pointer.ts";
import { describeError, describeReason } from "./describe-error.ts";
import { passes, type EventFilter } from "./event-filter.ts";
import type { ObservedRun } from "./observed-run.ts";
import type { Observer, RunListener, Target } from "./observer.ts";
import { RunLogPatch } from "./run-log-patch.ts";
import type { LogEntry, RunState } from "./run-state.ts";

/** Makes of what happens in a run, and in those inside it that pass, the patches that `streamLog` gives. */
export class LogObserver implements Observer {
  private readonly filter: EventFilter;
  private readonly target: Target<RunLogPatch>;
  /** The whole has started: it starts before all that is inside it. */
  private begun = false;
  private readonly keys = new Keys();

  constructor(filter: EventFilter, target: Target<RunLogPatch>) {
    this.filter = filter;
    this.target = target;
  }

  start(run: ObservedRun): RunListener | undefined {
    const { runId: id, name, kind, tags, metadata } = run;
    const { type } = kind;
    if (!this.begun) {
      this.begun = true;
      const state: RunState = { id, name, type, streamed_output: [], final_output: undefined, logs: {} };
      this.target.offer(patchOf(replace("", state)));
      return new LogOfWhole(run, this.target);
    }
    if (!passes(this.filter, name, type, tags)) return undefined;
    const path = `/logs/${escapeKey(this.keys.take(name))}`;
    const entry: LogEntry = {
      id,
      name,
      type,
      tags,
      metadata,
      start_time: timeOf(run.startTime),
      streamed_output: [],
      streamed_output_str: [],
      final_output: undefined,
      end_time: undefined,
    };
    this.target.offer(patchOf(add(path, entry)));
    return new LogOfRun(run, path, this.target);
  }

  custom(): void {
    // A log has no place for what a user tells.
  }
}

class LogOfWhole implements RunListener {
  private readonly run: ObservedRun;
  private readonly target: Target<RunLogPatch>;

  constructor(run: ObservedRun, target: Target<RunLogPatch>) {
    this.run = run;
    this.target = target;
  }

  chunk(chunk: unknown): void {
    this.target.offerMany(patchOf(add("/streamed_output/-", chunk)));
  }

  reset(): void {
    this.target.offer(patchOf(replace("/streamed_output", [])));
  }

  end(): void {
    this.target.offer(patchOf(replace("/final_output", this.run.output)));
  }

  error(error: object): void {
    this.target.offer(patchOf(add("/error", describeError(error))));
  }

  cancel(reason: unknown): void {
    this.target.offer(patchOf(add("/cancel", describeReason(reason))));
  }
}

class LogOfRun implements RunListener {
  private readonly run: ObservedRun;
  private readonly path: string;
  private readonly target: Target<RunLogPatch>;
  private readonly chunks: string;
  private readonly texts: string;

  constructor(run: ObservedRun, path: string, target: Target<RunLogPatch>) {
    this.run = run;
    this.path = path;
    this.target = target;
    this.chunks = `${path}/streamed_output/-`;
    this.texts = `${path}/streamed_output_str/-`;
  }

  chunk(chunk: unknown): void {
    const text = textOf(chunk);
    const told = add(this.chunks, chunk);
    this.target.offerMany(text === undefined ? patchOf(told) : patchOf(told, add(this.texts, text)));
  }

  reset(): void {
    const empty = ["streamed_output", "streamed_output_str"].map((key) => replace(`${this.path}/${key}`, []));
    this.target.offer(patchOf(...empty));
  }

  end(): void {
    this.close("final_output", this.run.output);
  }

  error(error: object): void {
    this.close("error", describeError(error));
  }

  cancel(reason: unknown): void {
    this.close("cancel", describeReason(reason));
  }

  private close(key: string, value: unknown): void {
    const { path, run } = this;
    this.target.offer(patchOf(add(`${path}/${key}`, value), add(`${path}/end_time`, timeOf(run.endTime))));
  }
}

/** Keys for names of which several runs may have the same. */
class Keys {
  private readonly taken = new Set<string>();
  private readonly counts = new Map<string, number>();

  take(name: string): string {
    let count = this.counts.get(name) ?? 0;
    let key: string;
    // A run may itself be called what the second of another name would be.
    do key = ++count === 1 ? name : `${name}:${count}`;
    while (this.taken.has(key));
    this.counts.set(name, count);
    this.taken.add(key);
    return key;
  }
}

/** A chunk that is text, or that has text, as messages do. */
function textOf(chunk: unknown): string | undefined {
  const text = typeof chunk === "object" && chunk !== null ? (chunk as { readonly text?: unknown }).text : chunk;
  return typeof text === "string" ? text : undefined;
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function add(path: string, value: unknown): JsonPatchWrite<unknown> {
  return { op: "add", path, value };
}

function replace(path: string, value: unknown): JsonPatchWrite<unknown> {
  return { op: "replace", path, value };
}

function patchOf(...ops: readonly JsonPatchWrite<unknown>[]): RunLogPatch {
  return new RunLogPatch({ ops });
}
