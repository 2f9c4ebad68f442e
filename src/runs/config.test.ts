import { expect, it } from "vitest";
import { RunnableLambda } from "../runnables/lambda.ts";
import "../runnables/runnable.ts";
import { mergeConfigs, type RunnableConfig, type StepConfig } from "./config.ts";

it("is merged key by key, and what is not said changes nothing", () => {
  const before: RunnableConfig = { tags: ["a", "b"], metadata: { a: 1, b: 1 }, maxConcurrency: 2, runName: "x" };
  const after: RunnableConfig = { tags: ["b", "c"], metadata: { b: 2 }, maxConcurrency: 3, runName: undefined };
  expect(mergeConfigs(before, after)).toEqual({
    tags: ["a", "b", "c"],
    metadata: { a: 1, b: 2 },
    maxConcurrency: 3,
    runName: "x",
  });
  const odd = mergeConfigs({}, JSON.parse('{ "__proto__": { "tags": ["c"] } }') as RunnableConfig);
  expect([odd.tags, Object.keys(odd)]).toEqual([undefined, ["__proto__"]]);
});

it("of a step has its signal as a property of its own, with one getter for all", async () => {
  const seen: StepConfig[] = [];
  const signals: AbortSignal[] = [];
  const step = RunnableLambda.from((_: number, config) => {
    seen.push(config);
    signals.push(config.signal, { ...config }.signal);
  });
  await step.batch([1, 2]);
  const getterOf = (config: object | undefined) => Object.getOwnPropertyDescriptor(config, "signal")?.get;
  expect(getterOf(seen[0])).toBeTypeOf("function");
  expect(getterOf(seen[1])).toBe(getterOf(seen[0]));
  expect(signals[1]).toBe(signals[0]);
  expect(signals[2]).not.toBe(signals[0]);
});

it("of a step has what is bound to those that it is in, but their names and ids", async () => {
  let seen: StepConfig | undefined;
  const inner = RunnableLambda.from((_: number, config) => void (seen = config))
    .withConfig({ tags: ["inner"], maxConcurrency: 1, runName: "inner", metadata: { by: "inner", a: 1 } })
    .pipe((nothing: void) => nothing)
    .withConfig({ tags: ["outer"], maxConcurrency: 2, runName: "outer", runId: "1", metadata: { by: "outer" } });
  await inner.pipe(() => 1).invoke(1, { tags: ["given"], runId: "2" });
  expect(seen).toMatchObject({
    tags: ["inner", "outer", "given"],
    maxConcurrency: 2,
    metadata: { by: "outer", a: 1 },
  });
  expect(Object.keys(seen!).filter((key) => key.startsWith("run"))).toEqual([]);
});
