/** One turn of the event loop: behind all that is ready, and before what another turn brings. */
export const inOwnTurn: (work: () => void) => unknown =
  typeof setImmediate === "function" ? (work) => setImmediate(work) : (work) => setTimeout(work, 0);
