import { Telling } from "../engine/telling.ts";
import type { ToldReader } from "../engine/told-reader.ts";
import type { RunnableConfig } from "./config.ts";
import { eventBytes } from "./event-bytes.ts";
import type { EventFilter } from "./event-filter.ts";
import { EventObserver } from "./event-observer.ts";
import { watchingOf, type EventOptions, type LogOptions } from "./event-options.ts";
import { EventStream } from "./event-stream.ts";
import type { CustomEvents, StreamEvent } from "./events.ts";
import { LogObserver } from "./log-observer.ts";
import { LogStream } from "./log-stream.ts";
import type { Observer } from "./observer.ts";
import type { RunLogPatch } from "./run-log-patch.ts";
import type { RunState } from "./run-state.ts";

/** A run that is read for what its observer tells. */
export interface ToldRun<T> {
  readonly config: RunnableConfig;
  readonly observer: Observer;
  readonly telling: Telling<T>;
}

/** Makes a run ready, which begins when it is first read. */
type Begin = <T>(run: ToldRun<T>) => ToldReader<T>;

type Bytes = ReadableStream<Uint8Array<ArrayBuffer>>;

/** What happens in a run, as events. */
export function tellEvents<C extends CustomEvents>(
  options: RunnableConfig & EventOptions,
  more: EventFilter,
  begin: Begin,
): EventStream<C> | Bytes {
  const { config, how } = watchingOf(options, more);
  const telling = new Telling<StreamEvent>();
  const reader = begin({ config, telling, observer: new EventObserver(how, telling) });
  const events = new EventStream<C>(reader as ToldReader<StreamEvent<C>>);
  return how.encoding ? eventBytes(events) : events;
}

/** What happens in a run, as patches of its log. */
export function tellLog<S extends RunState>(
  options: RunnableConfig & LogOptions,
  more: EventFilter,
  begin: Begin,
): LogStream<S> | Bytes {
  const { config, how } = watchingOf(options, more);
  const telling = new Telling<RunLogPatch>();
  const reader = begin({ config, telling, observer: new LogObserver(how, telling) });
  const log = new LogStream<S>(reader as ToldReader<RunLogPatch<S>>);
  return how.encoding ? eventBytes(log) : log;
}
