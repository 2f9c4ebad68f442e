import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { errorInfo } from "../errors/info.ts";
import type { RunnableConfig } from "../runs/config.ts";
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

  it("gives errors in the place of outputs where it is asked to, and only what has not failed to the next step", async () => {
    const seen: number[] = [];
    const fails = RunnableLambda.from(async (input: number) => {
      await turn();
      if (input % 2 === 1) throw new Error(`input ${input}`);
      return input;
    });
    const chain = fails.pipe((input: number) => {
      seen.push(input);
      return input * 10;
    });
    for (const maxConcurrency of [1, 2, undefined]) {
      const outputs = await chain.batch([0, 1, 2, 3, 4], { maxConcurrency }, { returnExceptions: true });
      expect(outputs).toEqual([0, new Error("input 1"), 20, new Error("input 3"), 40]);
      expect(errorInfo(outputs[1])?.path).toEqual(["RunnableSequence", "RunnableLambda"]);
      expect(seen.splice(0).toSorted()).toEqual([0, 2, 4]);
    }
  });

  it("gives as an error what was thrown and is none", async () => {
    const thrown = { no: "error" };
    const step = RunnableLambda.from((): number => {
      throw thrown;
    });
    const [first] = await step.batch([1], {}, { returnExceptions: true });
    expect(first).toBeInstanceOf(Error);
    expect(first).toMatchObject({ code: "thrown", cause: thrown });
  });

  it("is ended as a whole by its signal, whatever becomes of failures", async () => {
    const controller = new AbortController();
    let begun = 0;
    const step = RunnableLambda.from((input: number) => {
      begun++;
      return input === 1 ? new Promise<number>(() => controller.abort("enough")) : input;
    });
    for (const bound of [step, step.withConfig({ signal: controller.signal })]) {
      const config = bound === step ? { signal: controller.signal } : {};
      const run = bound.batch([0, 1, 2], { ...config, maxConcurrency: 1 }, { returnExceptions: true });
      await expect(run).rejects.toMatchObject({ code: "aborted", cause: "enough" });
    }
    // The second was over before it began.
    expect(begun).toBe(2);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("tells the runs that it ends why", async () => {
    const boom = new Error("boom");
    const reasons: unknown[] = [];
    const step = RunnableLambda.from(async (input: number, { signal }) => {
      await turn();
      if (input === 2) throw boom;
      signal.addEventListener("abort", () => reasons.push(signal.reason), { once: true });
      return new Promise<never>(() => {});
    });
    await expect(step.batch([0, 1, 2])).rejects.toBe(boom);
    expect(reasons).toEqual([boom, boom]);
  });

  it("takes a config for each input, and maxConcurrency for itself alone", async () => {
    const seen: RunnableConfig[] = [];
    const step = RunnableLambda.from((_: number, config) => void seen.push(config));
    const configs = ["a", "b"].map((tag) => ({ tags: [tag], runName: tag }));
    await step.withConfig({ tags: ["bound"] }).batch([1, 2], configs, { maxConcurrency: 1 });
    expect(seen.map(({ tags, maxConcurrency }) => [tags, maxConcurrency])).toEqual([
      [["bound", "a"], undefined],
      [["bound", "b"], undefined],
    ]);
    await expect(step.batch([1, 2], [{}])).rejects.toMatchObject({ code: "config" });
    await expect(step.batch([1], [{ tags: "no" as never }])).rejects.toMatchObject({ code: "config" });
  });

  it("ends with one input only, where each has a signal of its own", async () => {
    const { runnable } = counted();
    const configs = [{}, { signal: AbortSignal.abort("no") }, {}];
    const outputs = await runnable.batch([1, 2, 3], configs, { returnExceptions: true });
    expect(outputs).toMatchObject([10, { code: "aborted", cause: "no" }, 30]);
  });

  it("is a part of the run whose function calls it, as many at a time as that allows", async () => {
    const { runnable, counts } = counted();
    const outer = RunnableLambda.from((inputs: number[]) => runnable.batch(inputs), { name: "outer" });
    expect(await outer.invoke([1, 1, 1, 1], { maxConcurrency: 2 })).toEqual([10, 10, 10, 10]);
    expect(counts.most).toBe(2);
    const error: unknown = await outer.invoke([-1]).catch((thrown: unknown) => thrown);
    expect(errorInfo(error)?.path).toEqual(["outer", "RunnableLambda"]);
  });

  it("begins nothing after a failure, of what was held up by whoever watches", async () => {
    const { runnable, counts } = counted();
    const outer = RunnableLambda.from(async (inputs: readonly number[]) => {
      const error = await runnable.batch(inputs).catch((failure: unknown) => failure);
      const begun = counts.begun;
      for (let at = 0; at < 50; at++) await turn();
      return [String(error), counts.begun - begun];
    });
    let output: unknown;
    for await (const event of outer.streamEvents([-1, ...Array.from({ length: 20 }, () => 1)])) {
      await turn();
      if (event.event === "on_chain_end" && event.parent_ids.length === 0) output = event.data.output;
    }
    expect(output).toEqual(["Error: input -1", 0]);
  });

  it("begins 10,000 at once, with one listener on a signal that they share, and no call inside a call", async () => {
    const { signal } = new AbortController();
    const { runnable, counts } = counted();
    const listeners: number[] = [];
    const seen = RunnableLambda.from(async (output: number) => {
      if (output === 20) listeners.push(getEventListeners(signal, "abort").length);
      return output;
    });
    const inputs = Array.from({ length: 10_000 }, (_, at) => (at % 1000 === 0 ? 2 : 1));
    expect(await runnable.pipe(seen).batch(inputs, { signal })).toEqual(inputs.map((input) => input * 10));
    expect([counts.most, new Set(listeners)]).toEqual([10_000, new Set([1])]);
    const plain = RunnableLambda.from((input: number) => input);
    for (const maxConcurrency of [1, undefined])
      expect(await plain.batch(inputs, { signal, maxConcurrency })).toEqual(inputs);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
