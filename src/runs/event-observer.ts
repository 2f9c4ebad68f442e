import { cancelError, describeError, describeReason } from "./describe-error.ts";
import { passes } from "./event-filter.ts";
import type { EventOptions } from "./event-options.ts";
import type { StreamEvent } from "./events.ts";
import type { Bits } from "./kind.ts";
import type { ObservedRun } from "./observed-run.ts";
import type { Observer, RunListener, Target } from "./observer.ts";

/** Makes of what happens in runs the events that `streamEvents` gives. */
export class EventObserver implements Observer {
  private readonly options: EventOptions;
  private readonly target: Target<StreamEvent>;

  constructor(options: EventOptions, target: Target<StreamEvent>) {
    this.options = options;
    this.target = target;
  }

  start(run: ObservedRun): RunListener | undefined {
    if (!passes(this.options, run.name, run.kind.type, run.tags)) return undefined;
    const events = new EventsOfRun(run, this.target, this.options.messages ?? false);
    events.tell("start", inputOf(run));
    return events;
  }

  custom(run: ObservedRun, name: string, data: unknown): void {
    if (!passes(this.options, name, "custom_event", run.tags)) return;
    const { runId: run_id, parentIds: parent_ids, tags, metadata } = run;
    this.target.offerMany({ event: "on_custom_event", name, run_id, parent_ids, tags, metadata, data } as StreamEvent);
  }
}

class EventsOfRun implements RunListener {
  private readonly run: ObservedRun;
  private readonly target: Target<StreamEvent>;
  // What all events of the run have in common, looked up once.
  private readonly streamEvent: string;
  private readonly name: string;
  private readonly run_id: string;
  private readonly parent_ids: readonly string[];
  private readonly tags: readonly string[];
  private readonly metadata: Readonly<Record<string, unknown>>;

  private readonly bits: Bits | undefined;

  constructor(run: ObservedRun, target: Target<StreamEvent>, messages: boolean) {
    const message = `on_${run.kind.type}_message`;
    this.run = run;
    this.target = target;
    if (messages) this.bits = run.kind.bits?.({ push: (bit) => target.offerMany(this.event(message, bit)) });
    this.streamEvent = `on_${run.kind.type}_stream`;
    this.name = run.name;
    this.run_id = run.runId;
    this.parent_ids = run.parentIds;
    this.tags = run.tags;
    this.metadata = run.metadata;
  }

  chunk(chunk: unknown): void {
    const { kind } = this.run;
    this.target.offerMany(this.event(this.streamEvent, { chunk: kind.chunk ? kind.chunk(chunk) : chunk }));
    this.bits?.push(chunk);
  }

  reset(error: object): void {
    this.tell("reset", { error: describeError(error) });
  }

  end(): void {
    this.bits?.end();
    this.tell("end", { output: this.run.output, ...inputOf(this.run) });
  }

  error(error: object): void {
    this.bits?.fail(error);
    this.tellEarly("error", { error: describeError(error) });
  }

  cancel(reason: unknown): void {
    this.bits?.fail(cancelError(reason));
    this.tellEarly("cancel", { reason: describeReason(reason) });
  }

  tell(what: string, data: object): void {
    this.target.offer(this.event(`on_${this.run.kind.type}_${what}`, data));
  }

  private tellEarly(what: "error" | "cancel", why: object): void {
    this.tell(what, { ...why, ...inputOf(this.run) });
  }

  private event(event: string, data: unknown): StreamEvent {
    const { name, run_id, parent_ids, tags, metadata } = this;
    return { event, name, run_id, parent_ids, tags, metadata, data } as StreamEvent;
  }
}

/** Where it is known. Of the whole run, it is as the user gave it. */
function inputOf(run: ObservedRun): { readonly input?: unknown } {
  const known = run.parent ? run.formedInput : run.input;
  return known ? { input: known.value } : {};
}
