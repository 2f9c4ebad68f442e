import type { Watcher } from "./watch.ts";

const METHODS = [
  ...(["log", "info", "debug", "warn", "error", "trace", "dir", "dirxml", "table", "assert"] as const),
  ...(["count", "group", "groupCollapsed", "timeEnd", "timeLog"] as const),
];

type Method = (...args: unknown[]) => unknown;

/** Replaces a method by one that notes the call first, and gives what puts it back. */
function note(object: object, key: string, onCall: (args: unknown[]) => void): () => void {
  const methods = object as Record<string, Method>;
  const before = methods[key]!;
  const noting = function (this: unknown, ...args: unknown[]): unknown {
    onCall(args);
    return before.apply(this, args);
  };
  methods[key] = noting;
  return () => {
    if (methods[key] === noting) methods[key] = before;
  };
}

const short = (args: unknown[]): string => args.map(String).join(" ").slice(0, 200);

/** Anything printed. */
export const watchOutput: Watcher = () => {
  const seen: string[] = [];
  const restore = [
    ...METHODS.map((method) =>
      note(console, method, (args) => {
        if (method !== "assert" || !args[0]) seen.push(`console.${method}: ${short(args)}`);
      }),
    ),
    ...(["stdout", "stderr"] as const).map((name) =>
      note(process[name], "write", (args) => seen.push(`${name}: ${short(args)}`)),
    ),
  ];
  return () => {
    for (const put of restore) put();
    return seen;
  };
};
