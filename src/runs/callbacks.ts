import type { CallbackHandler } from "./callback-handler.ts";
import { CallbackObserver } from "./callback-observer.ts";
import type { Observer } from "./observer.ts";

/** Who is told what happens in a run, and in those inside it. */
export type Callbacks = readonly CallbackHandler[];

/** One for each handler, so that one that is given at several places is told once. */
const known = new WeakMap<CallbackHandler, Observer>();

export function observersOf(callbacks: Callbacks = []): readonly Observer[] {
  return callbacks.map((handler) => {
    let observer = known.get(handler);
    if (!observer) {
      observer = new CallbackObserver(handler);
      known.set(handler, observer);
    }
    return observer;
  });
}
