import fc from "fast-check";
import { expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { faultyRun } from "./faulty-run.ts";
import { NOTHING, turn } from "./ways.ts";

it("batchAsCompleted ends cleanly whenever a run in it fails, falls silent, or is not wanted any more", async () => {
  const fault = fc.record({
    what: fc.constantFrom("none", "throw", "deaf", "break", "abort"),
    at: fc.nat({ max: 6 }),
    kind: fc.constantFrom("sync" as const, "async" as const),
    maxConcurrency: fc.integer({ min: 1, max: 9 }),
    returnExceptions: fc.boolean(),
    turns: fc.array(fc.nat({ max: 3 }), { minLength: 7, maxLength: 7 }),
  });
  await fc.assert(
    fc.asyncProperty(fault, async (fault) => {
      const { what, maxConcurrency, returnExceptions, turns } = fault;
      const counts = { now: 0, most: 0 };
      const { error, boom, silent } = await faultyRun(fault, ({ chunks, signal }) => {
        // The first input is the source; the others take some turns, or none.
        const wait = RunnableLambda.from(async (input: number) => {
          counts.most = Math.max(counts.most, ++counts.now);
          for (let at = 0; at < input; at++) await turn();
          counts.now--;
        });
        const runnable = RunnableLambda.from((input: number) =>
          input < 0 ? RunnableLambda.from(() => iterator(chunks)) : wait,
        );
        return runnable.batchAsCompleted([-1, ...turns], { maxConcurrency, signal }, { returnExceptions });
      });
      if (what === "none" || what === "break") expect(error).toBe(NOTHING);
      else if (what === "throw") expect(error).toBe(returnExceptions ? NOTHING : boom);
      else if (silent || error !== NOTHING) expect(isRunletError(error, "aborted"), String(error)).toBe(true);
      expect(counts.most).toBeLessThanOrEqual(maxConcurrency);
    }),
    { numRuns: 1000 },
  );
});

/** As a function hands on a stream. */
function iterator(chunks: AsyncIterable<unknown> | Iterable<unknown>): unknown {
  return Symbol.asyncIterator in chunks ? chunks : chunks[Symbol.iterator]();
}
