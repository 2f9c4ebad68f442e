import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StreamEvent } from "../../src/runs/events.ts";
import { wrongs } from "../support/well-formed.ts";
import { anyRestartProgram, cut, isSound, type Step, type Watch } from "./restart-programs.ts";
import { all, NOTHING, settled, thrown, turn, type AnyRunnable } from "./ways.ts";

/** A program may not take longer than `timeout`: one that hangs is told by name. */
const OPTIONS = { numRuns: process.env["LONG"] ? 5_000 : 120, timeout: 20_000 };

const INPUT = "abcdef" as never;

const watching = (kind: Watch["kind"]): Watch => ({ kind, began: 0, ended: 0, wholes: [] });

function expectCleanEnd({ began, ended, wholes }: Watch): void {
  expect(ended).toBe(began);
  expect(wholes.filter((whole) => !isSound(whole))).toEqual([]);
}

/** Long enough for what was left behind to come to its end. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 8; turns++) await turn();
}

/** Makes the program anew for a way to run it, which has to end cleanly. */
async function running<T>(program: Step, run: (runnable: AnyRunnable) => Promise<T>): Promise<T> {
  const watch = watching("async");
  const result = await run(program.make(watch));
  await settle();
  expectCleanEnd(watch);
  return result;
}

function runningSync<T>(program: Step, run: (runnable: AnyRunnable) => T): T {
  const watch = watching("sync");
  const result = run(program.make(watch));
  expectCleanEnd(watch);
  return result;
}

/** What whoever reads a stream has at its end, where it drops what is taken back. */
async function readWithResets(runnable: AnyRunnable): Promise<unknown[]> {
  const read: unknown[] = [];
  for await (const chunk of runnable.stream(INPUT, { onReset: () => void (read.length = 0) })) read.push(chunk);
  return read;
}

function readWithResetsSync(runnable: AnyRunnable): unknown[] {
  const read: unknown[] = [];
  for (const chunk of runnable.streamSync(INPUT, { onReset: () => void (read.length = 0) })) read.push(chunk);
  return read;
}

/** Reads on when it is about to be told that what it has is taken back. */
async function finalAfterTheFirst(runnable: AnyRunnable): Promise<unknown> {
  const stream = runnable.stream(INPUT, { onReset: () => {} });
  await stream.next();
  return stream.final();
}

/** The events as one sees them that now and then has something else to do. */
async function eventsOf(runnable: AnyRunnable): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of runnable.streamEvents(INPUT)) {
    events.push(event);
    if (events.length % 5 === 0) await turn();
  }
  return events;
}

/** Some moment of a run: between two turns, or inside of one. */
async function passing(moments: number): Promise<void> {
  for (let at = 0; at < moments; at++) await (at % 3 === 0 ? turn() : undefined);
}

describe("random programs in which attempts begin anew", { timeout: 600_000 }, () => {
  it("say what they would if none had failed, in every way to run them", async () => {
    await fc.assert(
      fc.asyncProperty(anyRestartProgram, async (program) => {
        const chunks = program.apply([INPUT]);
        const whole = chunks.join("");
        expect(await running(program, (runnable) => runnable.invoke(INPUT))).toBe(whole);
        expect(await running(program, readWithResets)).toEqual(chunks);
        expect(await running(program, (runnable) => runnable.stream(INPUT).final())).toBe(whole);
        expect(await running(program, finalAfterTheFirst)).toBe(whole);
        const events = await running(program, eventsOf);
        expect(wrongs(events)).toEqual([]);
        expect(events.at(-1)!.data).toMatchObject({ output: whole });
      }),
      OPTIONS,
    );
  });

  it("say so in synchronous runs as well", () => {
    fc.assert(
      fc.property(anyRestartProgram, (program) => {
        const chunks = program.apply([INPUT]);
        expect(runningSync(program, (runnable) => runnable.invokeSync(INPUT))).toBe(chunks.join(""));
        expect(runningSync(program, readWithResetsSync)).toEqual(chunks);
      }),
      OPTIONS,
    );
  });

  it("say it all, or fail, where nobody can be told to drop what was read", async () => {
    await fc.assert(
      fc.asyncProperty(anyRestartProgram, async (program) => {
        const read: unknown[] = [];
        const error = await running(program, (runnable) =>
          thrown(async () => {
            for await (const chunk of runnable.stream(INPUT)) read.push(chunk);
          }),
        );
        if (error === NOTHING) expect(read).toEqual(program.apply([INPUT]));
        else expect(error).toBe(cut);
      }),
      OPTIONS,
    );
  });

  it("end cleanly whenever they are left or aborted", async () => {
    const end = fc.record({ how: fc.constantFrom("leave", "abort"), after: fc.nat({ max: 40 }) });
    await fc.assert(
      fc.asyncProperty(anyRestartProgram, end, async (program, { how, after }) => {
        const outcome = await running(program, async (runnable) => {
          const controller = new AbortController();
          const stream = runnable.stream(INPUT, { signal: controller.signal, onReset: () => {} });
          const reading = thrown(() => all(stream));
          await passing(after);
          if (how === "leave") await stream.return();
          else controller.abort();
          await reading;
          return settled(stream);
        });
        if (outcome.status === "ok") expect(outcome.value).toBe(program.apply([INPUT]).join(""));
        else expect(outcome.status).toBe("cancelled");
      }),
      OPTIONS,
    );
  });

  it("end at once where a synchronous reader leaves", () => {
    fc.assert(
      fc.property(anyRestartProgram, fc.nat({ max: 8 }), (program, after) => {
        runningSync(program, (runnable) => {
          let read = 0;
          for (const _ of runnable.streamSync(INPUT, { onReset: () => {} })) if (read++ === after) break;
        });
      }),
      OPTIONS,
    );
  });
});
