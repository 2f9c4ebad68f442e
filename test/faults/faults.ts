import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { glmServer } from "../../src/testing/glm-server/server.ts";
import { turn } from "../contract/ways.ts";
import { random } from "../support/json-texts.ts";
import { patiently } from "../support/patiently.ts";
import { anyAnswer } from "./answers.ts";
import { ChaosProxy } from "./chaos-proxy.ts";
import { bareClosing } from "./floor.ts";
import { Figures, longest } from "./figures.ts";
import { faultyRun } from "./run.ts";

const RUNS = Number(process.env["FAULTS_RUNS"] ?? 1000);
const SEED = Number(process.env["FAULTS_SEED"] ?? 1);
/** The number of the first run. */
const FIRST = Number(process.env["FAULTS_FIRST"] ?? 0);
/** How many runs have seeds of their own. */
const SEEDS = 1_000_000;
/** Runs with a server of their own: by the end of it all of their connections are closed. */
const ROUND = 250;
/** How many are under way at a time, each with a proxy of its own. */
const LANES = 4;
/** How much more there may be after all runs than after the first of them. */
const HEAP_MB = 8;
const CLOSING_MS = 50;

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

async function heap(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    gc();
    await turn();
  }
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** What keeps the process alive, timers excepted: the test runner has its own. */
const handles = (): string =>
  process
    .getActiveResourcesInfo()
    .filter((kind) => kind !== "Timeout" && kind !== "Immediate")
    .toSorted()
    .join(" ");

it(`ends every run of ${RUNS} as it should`, { timeout: 3_600_000 }, async () => {
  const figures = new Figures();
  const wrongs: string[] = [];
  const held: WeakRef<object>[] = [];
  const nobody: string[] = [];
  const onRejection = (reason: unknown) => nobody.push(`unhandled rejection: ${String(reason)}`);
  const onWarning = (warning: Error) => nobody.push(`warning: ${String(warning)}`);
  process.on("unhandledRejection", onRejection);
  process.on("warning", onWarning);
  const { signal: shared } = new AbortController();

  const round = async (from: number, to: number): Promise<void> => {
    const next = random(SEED + from);
    const server = await glmServer({ replies: Array.from({ length: 2 * ROUND }, () => anyAnswer(next)), thread: true });
    const port = Number(new URL(server.url).port);
    let at = from;
    const lane = async (): Promise<void> => {
      const proxy = await ChaosProxy.to(port);
      while (at < to) {
        const seed = SEED * SEEDS + at++;
        const outcome = await faultyRun(seed, { server, proxy, shared });
        figures.add(outcome);
        held.push(...outcome.held);
        if (at % 4 === 0) figures.floor.push(...(await bareClosing(`bare-${seed}`, { server, proxy, shared })));
        for (const wrong of outcome.wrongs)
          wrongs.push(`--seed ${SEED} --first ${seed % SEEDS} --runs 1, ${outcome.plan}: ${wrong}`);
      }
      await proxy.close();
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await server.close();
  };

  const before = handles();
  const heaps: number[] = [];
  for (let from = FIRST; from < FIRST + RUNS; from += ROUND) {
    await round(from, Math.min(FIRST + RUNS, from + ROUND));
    heaps.push(await heap());
  }
  await patiently(() => handles() === before);
  process.off("unhandledRejection", onRejection);
  process.off("warning", onWarning);

  const left = held.filter((ref) => ref.deref() !== undefined).length;
  const listeners = getEventListeners(shared, "abort").length;
  console.log(
    [
      ...figures.lines(),
      `unhandled rejections and warnings: ${nobody.length}`,
      `listeners on the shared signal: ${listeners}`,
      `heap in MiB, after each ${ROUND} runs: ${heaps.map((mib) => mib.toFixed(1)).join(" ")}`,
      `programs, configs and consumers that something still holds: ${left} of ${held.length}`,
      `handles before: ${before || "none"}; at the end: ${handles() || "none"}`,
      `wrong: ${wrongs.length}`,
    ].join("\n"),
  );
  expect(wrongs.slice(0, 20)).toEqual([]);
  expect(nobody).toEqual([]);
  expect(listeners).toBe(0);
  expect(handles()).toBe(before);
  // Undici may hold the last request of a connection that it keeps.
  expect(left).toBeLessThan(Math.max(12, held.length / 100));
  expect(heaps.at(-1)! - heaps[0]!).toBeLessThan(HEAP_MB);
  // A machine that is busy with something else lets a bare fetch wait as well.
  expect(longest(figures.closings, 0.99)).toBeLessThanOrEqual(CLOSING_MS + 2 * longest(figures.floor, 0.99));
});
