/** Tells the time since it was asked last, in milliseconds with one decimal. */
export function stopwatch(): () => number {
  let before = performance.now();
  return () => {
    const now = performance.now();
    const took = Math.round((now - before) * 10) / 10;
    before = now;
    return took;
  };
}
