/** How much is done to arrays and texts, however long it takes. */
export interface Counts {
  /** Slots of arrays that were copied, or moved to fill a gap. */
  slots: number;
  /** Units of the texts that a method looked into, as often as it did. */
  units: number;
  /** Units of the longest text that a regular expression was given. */
  longest: number;
}

/** Counts what `work`, which must not wait, does to arrays and texts by calling their methods. */
export function counted(work: () => void): Counts {
  const counts: Counts = { slots: 0, units: 0, longest: 0 };
  const undo = [
    ...["shift", "unshift", "splice", "copyWithin"].map((name) =>
      watch(Array.prototype, name, (array) => (counts.slots += (array as unknown[]).length)),
    ),
    ...["slice", "concat", "flat", "toSpliced"].map((name) =>
      watch(Array.prototype, name, (_, _args, result) => (counts.slots += (result as unknown[]).length)),
    ),
    ...Object.getOwnPropertyNames(String.prototype)
      .filter((name) => name !== "constructor" && typeof ("" as never)[name] === "function")
      .map((name) => watch(String.prototype, name, (text) => (counts.units += (text as string).length))),
    watch(RegExp.prototype, "exec", (_, [text]) => {
      counts.units += (text as string).length;
      counts.longest = Math.max(counts.longest, (text as string).length);
    }),
  ];
  try {
    work();
  } finally {
    for (const restore of undo) restore();
  }
  return counts;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Has `note` told of each call of a method. Gives what ends that. */
function watch(owner: object, name: string, note: (self: unknown, args: unknown[], result: unknown) => void) {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name)!;
  const method = descriptor.value as Method;
  const watched: Method = function (...args) {
    const result = Reflect.apply(method, this, args);
    note(this, args, result);
    return result;
  };
  Object.defineProperty(owner, name, { ...descriptor, value: watched });
  return () => void Object.defineProperty(owner, name, descriptor);
}
