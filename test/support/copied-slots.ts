import { vi } from "vitest";

/** How many containers, and slots of them, a patcher copies while `work` runs: work, not time. */
export function copiedSlots(work: () => void): { containers: number; slots: number } {
  const counted = { containers: 0, slots: 0 };
  const { add } = WeakSet.prototype;
  const spy = vi.spyOn(WeakSet.prototype, "add").mockImplementation(function (this: WeakSet<object>, copy) {
    counted.containers++;
    counted.slots += Object.keys(copy).length;
    return add.call(this, copy);
  });
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return counted;
}
