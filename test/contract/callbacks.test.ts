import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Program } from "../../src/engine/program.ts";
import type { Source as Input } from "../../src/engine/source.ts";
import { compile } from "../../src/runnables/compile.ts";
import type { CallbackHandler } from "../../src/runs/callback-handler.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import { observe } from "../../src/runs/observe.ts";
import { handlerOf, type Call } from "../support/calls.ts";
import { faultyRun } from "./faulty-run.ts";
import { anyProgram, REFUSED } from "./programs.ts";
import { all, chain, NOTHING, type AnyRunnable } from "./ways.ts";
import { runs } from "../support/runs.ts";

const input = fc.string({ maxLength: 4 });

/** What `streamEvents` tells of it, where handlers are told of it too. */
function asCall({ event, run_id, name }: StreamEvent): string[] {
  const [, what] = /_(start|end|error|cancel)$/.exec(event) ?? [];
  if (what === undefined) return [];
  return [what === "start" ? `Start ${run_id} ${name}` : `${what === "end" ? "End" : "Error"} ${run_id}`];
}

/** The runs that handlers are told of here are all chains. */
function asEvent({ method, args }: Call): string {
  if (method === "handleChainStart") return `Start ${String(args[2])} ${String(args[7])}`;
  return `${method === "handleChainEnd" ? "End" : "Error"} ${String(args[1])}`;
}

/** Each run that has started ends once, inside the one that it is part of; one is the whole, first to last. */
function expectWhole(calls: readonly Call[], runs: number, show: string): void {
  const open = new Map<unknown, unknown>();
  const seen = new Set<unknown>();
  let wholes = 0;
  for (const { method, args } of calls) {
    if (method === "handleChainStart") {
      const [, , id, parent] = args;
      expect(seen.has(id), show).toBe(false);
      seen.add(id);
      if (parent === undefined) wholes++;
      else expect(open.has(parent), show).toBe(true);
      open.set(id, parent);
    } else {
      const id = args[1];
      expect(open.has(id), show).toBe(true);
      expect([...open.values()], show).not.toContain(id);
      open.delete(id);
    }
  }
  expect([open.size, wholes], show).toEqual([0, runs]);
}

const lines = (calls: readonly Call[]): string => calls.map(asEvent).join("\n");

describe("handlers of random programs", { timeout: 60_000 }, () => {
  it("are told what streamEvents tells, in its order", async () => {
    await fc.assert(
      fc.asyncProperty(anyProgram, input, async (program, text) => {
        const handler = handlerOf();
        const events = await all((program.make() as AnyRunnable).streamEvents(text as never, { callbacks: [handler] }));
        expect(handler.calls.map(asEvent)).toEqual((events as StreamEvent[]).flatMap(asCall));
        expectWhole(handler.calls, 1, lines(handler.calls));
      }),
      { numRuns: runs(150) },
    );
  });

  it("are told of whole runs however they are run, and change nothing", async () => {
    const boom = new Error("boom");
    const acts: readonly (() => unknown)[] = [
      () => {
        throw boom;
      },
      () => Promise.reject(boom),
      () => new Promise(() => {}),
      () => "other",
    ];
    await fc.assert(
      fc.asyncProperty(anyProgram, input, fc.constantFrom(...acts), async (program, text, act) => {
        const runnable = program.make() as AnyRunnable;
        const given = text as never;
        const value = await runnable.invoke(given);
        const handler = handlerOf();
        const callbacks: CallbackHandler[] = [handlerOf(act), handler, handlerOf(act)];
        expect(await runnable.invoke(given, { callbacks })).toEqual(value);
        expect(await runnable.stream(given, { callbacks }).final()).toEqual(value);
        await all(runnable.stream(given, { callbacks }));
        expect(await runnable.withConfig({ callbacks }).batch([given, given])).toEqual([value, value]);
        let runs = 5;
        if (!program.waits) {
          expect(runnable.invokeSync(given, { callbacks })).toEqual(value);
          expect([...runnable.streamSync(given, { callbacks })].length).toBe([...runnable.streamSync(given)].length);
          runs += 2;
        }
        expectWhole(handler.calls, runs, lines(handler.calls));
        // Where one falls back, a part of it has failed; a map over nothing may not come to it.
        const fails = handler.calls.some(({ args }) => args[7] === "RunnableWithFallbacks");
        if (text !== "") expect(fails || !program.show.includes("fallen back to"), program.show).toBe(true);
        expect(handler.calls.some(({ method }) => method === "handleChainError")).toBe(fails);
      }),
      { numRuns: runs(100) },
    );
  });

  it("are told of every end: a failure, a break, an abort, a source that falls silent", async () => {
    const fault = fc.record({
      what: fc.constantFrom("throw", "deaf", "break", "abort", "a handler that aborts"),
      at: fc.nat({ max: 20 }),
      kind: fc.constantFrom("sync" as const, "async" as const),
    });
    await fc.assert(
      fc.asyncProperty(anyProgram, fault, async (program, fault) => {
        const other = handlerOf();
        let handler = other;
        const { error, boom } = await faultyRun(fault, ({ chunks, signal, controller }) => {
          let calls = 0;
          handler = handlerOf(() => {
            if (fault.what === "a handler that aborts" && calls++ === fault.at) controller.abort();
          });
          const run = { join: "text", signal, callbacks: [handler, other] } as const;
          return (program.make() as AnyRunnable).transform(chunks, run);
        });
        for (const { calls: heard } of [handler, other]) {
          if (heard.length > 0) expectWhole(heard, 1, lines(heard));
          if (error === NOTHING) continue;
          for (const { method, args } of heard) {
            if (method !== "handleChainError" || (args[0] as Error).message === REFUSED) continue;
            if (error === boom) expect([boom.name, "AbortError"]).toContain((args[0] as Error).name);
            else expect(args[0]).toMatchObject({ name: "AbortError", code: "aborted" });
          }
        }
      }),
      { numRuns: runs(500) },
    );
  });
});

describe("nobody watching", () => {
  const given: Input = { kind: "value", value: "x" };
  const root = { name: "root", parent: undefined };
  const OPTIONS = { sync: false, root, signals: [], recursionLimit: 0 };
  const begin = (program: Program, callbacks?: CallbackHandler[]) =>
    observe({ program, input: given, options: { ...OPTIONS, settings: { callbacks } }, streamed: true });
  const make = () => chain((text: unknown) => text, { a: (text: unknown) => text });

  it("runs the program itself", () => {
    const program = compile(make(), undefined);
    expect(begin(program)).toBe(program);
    expect(begin(program, [])).toBe(program);
    const named = compile(make().withConfig({ tags: ["t"], callbacks: [] }), undefined);
    expect(begin(named)).toBe(named);
  });

  it("is not so where somebody is bound to a step, or given", () => {
    const program = compile(make(), undefined);
    expect(begin(program, [{}])).not.toBe(program);
    const heard = compile(
      chain(make().withListeners({ onEnd: () => {} }), (x: unknown) => x),
      undefined,
    );
    expect(begin(heard)).not.toBe(heard);
    const bound = compile(
      chain(make().withConfig({ callbacks: [{}] }), (x: unknown) => x),
      undefined,
    );
    expect(begin(bound)).not.toBe(bound);
  });
});
