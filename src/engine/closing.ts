import type { Ending } from "./ending.ts";

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as PromiseLike<unknown>).then === "function";
}

/** Lets go of something that may still reject: nobody is there any more to be told. */
export function letGo(pending: unknown): void {
  if (isPromise(pending)) pending.then(undefined, () => {});
}

/** Ends something after a failure, or that nobody waits for: what its own end throws is not told any more. */
export function endQuietly(close: () => unknown): void {
  try {
    letGo(close());
  } catch {
    // The failure is what is told.
  }
}

/** What can be ended. Gives a promise where something asynchronous, a `finally` say, has to be waited for. */
export interface Closeable {
  close(ending?: Ending): Promise<unknown> | undefined;
}

/** Ends all of them, each once, whatever the others throw; then throws the first error. */
export function closeAll(all: readonly (() => unknown)[]): Promise<unknown> | undefined {
  const pending: PromiseLike<unknown>[] = [];
  let failure: { readonly error: unknown } | undefined;
  for (const close of all) {
    try {
      const closing = close();
      if (isPromise(closing)) pending.push(closing);
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure) {
    pending.forEach(letGo);
    throw failure.error;
  }
  return pending.length > 0 ? Promise.all(pending) : undefined;
}
