import { patiently } from "./patiently.ts";
import type { Watcher } from "./watch.ts";

type Timer = NodeJS.Timeout & { readonly _destroyed: boolean };
type Begin = (...args: unknown[]) => Timer;

/**
 * Timers that are still to fire and keep the process alive. The test runner has timers of its own, which it took
 * before any test began: only those begun through the globals since are looked at.
 */
export const watchTimers: Watcher = () => {
  const timers = new Set<Timer>();
  const globals = globalThis as unknown as Record<string, Begin>;
  const restore = ["setTimeout", "setInterval"].map((name) => {
    const before = globals[name]!;
    const noting: Begin = (...args) => {
      const timer = before(...args);
      timers.add(timer);
      return timer;
    };
    // What util.promisify looks for.
    Object.defineProperties(noting, Object.getOwnPropertyDescriptors(before));
    globals[name] = noting;
    return () => {
      if (globals[name] === noting) globals[name] = before;
    };
  });
  const left = () => [...timers].filter((timer) => !timer._destroyed && timer.hasRef());
  return async () => {
    for (const put of restore) put();
    await patiently(() => left().length === 0);
    return left().map(() => "still open: a timer");
  };
};
