import type { Ending } from "../engine/ending.ts";
import type { Gate } from "../engine/run.ts";
import { configOf, type RunnableConfig, type RunnableStep } from "./config.ts";
import type { RunKind } from "./kind.ts";
import type { Observer, RunListener } from "./observer.ts";
import { observersOf } from "./callbacks.ts";
import { makeRunId } from "./run-id.ts";

/** What a run is begun with, beside the step that it is of. */
export interface Beginning {
  /** The run that it is inside of. */
  readonly parent: ObservedRun | undefined;
  readonly settings: RunnableConfig;
  /** The whole is read chunk by chunk, and not only for its output. */
  readonly streamed: boolean;
  /** Who watches it, and what is inside it, beside those who watch its parent. */
  readonly observers: readonly Observer[];
  /** What has to be open for what is inside it to go on. */
  readonly gates: readonly Gate[] | undefined;
  readonly runId: string | undefined;
}

/** What a run was given, where that is known. */
export interface KnownInput {
  readonly value: unknown;
}

const WAITING = 0;
const OPEN = 1;
const OVER = 2;

/**
 * One execution of one runnable, as those see it who watch. It starts once, at its first input, and ends once: complete,
 * with an error, or cancelled. A run inside another one starts it first, and does not outlast it.
 */
export class ObservedRun {
  readonly parent: ObservedRun | undefined;
  readonly name: string;
  readonly kind: RunKind;
  /** Those who watch it and what is inside it. */
  readonly observers: readonly Observer[];
  readonly gates: readonly Gate[] | undefined;
  /** It was the whole, for whoever began it: no other run of the same program is around it. */
  readonly streamed: boolean;
  runId = "";
  tags: readonly string[] = [];
  metadata: Readonly<Record<string, unknown>> = {};
  /** In milliseconds since 1970. */
  startTime = 0;
  endTime = 0;
  /** Known from the start, or from when the input has ended; undefined where it never was. */
  input: KnownInput | undefined = undefined;
  /** Of a run that is complete. Undefined where it is longer than what is kept. */
  output: unknown = undefined;

  private state = WAITING;
  private entered = false;
  private readonly step: RunnableStep;
  private readonly settings: RunnableConfig;
  /** Those who watch this run only. */
  private readonly own: readonly Observer[];
  private listeners: RunListener[] = [];
  private readonly children = new Set<ObservedRun>();
  private path: readonly string[] | undefined = undefined;

  constructor(step: RunnableStep, beginning: Beginning) {
    const { parent, settings, streamed, observers, gates } = beginning;
    const { config, kind, listeners } = step.detail;
    this.step = step;
    this.parent = parent;
    this.name = step.name;
    this.kind = kind;
    this.settings = settings;
    this.streamed = kind.chunks === "always" || (streamed && kind.chunks === "streamed");
    this.observers = united(parent?.observers, observers, observersOf(config.callbacks));
    this.own = listeners;
    this.gates = gates;
    if (beginning.runId !== undefined) this.runId = beginning.runId;
  }

  /** The ids of the runs that it is inside of, the whole first. */
  get parentIds(): readonly string[] {
    return this.parent?.idsWithin ?? NO_IDS;
  }

  private get idsWithin(): readonly string[] {
    return (this.path ??= Object.freeze([...this.parentIds, this.runId]));
  }

  /** Its step runs, and has had no input yet: if it fails now, that is its own doing. */
  enter(): void {
    this.entered = true;
  }

  /** What its step waits for has failed. */
  starve(): void {
    this.entered = false;
  }

  start(input?: KnownInput): void {
    if (this.state !== WAITING) return;
    this.parent?.start();
    // What a function has left behind may begin something when it is itself long over: nobody waits to hear of it.
    this.state = this.parent?.state === OVER ? OVER : OPEN;
    if (this.state === OVER) return;
    this.input ??= input;
    this.parent?.children.add(this);
    this.startTime = Date.now();
    if (this.runId === "") this.runId = makeRunId(this.startTime);
    const { tags = [], metadata = {} } = configOf(this.step, this.settings);
    this.tags = Object.freeze([...new Set([...this.step.detail.tags, ...tags])]);
    this.metadata = metadata;
    for (const observer of this.observers) this.tell(observer);
    for (const observer of this.own) this.tell(observer);
  }

  /** A chunk has come out of it. */
  chunk(chunk: unknown): void {
    if (this.state !== OPEN) this.start();
    if (this.streamed) this.progress(chunk);
  }

  /** Tells of a chunk, whether or not what comes out of it is told. */
  progress(chunk: unknown): void {
    if (this.state !== OPEN) return;
    const { listeners } = this;
    for (let at = 0; at < listeners.length; at++) listeners[at]!.chunk(chunk);
  }

  end(output: unknown): void {
    this.start();
    if (this.state !== OPEN) return;
    this.output = output;
    this.close(LOST);
    for (const listener of this.listeners) listener.end();
  }

  /** It ends before it is complete. */
  stop(ending: Ending): void {
    if (this.state === WAITING && this.entered && "error" in ending) this.start();
    if (this.state !== OPEN) {
      this.state = OVER;
      return;
    }
    this.close(ending);
    for (const listener of this.listeners) {
      if ("error" in ending) listener.error(ending.error);
      else listener.cancel(ending.reason);
    }
  }

  custom(name: string, data: unknown): void {
    this.start();
    if (this.state !== OPEN) return;
    for (const observer of this.observers) observer.custom(this, name, data);
  }

  private tell(observer: Observer): void {
    const listener = observer.start(this);
    if (listener) this.listeners.push(listener);
  }

  private close(ending: Ending): void {
    for (const child of this.children) child.stop(ending);
    this.state = OVER;
    this.endTime = Date.now();
    this.parent?.children.delete(this);
  }
}

const NO_IDS: readonly string[] = Object.freeze([]);

/** The ending of a run that is still under way when the one that it is inside of is complete. */
const LOST: Ending = { reason: undefined };

function united(...all: readonly (readonly Observer[] | undefined)[]): readonly Observer[] {
  return [...new Set(all.flatMap((some) => some ?? []))];
}
