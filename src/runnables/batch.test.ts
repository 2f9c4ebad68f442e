import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { RunnableLambda } from "./lambda.ts";
import "./runnable.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Counts how many runs are under way at once. */
function counted() {
  const counts = { now: 0, most: 0, begun: 0 };
  const runnable = RunnableLambda.from(async (turns: number) => {
    counts.begun++;
    counts.most = Math.max(counts.most, ++counts.now);
    for (let at = 0; at < turns; at++) await turn();
    counts.now--;
    if (turns < 0) throw new Error(`input ${turns}`);
    return turns * 10;
  });
  return { counts, runnable };
}

describe("batch", () => {
  it("gives the outputs in the order of the inputs, whichever ends first", async () => {
    const { runnable, counts } = counted();
    expect(await runnable.batch([5, 1, 3])).toEqual([50, 10, 30]);
    expect(counts.most).toBe(3);
    expect(await runnable.batch([])).toEqual([]);
  });

  it("keeps to maxConcurrency, given or bound", async () => {
    const inputs = [3, 1, 2, 1, 1];
    const outputs = inputs.map((input) => input * 10);
    const given = counted();
    expect(await given.runnable.batch(inputs, { maxConcurrency: 2 })).toEqual(outputs);
    expect(given.counts.most).toBe(2);
    const bound = counted();
    expect(await bound.runnable.withConfig({ maxConcurrency: 1 }).batch(inputs)).toEqual(outputs);
    expect(bound.counts.most).toBe(1);
    await expect(given.runnable.batch([1], { maxConcurrency: 0 })).rejects.toMatchObject({ code: "config" });
  });

  it("starts nothing after a failure, and ends what is under way", async () => {
    const { signal } = new AbortController();
    const reasons: unknown[] = [];
    let begun = 0;
    const runnable = RunnableLambda.from(async (input: number, config) => {
      begun++;
      config.signal.addEventListener("abort", () => reasons.push(input), { once: true });
      if (input === 1) throw new Error("first");
      await new Promise(() => {});
    });
    await expect(runnable.batch([0, 1, 2, 3, 4], { maxConcurrency: 2, signal })).rejects.toThrow("first");
    await turn();
    expect(begun).toBe(2);
    expect(reasons).toContain(0);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("is ended by a signal, before and in the middle", async () => {
    const { runnable, counts } = counted();
    await expect(runnable.batch([1, 2], { signal: AbortSignal.abort("no") })).rejects.toMatchObject({
      code: "aborted",
      cause: "no",
    });
    expect(counts.begun).toBe(0);
    const controller = new AbortController();
    const run = runnable.batch([100, 100, 100], { signal: controller.signal, maxConcurrency: 2 });
    controller.abort("enough");
    await expect(run).rejects.toMatchObject({ code: "aborted", cause: "enough" });
    expect(counts.begun).toBe(2);
  });
});
