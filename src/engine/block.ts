import type { Clock, Deadline } from "./clock.ts";

/**
 * Has this thread blocked. `wait` is told for how long it may be, in milliseconds (Infinity: as long as it takes), and says whether
 * what it waits for is there.
 *
 * @throws the error of the limit that has run out
 */
export function blockWithin(
  wait: (ms: number) => boolean,
  deadlines: readonly Deadline[],
  clock: Clock | undefined,
): void {
  const begun = performance.now();
  let first = clock?.deadline(begun);
  for (const deadline of deadlines) if (!first || deadline.at < first.at) first = deadline;
  const inTime = wait(first ? first.at - begun : Infinity);
  clock?.blocked(performance.now() - begun);
  if (!inTime) throw first!.error();
}
