import { getEventListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { generator } from "../../src/runnables/generator.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import { faultyRun } from "./faulty-run.ts";
import { recorded } from "../support/recorder.ts";
import { mapEach, Source } from "../support/source.ts";
import { wrongs } from "../support/well-formed.ts";
import { anyProgram, chunksByKey, chunksOf, valueOf } from "./programs.ts";
import { all, chain, NOTHING, thrown, turn, type AnyRunnable } from "./ways.ts";
import { runs } from "../support/runs.ts";

const input = fc.string({ maxLength: 4 });

describe("random programs, watched", { timeout: 60_000 }, () => {
  it("tell of each run once, and of what the program does anyway", async () => {
    await fc.assert(
      fc.asyncProperty(anyProgram, input, async (program, text) => {
        const state = program.apply({ chunks: [text], join: "last" });
        const runnable = program.make() as AnyRunnable;
        const events = (await all(runnable.streamEvents(text as never))) as StreamEvent[];
        expect(wrongs(events)).toEqual([]);
        const [root] = events;
        const whole = events.filter((event) => event.run_id === root!.run_id);
        const chunks = whole.flatMap((event) => (event.event === "on_chain_stream" ? [event.data.chunk] : []));
        expect(chunksByKey(chunks, state)).toEqual(chunksOf(state));
        expect(whole.at(-1)!.event).toBe("on_chain_end");
        expect(whole.at(-1)!.data).toEqual({ output: valueOf(state), input: text });
        expect(root!.data).toEqual({ input: text });
      }),
      { numRuns: runs(600) },
    );
  });

  it("tell of each run once, whenever the source fails, falls silent, or is not wanted any more", async () => {
    const fault = fc.record({
      what: fc.constantFrom("nothing", "throw", "deaf", "break", "abort", "abort before"),
      at: fc.nat({ max: 6 }),
      kind: fc.constantFrom("sync" as const, "async" as const),
    });
    await fc.assert(
      fc.asyncProperty(anyProgram, fault, async (program, fault) => {
        let events: readonly StreamEvent[] = [];
        const { error, boom } = await faultyRun(fault, ({ chunks, signal }) => {
          const run = recorded(program.make() as AnyRunnable, chunks, { signal });
          events = run.events;
          return run.stream;
        });
        expect(wrongs(events)).toEqual([]);
        const last = events.at(-1)?.event;
        if (fault.what === "abort before") expect(last).toBe(undefined);
        else if (error === boom) expect(last).toBe("on_chain_error");
        else if (error !== NOTHING) expect(last).toBe("on_chain_cancel");
        else if (fault.what !== "break") expect(last).toBe("on_chain_end");
      }),
      { numRuns: runs(1000) },
    );
  });

  it("end each run with the error, wherever a step fails, and then throw it", async () => {
    const boom = new Error("boom");
    const fail = (): never => {
      throw boom;
    };
    const FAULTS: Readonly<Record<string, () => unknown>> = {
      "a function that throws": () => fail,
      "an async function that throws": () => async () => fail(),
      "a generator that throws": () =>
        generator(
          function* (): Generator<string> {
            yield "a";
            fail();
          },
          { join: "text" },
        ),
      "an async generator that throws": () =>
        generator(
          async function* (): AsyncGenerator<string> {
            yield "a";
            fail();
          },
          { join: "text" },
        ),
      "a fused step that throws": () => mapEach(fail),
      "an answer that throws": () => RunnableLambda.from(() => chain(mapEach(fail))),
      "a function that calls one that throws": () =>
        RunnableLambda.from(async (value: unknown) => await chain(mapEach(fail)).invoke(value as never)),
    };
    await fc.assert(
      fc.asyncProperty(anyProgram, anyProgram, fc.constantFrom(...Object.keys(FAULTS)), async (before, after, name) => {
        const collect = (value: unknown) => JSON.stringify(value) ?? "";
        const runnable = chain(
          before.make(),
          collect,
          FAULTS[name]!(),
          (value: unknown) => collect(value),
          after.make(),
        );
        const events: StreamEvent[] = [];
        const error = await thrown(async () => {
          for await (const event of runnable.streamEvents("ab" as never)) events.push(event);
        });
        expect(error).toBe(boom);
        expect(wrongs(events)).toEqual([]);
        expect(events.at(-1)).toMatchObject({ event: "on_chain_error", data: { error: { message: "boom" } } });
      }),
      { numRuns: runs(500) },
    );
  });

  it("end cleanly whenever the reading of events is left, or aborted", async () => {
    const fault = fc.record({ what: fc.constantFrom("break", "abort"), at: fc.nat({ max: 40 }) });
    await fc.assert(
      fc.asyncProperty(anyProgram, fault, async (program, { what, at }) => {
        const controller = new AbortController();
        const source = new Source({ length: 8, chunk: () => "ab" });
        const runnable = chain(
          generator(() => source.async as AsyncIterable<string>, { join: "text" }),
          program.make(),
        );
        const events: StreamEvent[] = [];
        const error = await thrown(async () => {
          for await (const event of runnable.streamEvents("x" as never, { signal: controller.signal })) {
            if (what === "break" && events.length === at) break;
            events.push(event);
            if (what === "abort" && events.length === at) controller.abort();
          }
        });
        await turn();
        if (what === "abort" && events.length >= at && at > 0 && error !== NOTHING) {
          expect(isRunletError(error, "aborted")).toBe(true);
          expect(wrongs(events)).toEqual([]);
        }
        if (source.made > 0) expect([source.ended, source.wrongs]).toEqual([1, []]);
        expect(getEventListeners(controller.signal, "abort")).toEqual([]);
      }),
      { numRuns: runs(1000) },
    );
  });
});
