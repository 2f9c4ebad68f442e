import { RunletError } from "../errors/error.ts";
import { enclosingStep } from "./ambient.ts";
import type { RunnableConfig } from "./config.ts";
import type { CustomEventOf, StreamEvent } from "./events.ts";

/**
 * Tells those who watch the run that a step is part of something of your own: an `on_custom_event` of `streamEvents`,
 * `handleCustomEvent` of callbacks. Call it in the function of a step, a generator or a tool; where nobody watches it
 * does nothing.
 *
 * `config` is the one that the function was given. It may be left out where the runtime knows by itself which step has
 * called: on Node, Bun, Deno and workerd.
 *
 * @throws `config` outside of any run
 * @example
 * const load = RunnableLambda.from(async (urls: string[], config) => {
 *   for (const [at, url] of urls.entries()) {
 *     dispatchCustomEvent("progress", { done: at, of: urls.length }, config);
 *     await fetch(url, { signal: config.signal });
 *   }
 * });
 */
export function dispatchCustomEvent(name: string, data: unknown, config?: RunnableConfig): void {
  const within = enclosingStep(config);
  if (!within) {
    const how = "Call dispatchCustomEvent inside the function of a step, and give it the config of that function.";
    throw new RunletError("config", `The custom event "${name}" belongs to no run. ${how}`);
  }
  within.observed?.custom(name, data);
}

/** A custom event of which both sides know what it carries. */
export interface TypedCustomEvent<Data> {
  readonly name: string;
  dispatch(data: Data, config?: RunnableConfig): void;
  /** Whether an event is one of these. */
  is(event: StreamEvent): event is CustomEventOf<string, Data>;
}

/**
 * A custom event of which both sides know what it carries.
 *
 * @example
 * const progress = customEvent<{ done: number }>("progress");
 * // in a step:
 * progress.dispatch({ done: 3 }, config);
 * // for who watches:
 * if (progress.is(event)) console.log(event.data.done);
 */
export function customEvent<Data>(name: string): TypedCustomEvent<Data> {
  return {
    name,
    dispatch: (data, config) => dispatchCustomEvent(name, data, config),
    is: (event): event is CustomEventOf<string, Data> => event.event === "on_custom_event" && event.name === name,
  };
}
