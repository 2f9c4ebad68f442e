import { getEventListeners } from "node:events";
import { isRunletError } from "../../src/errors/error.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import type { GlmServer } from "../../src/testing/glm-server/server.ts";
import { NOTHING, thrown, turn } from "../contract/ways.ts";
import { oneOf, random } from "../support/json-texts.ts";
import { ANSWER_BYTES, HEAD_BYTES } from "./answers.ts";
import { partialWrongs } from "./begins.ts";
import type { ChaosProxy } from "./chaos-proxy.ts";
import { closed, PATIENCE_MS } from "./closed.ts";
import { anyEnding, BECAUSE, Ender, THROWN, type Ending } from "./endings.ts";
import { Ledger } from "./ledger.ts";
import type { Crossing } from "./link.ts";
import { anyProgram, type Program } from "./programs.ts";
import { ways } from "./readings.ts";
import { anyStrike, anyWeather, type Weather } from "./weather.ts";

/** Where runs take place. */
export interface Site {
  readonly server: GlmServer;
  readonly proxy: ChaosProxy;
  /** Bound to every program, and never aborted. */
  readonly shared: AbortSignal;
}

/** What came of a run. */
export interface Outcome {
  readonly plan: string;
  readonly uses: readonly string[];
  readonly way: string;
  readonly ending: Ending["how"];
  readonly fault: string;
  /** "whole", "left", or the error's code. */
  readonly result: string;
  /** How long after the end of the run each connection with an unfinished answer was closed, in milliseconds. */
  readonly closings: readonly number[];
  readonly finallys: number;
  readonly stuck: number;
  /** What is not as it should be, a sentence each. */
  readonly wrongs: readonly string[];
  /** What of it nobody should hold any more. */
  readonly held: readonly WeakRef<object>[];
}

/** How long a run may take. */
const LONGEST_MS = 20_000;

/** One run, of which all is chosen by `seed`. */
export async function faultyRun(seed: number, { server, proxy, shared }: Site): Promise<Outcome> {
  const next = random(seed);
  const ledger = new Ledger();
  const uses: string[] = [];
  const name = `run-${seed}`;
  const { port } = proxy;
  const model = () =>
    new ChatZhipuAI({
      apiKey: "id.secret",
      baseURL: `http://127.0.0.1:${port}`,
      maxRetries: 0,
      headers: { "x-run": name },
    });
  const made = anyProgram({ next, ledger, model }, (entry) => uses.push(entry));
  const program = { ...made, runnable: made.runnable.withConfig({ signal: shared }) };
  const way = oneOf(Object.keys(ways), next);
  const { items, read } = ways[way]!;
  const hole = next() < 0.1;
  const ending = anyEnding(next, !hole && !program.stuck, items);
  const weathers = anyWeathers(next, hole);
  const crossings = proxy.begin((nth) => weathers[nth % weathers.length]!);
  const plan = `${way} of ${program.show}, ${JSON.stringify(ending)}, ${JSON.stringify(weathers)}`;

  const ender = new Ender(ending);
  const config = {
    signal: ender.signal,
    ...(ending.how === "timeout" && { timeout: { total: ending.ms + 1 } }),
    ...(next() < 0.5 && { tags: ["t"], callbacks: [{}] }),
  };
  const wrongs: string[] = [];
  const loop = thrown(async () => void wrongs.push(...(await read(program, config, ender))));
  const error = await inTime(loop);
  const ended = performance.now();
  ender.done();
  if (error === "late") wrongs.push("it does not end");
  else wrongs.push(...errorWrongs(error, program, ending, crossings));

  const closings = await closed(server, name, crossings, ended, wrongs);
  const end = performance.now() + PATIENCE_MS;
  while (!ledger.settled && performance.now() < end) await turn();
  wrongs.push(...ledger.wrongs());
  if (getEventListeners(ender.signal, "abort").length > 0) wrongs.push("a listener is left on its signal");
  return {
    plan,
    uses,
    way,
    ending: ending.how,
    fault: crossings.find(({ struck }) => struck)?.struck ?? "none",
    result: isRunletError(error) ? error.code : error === NOTHING ? (ender.left ? "left" : "whole") : "the consumer's",
    closings,
    finallys: ledger.entries.reduce((sum, { finallys }) => sum + finallys, 0),
    stuck: ledger.entries.filter(({ stuck, finallys }) => stuck && finallys === 0).length,
    wrongs,
    held: [program.runnable, config, ender].map((object) => new WeakRef<object>(object)),
  };
}

/** What it gives, or "late". No timer of it stays behind, with all that it would hold. */
function inTime(loop: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST_MS, "late");
    loop.then(resolve, resolve).finally(() => clearTimeout(timer));
  });
}

/** What the connections of a run are under, in turn. */
function anyWeathers(next: () => number, hole: boolean): Weather[] {
  if (hole) return [anyStrike(next, ANSWER_BYTES, ["black hole"]), anyWeather(next)];
  const struck = next() < 0.4;
  const weathers = [struck ? anyStrike(next, ANSWER_BYTES) : anyWeather(next), anyWeather(next)];
  return next() < 0.5 ? weathers : weathers.toReversed();
}

/** What is wrong with what a run threw, or that it threw nothing. */
function errorWrongs(error: unknown, program: Program, ending: Ending, crossings: readonly Crossing[]): string[] {
  if (error === NOTHING) return [];
  if (error === THROWN) return ending.how.startsWith("throw") ? [] : ["it throws the consumer's error by itself"];
  if (!isRunletError(error)) return [`it throws ${String(error)}`];
  const found: string[] = [];
  const cuts = crossings.filter(({ struck }) => struck !== undefined && struck !== "black hole");
  if (error.code === "timeout") {
    if (ending.how !== "timeout") found.push("it says that a clock ran out");
  } else if (error.code === "aborted") {
    if (!/abort/i.test(ending.how)) found.push("it says to be aborted");
    else if (ending.how !== "AbortSignal.timeout" && error.cause !== BECAUSE) found.push("it does not say why");
    else if (ending.how === "AbortSignal.timeout" && (error.cause as Error).name !== "TimeoutError")
      found.push(`it says ${String(error.cause)} for a timeout`);
  } else if (error.code === "connection") {
    if (cuts.length === 0) found.push(`no connection was cut: ${error.message}`);
  } else if (error.code === "truncated") {
    if (!cuts.some(({ delivered }) => delivered > HEAD_BYTES)) found.push(`no answer was cut: ${error.message}`);
  } else found.push(`it throws ${error.code}: ${error.message}`);
  found.push(...partialWrongs(error, program));
  return found;
}
