import { LEFT, type Ending } from "../engine/ending.ts";
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
  /** What comes out of it is told chunk by chunk. */
  readonly streamed: boolean;
  runId = "";
  /** What holds for it, and goes down to those inside it. */
  config: RunnableConfig = {};
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
  /** A chunk has been told. */
  private progressed = false;
  private starvedBy: object | undefined = undefined;
  /** Why it is over, unless it is complete. */
  private ending: Ending | undefined = undefined;
  private readonly step: RunnableStep;
  private readonly settings: RunnableConfig;
  /** Those who watch this run only. */
  private readonly own: readonly Observer[];
  private readonly listeners: RunListener[] = [];
  /** How many of those who watch have been told of the start, and how many listeners of the end. */
  private introduced = 0;
  private dismissed = 0;
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
    this.runId = beginning.runId ?? config.runId ?? "";
  }

  /** What it was given, in the form of its kind; undefined where it is not known, or nothing that the kind can take. */
  get formedInput(): KnownInput | undefined {
    const { input, kind } = this;
    if (!input || !kind.input) return input;
    try {
      return { value: kind.input(input.value) };
    } catch {
      // The run will say so itself.
      return undefined;
    }
  }

  /** The whole that it is part of. */
  get root(): ObservedRun {
    return this.parent?.root ?? this;
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

  /** What its step waits for has ended early: of an error, it is not its own doing if it fails of that too. */
  starve(ending: Ending): void {
    this.starvedBy = "error" in ending ? ending.error : undefined;
  }

  start(input?: KnownInput): void {
    if (this.state !== WAITING) return;
    this.parent?.start();
    // Whoever was told of that may have ended this run.
    if (this.state !== WAITING) return;
    // What a function has left behind may begin something when it is itself long over: nobody waits to hear of it.
    this.state = this.parent?.state === OVER ? OVER : OPEN;
    if (this.state === OVER) return;
    this.input ??= input;
    this.parent?.children.add(this);
    this.startTime = Date.now();
    if (this.runId === "") this.runId = makeRunId(this.startTime);
    this.config = configOf(this.step, this.settings);
    const { tags = [], metadata = {} } = this.config;
    this.tags = Object.freeze([...new Set([...this.step.detail.tags, ...tags])]);
    this.metadata = metadata;
    this.tellStart();
  }

  /** A chunk has come out of it. */
  chunk(chunk: unknown): void {
    if (this.state !== OPEN) this.start();
    if (this.streamed) this.progress(chunk);
  }

  /** Tells of a chunk, whether or not what comes out of it is told. */
  progress(chunk: unknown): void {
    if (this.state !== OPEN) return;
    this.progressed = true;
    const { listeners } = this;
    for (let at = 0; at < listeners.length && this.state === OPEN; at++) listeners[at]!.chunk(chunk);
  }

  /** What has come out of it is taken back. */
  reset(error: object): void {
    if (!this.progressed) return;
    this.progressed = false;
    for (const listener of this.listeners) if (this.state === OPEN) listener.reset?.(error);
  }

  end(output: unknown): void {
    this.start();
    if (this.state !== OPEN) return;
    this.output = output;
    this.close(undefined);
  }

  /** It ends before it is complete. */
  stop(ending: Ending): void {
    const failed = "error" in ending && ending.error !== this.starvedBy;
    if (this.state === WAITING && this.entered && failed) this.start();
    if (this.state === OPEN) return this.close(ending);
    this.state = OVER;
    if (this.startTime > 0) this.tellEnd();
  }

  custom(name: string, data: unknown): void {
    this.start();
    for (const observer of this.observers) if (this.state === OPEN) observer.custom(this, name, data);
  }

  private close(ending: Ending | undefined): void {
    this.state = OVER;
    this.ending = ending;
    this.tellEnd();
  }

  // Whoever is told may end the run, or what it is in, at that very moment. Then what was just being told is told to the
  // others first, by whoever comes to it: each of them is told of everything, in one order.

  private tellStart(): void {
    const { observers, own } = this;
    while (this.introduced < observers.length + own.length) {
      const at = this.introduced++;
      const listener = (observers[at] ?? own[at - observers.length])!.start(this);
      if (!listener) continue;
      this.listeners.push(listener);
      listener.start?.();
    }
  }

  private tellEnd(): void {
    const { ending, listeners } = this;
    this.tellStart();
    // Where this run is complete, nobody waits any more for what is still under way in it.
    for (const child of this.children) child.stop(ending ?? LEFT);
    this.endTime ||= Date.now();
    while (this.dismissed < listeners.length) {
      const listener = listeners[this.dismissed++]!;
      if (!ending) listener.end();
      else if ("error" in ending) listener.error(ending.error);
      else listener.cancel(ending.reason);
    }
    this.parent?.children.delete(this);
  }
}

const NO_IDS: readonly string[] = Object.freeze([]);

function united(...all: readonly (readonly Observer[] | undefined)[]): readonly Observer[] {
  return [...new Set(all.flatMap((some) => some ?? []))];
}
