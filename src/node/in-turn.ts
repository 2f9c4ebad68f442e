/** Of each key the work that was begun last; it never rejects. */
const latest = new Map<string, Promise<void>>();

/** Does `work` when all work of the same key that was begun before, in this process, is done. */
export function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const turn = (latest.get(key) ?? Promise.resolve()).then(work);
  const leave = () => {
    if (latest.get(key) === settled) latest.delete(key);
  };
  const settled: Promise<void> = turn.then(leave, leave);
  latest.set(key, settled);
  return turn;
}
