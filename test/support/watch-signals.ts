import type { Watcher } from "./watch.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const PACKAGES = [`${ROOT}node_modules/`, `${ROOT}bench/node_modules/`];

/** Whether the caller of the method that calls this is a file of the project: fetch has its own listeners, and its own time. */
function calledByProject(): boolean {
  const caller = new Error().stack?.split("\n")[3] ?? "";
  return caller.includes(ROOT) && !PACKAGES.some((packages) => caller.includes(packages));
}

/** Listeners that the project's files left on a signal that may still abort. */
export const watchSignals: Watcher = () => {
  const left = new Map<AbortSignal, Map<unknown, string>>();
  const prototype = AbortSignal.prototype;
  const { addEventListener, removeEventListener } = prototype;
  Object.assign(prototype, {
    addEventListener(this: AbortSignal, ...args: Parameters<AbortSignal["addEventListener"]>) {
      addEventListener.apply(this, args);
      if (args[0] !== "abort" || !calledByProject()) return;
      const listeners = left.get(this) ?? new Map<unknown, string>();
      left.set(this, listeners.set(args[1], new Error().stack?.split("\n")[2]?.trim() ?? ""));
    },
    removeEventListener(this: AbortSignal, ...args: Parameters<AbortSignal["removeEventListener"]>) {
      removeEventListener.apply(this, args);
      left.get(this)?.delete(args[1]);
    },
  });
  return () => {
    // Both are inherited from EventTarget.
    Reflect.deleteProperty(prototype, "addEventListener");
    Reflect.deleteProperty(prototype, "removeEventListener");
    return [...left].flatMap(([signal, listeners]) =>
      signal.aborted ? [] : [...listeners.values()].map((where) => `a listener left on a signal, ${where}`),
    );
  };
};
