import { EventObserver } from "../../src/runs/event-observer.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import { keepOf } from "../../src/runs/keep.ts";
import { observe } from "../../src/runs/observe.ts";
import { RunStream } from "../../src/runs/run-stream.ts";
import type { RunnableConfig } from "../../src/runs/config.ts";
import { compile } from "../../src/runnables/compile.ts";
import { iterate } from "../../src/runnables/input.ts";
import type { AnyRunnable } from "../contract/ways.ts";

/** An observer that keeps the events of what it sees, and the stream of a run that it watches: not that of the events. */
export function recorded(
  runnable: AnyRunnable,
  chunks: AsyncIterable<unknown> | Iterable<unknown>,
  settings: RunnableConfig,
) {
  const events: StreamEvent[] = [];
  const keep = (event: StreamEvent) => void events.push(event);
  const observer = new EventObserver({}, { offer: keep, offerMany: keep });
  const input = iterate(chunks, "text");
  const options = {
    sync: false,
    root: { name: runnable.name, parent: undefined },
    signals: settings.signal ? [settings.signal] : [],
    recursionLimit: 25,
    settings,
  };
  const start = { program: compile(runnable, undefined), input, options, streamed: true };
  const program = observe(start, [observer]);
  return { events, stream: new RunStream<unknown>({ ...start, program }, keepOf(settings)) };
}
