import { checkConfig, configWithin, enclosingOf, type RunnableConfig, type StepConfig, type Within } from "./config.ts";

/** What of Node's `AsyncLocalStorage` is used. */
interface Storage {
  getStore(): StepConfig | undefined;
  run<R, A extends readonly unknown[]>(store: StepConfig | undefined, work: (...args: A) => R, ...args: A): R;
}

interface AsyncHooks {
  readonly AsyncLocalStorage: new () => Storage;
}

/** Not an import, which would tie the library to Node: Node from 20.16 on, Bun, Deno and workerd have it so. */
function makeStorage(): Storage | undefined {
  const host = (globalThis as { process?: { getBuiltinModule?(name: string): unknown } }).process;
  const hooks = host?.getBuiltinModule?.("node:async_hooks") as AsyncHooks | undefined;
  return hooks && new hooks.AsyncLocalStorage();
}

const storage = makeStorage();

/** Calls a user's function, so that the runs it begins are inside the step whose config it is given. */
export function callInside<R, A extends readonly unknown[]>(
  config: StepConfig,
  work: (...args: A) => R,
  ...args: A
): R {
  return storage ? storage.run(config, work, ...args) : work(...args);
}

/**
 * Calls `work` outside of the run whose function has called it: what it begins there is no part of that run, and is not
 * ended with it. For what others wait for too, such as the filling of a cache, or what is to be done after a cancel. A
 * config that is passed on still says what it is a part of.
 *
 * @example
 * const load = RunnableLambda.from((key: string) => (cache[key] ??= detached(() => loader.invoke(key))));
 */
export function detached<R, A extends readonly unknown[]>(work: (...args: A) => R, ...args: A): R {
  return storage?.getStore() ? storage.run(undefined, work, ...args) : work(...args);
}

/**
 * A user's iterator, each `next` of which is called inside the step: the body of a generator runs where that is called
 * from.
 */
export function iterateInside<I extends Iterator<unknown> | AsyncIterator<unknown>>(
  config: StepConfig,
  iterator: I,
): I {
  return storage ? (new IteratorInside(storage, config, iterator as never) as unknown as I) : iterator;
}

class IteratorInside {
  private readonly storage: Storage;
  private readonly config: StepConfig;
  private readonly iterator: Iterator<unknown>;

  constructor(storage: Storage, config: StepConfig, iterator: Iterator<unknown>) {
    this.storage = storage;
    this.config = config;
    this.iterator = iterator;
  }

  next(): unknown {
    return this.storage.run(this.config, this.step);
  }

  // Of a class, so that it is made once and not at every chunk.
  private readonly step = (): unknown => this.iterator.next();

  get return(): (() => unknown) | undefined {
    const { iterator } = this;
    if (typeof iterator.return !== "function") return undefined;
    return () => this.storage.run(this.config, () => iterator.return!());
  }
}

/** The step that a user's function belongs to: that of its config, or else the one that has called it. */
export function enclosingStep(config: RunnableConfig | undefined): Within | undefined {
  return enclosingOf(config ?? {}) ?? enclosingOf(storage?.getStore() ?? {});
}

/**
 * `config` for a run that is begun here: in a user's function, for one inside the step that has called it. Not where the
 * config says itself what the run is inside of, and not when the step is complete: what a function has left behind is on
 * its own.
 */
export function settingsHere(config: RunnableConfig): RunnableConfig {
  const within = enclosingOf(checkConfig(config));
  const outer = storage?.getStore();
  return outer === undefined || within || enclosingOf(outer)?.done ? config : configWithin(outer, config);
}
