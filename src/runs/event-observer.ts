import { describeError, describeReason } from "./describe-error.ts";
import { passes, type EventFilter } from "./event-filter.ts";
import type { EventError, StreamEvent } from "./events.ts";
import type { ObservedRun } from "./observed-run.ts";
import type { Observer, RunListener } from "./observer.ts";

/** Where events go. */
export interface EventTarget {
  /** One of a few for each run, which is not to be lost. */
  offer(event: StreamEvent): void;
  /** One of as many as there are chunks. */
  offerMany(event: StreamEvent): void;
}

/** Makes of what happens in runs the events that `streamEvents` gives. */
export class EventObserver implements Observer {
  private readonly filter: EventFilter;
  private readonly target: EventTarget;

  constructor(filter: EventFilter, target: EventTarget) {
    this.filter = filter;
    this.target = target;
  }

  start(run: ObservedRun): RunListener | undefined {
    if (!passes(this.filter, run.name, run.kind.type, run.tags)) return undefined;
    const events = new EventsOfRun(run, this.target);
    events.tell("start", run.input ? { input: inputOf(run) } : {});
    return events;
  }

  custom(run: ObservedRun, name: string, data: unknown): void {
    if (!passes(this.filter, name, "custom_event", run.tags)) return;
    const { runId: run_id, parentIds: parent_ids, tags, metadata } = run;
    this.target.offerMany({ event: "on_custom_event", name, run_id, parent_ids, tags, metadata, data } as StreamEvent);
  }
}

class EventsOfRun implements RunListener {
  private readonly run: ObservedRun;
  private readonly target: EventTarget;
  private readonly streamEvent: string;

  constructor(run: ObservedRun, target: EventTarget) {
    this.run = run;
    this.target = target;
    this.streamEvent = `on_${run.kind.type}_stream`;
  }

  chunk(chunk: unknown): void {
    const { run } = this;
    const told = run.kind.chunk ? run.kind.chunk(chunk) : chunk;
    this.target.offerMany(eventOf(run, this.streamEvent, { chunk: told }));
  }

  end(): void {
    const { run } = this;
    this.tell("end", run.input ? { output: run.output, input: inputOf(run) } : { output: run.output });
  }

  error(error: object): void {
    this.tellEnd("error", describeError(error));
  }

  cancel(reason: unknown): void {
    this.tellEnd("cancel", describeReason(reason));
  }

  tell(what: string, data: object): void {
    this.target.offer(eventOf(this.run, `on_${this.run.kind.type}_${what}`, data));
  }

  private tellEnd(what: "error" | "cancel", why: EventError): void {
    const { run } = this;
    const key = what === "error" ? "error" : "reason";
    this.tell(what, run.input ? { [key]: why, input: inputOf(run) } : { [key]: why });
  }
}

function eventOf(run: ObservedRun, event: string, data: unknown): StreamEvent {
  return {
    event,
    name: run.name,
    run_id: run.runId,
    parent_ids: run.parentIds,
    tags: run.tags,
    metadata: run.metadata,
    data,
  } as StreamEvent;
}

/** Of the whole run, as the user gave it. */
function inputOf({ parent, kind, input }: ObservedRun): unknown {
  const { value } = input!;
  return parent && kind.input ? kind.input(value) : value;
}
