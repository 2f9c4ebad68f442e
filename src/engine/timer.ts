/** The longest that a timer can wait: one that is set to more goes off at once. */
const LONGEST = 2 ** 31 - 1;

/** Calls `work` after so many milliseconds, of which there may be any number. */
export function timer(work: () => void, ms: number): ReturnType<typeof setTimeout> {
  return setTimeout(work, Math.min(ms, LONGEST));
}
