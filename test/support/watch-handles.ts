import { patiently } from "./patiently.ts";
import type { Watcher } from "./watch.ts";

/** What keeps the process alive, counted by kind. Timers come and go with the test runner: they are watched by themselves. */
function active(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (kind !== "Timeout" && kind !== "Immediate") counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

function more(before: Map<string, number>): string[] {
  return [...active()].filter(([kind, count]) => count > (before.get(kind) ?? 0)).map(([kind]) => kind);
}

/** Sockets, files and the like that keep the process alive and did not before. */
export const watchHandles: Watcher = () => {
  const before = active();
  // A server that outlives the test keeps its side of a connection a little longer than the client does.
  const serving = before.has("TCPServerWrap");
  const left = () => more(before).filter((kind) => !(serving && kind === "TCPSocketWrap"));
  return async () => {
    await patiently(() => left().length === 0);
    return left().map((kind) => `still open: ${kind}`);
  };
};
