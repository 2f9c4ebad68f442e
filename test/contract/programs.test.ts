import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { generator } from "../../src/runnables/generator.ts";
import type { RunStream } from "../../src/runs/run-stream.ts";
import { mapEach, Source } from "../support/source.ts";
import { faultyRun } from "./faulty-run.ts";
import { anyProgram, chunksByKey, chunksOf, valueOf } from "./programs.ts";
import { all, chain, NOTHING, settled, thrown, waysToFail, waysToFailSync, type AnyRunnable } from "./ways.ts";
import { runs } from "../support/runs.ts";

const input = fc.string({ maxLength: 4 });

describe("random programs", { timeout: 60_000 }, () => {
  it("do what the reference does, in every way to run them", async () => {
    await fc.assert(
      fc.asyncProperty(anyProgram, input, async (program, text) => {
        const state = program.apply({ chunks: [text], join: "last" });
        const value = valueOf(state);
        const runnable = program.make() as AnyRunnable;
        const given = text as never;
        expect(await runnable.invoke(given)).toEqual(value);
        const stream = runnable.stream(given);
        expect(chunksByKey(await all(stream), state)).toEqual(chunksOf(state));
        expect(await stream.final()).toEqual(value);
        expect(await runnable.stream(given).final()).toEqual(value);
        if (!program.waits) {
          expect(runnable.invokeSync(given)).toEqual(value);
          expect(chunksByKey([...runnable.streamSync(given)], state)).toEqual(chunksOf(state));
        } else {
          for (const way of Object.values(waysToFailSync(runnable, text)))
            expect(isRunletError(await way(), "async_step")).toBe(true);
        }
      }),
      { numRuns: runs(1500) },
    );
  });

  it("do what the reference does with an input that is a stream", async () => {
    const texts = fc.array(input, { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(anyProgram, texts, fc.constantFrom("sync", "async"), async (program, chunks, kind) => {
        const state = program.apply({ chunks, join: "text" });
        const source = () => new Source({ length: chunks.length, chunk: (index) => chunks[index] });
        const begin = (from: Source) => (program.make() as AnyRunnable).transform(from[kind], { join: "text" });
        const read = source();
        const stream = begin(read);
        expect(chunksByKey(await all(stream), state)).toEqual(chunksOf(state));
        expect(await stream.final()).toEqual(valueOf(state));
        expect(await begin(source()).final()).toEqual(valueOf(state));
        const ok = { status: "ok", value: valueOf(state) };
        expect(await begin(source()).settled).toEqual(expect.objectContaining(ok));
        expect([read.ended, read.wrongs]).toEqual([1, []]);
      }),
      { numRuns: runs(1000) },
    );
  });

  it("end cleanly whenever the source fails, falls silent, or is not wanted any more", async () => {
    const fault = fc.record({
      what: fc.constantFrom("throw", "deaf", "break", "abort", "abort before"),
      at: fc.nat({ max: 6 }),
      kind: fc.constantFrom("sync" as const, "async" as const),
      final: fc.boolean(),
      watched: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(anyProgram, fault, async (program, fault) => {
        let wanted: Promise<unknown> | undefined;
        let read: RunStream<unknown>;
        const { error, boom, silent } = await faultyRun(fault, ({ chunks, signal }) => {
          read = (program.make() as AnyRunnable).transform(chunks, { join: "text", signal });
          if (fault.watched) void read.settled;
          if (fault.final) wanted = thrown(() => read.final());
          return read;
        });
        if (error !== NOTHING && error !== boom) expect(isRunletError(error, "aborted"), String(error)).toBe(true);
        if (fault.what === "throw") expect(error).toBe(boom);
        if (silent || fault.what === "abort before") expect(isRunletError(error, "aborted")).toBe(true);
        await wanted;
        const outcome = await settled(read!);
        if (error === boom) expect(outcome).toMatchObject({ status: "error", error: boom });
        else if (error !== NOTHING) expect(outcome.status).toBe("cancelled");
        else expect(["ok", "cancelled"]).toContain(outcome.status);
      }),
      { numRuns: runs(2000) },
    );
  });

  it("fail in the same way however they are run, wherever a step fails", async () => {
    const boom = new Error("boom");
    const fail = (): never => {
      throw boom;
    };
    const FAULTS: Readonly<Record<string, { step: () => unknown; waits: boolean }>> = {
      "a function that throws": { step: () => fail, waits: false },
      "an async function that throws": { step: () => async () => fail(), waits: true },
      "a generator that throws": {
        step: () =>
          generator(
            function* (): Generator<string> {
              yield "a";
              fail();
            },
            { join: "text" },
          ),
        waits: false,
      },
      "an async generator that throws": {
        step: () =>
          generator(
            async function* (): AsyncGenerator<string> {
              yield "a";
              fail();
            },
            { join: "text" },
          ),
        waits: true,
      },
      "a fused step that throws": { step: () => mapEach(fail), waits: false },
      "an answer that throws": { step: () => RunnableLambda.from(() => chain(mapEach(fail))), waits: false },
    };
    await fc.assert(
      fc.asyncProperty(anyProgram, anyProgram, fc.constantFrom(...Object.keys(FAULTS)), async (before, after, name) => {
        const { step, waits } = FAULTS[name]!;
        // The first program may give an object, which no step here minds; its chunks may all be dropped, though.
        const collect = (value: unknown) => JSON.stringify(value) ?? "";
        const runnable = chain(before.make(), collect, step(), (value: unknown) => collect(value), after.make());
        for (const [way, run] of Object.entries(waysToFail(runnable, "ab"))) expect(await run(), way).toBe(boom);
        if (waits || before.waits || after.waits) return;
        for (const [way, run] of Object.entries(waysToFailSync(runnable, "ab"))) expect(await run(), way).toBe(boom);
      }),
      { numRuns: runs(500) },
    );
  });
});
