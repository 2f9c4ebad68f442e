import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isRunletError, type ErrorCode } from "../../src/errors/error.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { glmServer, type GlmServer } from "../../src/testing/glm-server/server.ts";
import { NOTHING, thrown, waysToFail } from "../contract/ways.ts";
import { patiently } from "../support/patiently.ts";
import { ChaosProxy } from "./chaos-proxy.ts";
import type { Crossing } from "./link.ts";
import type { Strike, Weather } from "./weather.ts";

const TOKENS = ["The", " sky", " is", " blue", "."];
const SAID = TOKENS.join("");
/** A little more than the head of a response: the first tokens are read by then. */
const SOME = 700;

let server: GlmServer;
let proxy: ChaosProxy;

beforeEach(async () => {
  server = await glmServer({ replies: [{ tokens: TOKENS, dialect: "glm-4.7", slow: 1 }] });
  proxy = await ChaosProxy.to(Number(new URL(server.url).port));
});
afterEach(async () => {
  await proxy.close();
  await server.close();
});

function begin(weather: Weather) {
  const crossings = proxy.begin(() => weather);
  const model = new ChatZhipuAI({
    apiKey: "id.secret",
    baseURL: `http://127.0.0.1:${proxy.port}`,
    maxRetries: 0,
    model: "glm-4.7",
  });
  return { crossings, chain: model.pipe(new StringOutputParser()) };
}

/** Each connection that was asked for something is closed. After an abort, fetch opens another one, to have it at hand. */
async function allClosed(crossings: readonly Crossing[]): Promise<void> {
  const left = () => crossings.filter(({ leftAt, closedAt }) => leftAt === undefined || closedAt === undefined);
  await patiently(() => left().length === 0);
  expect(left()).toEqual([]);
}

describe("the faults of a network, in every way to run", () => {
  const FAULTS: readonly (readonly [how: Strike, after: number, code: ErrorCode, phase: string])[] = [
    ["reset", 0, "connection", "connect"],
    ["reset", 20, "connection", "connect"],
    ["reset", SOME, "truncated", "mid-stream"],
    ["truncate", 0, "connection", "connect"],
    ["truncate", 20, "connection", "connect"],
    ["truncate", SOME, "truncated", "mid-stream"],
    ["half-close", 0, "connection", "connect"],
    ["half-close", SOME, "truncated", "mid-stream"],
  ];
  it.each(FAULTS)("%s after %i bytes is %s, in phase %s", async (how, after, code, phase) => {
    const { chain, crossings } = begin({ strike: { how, after } });
    for (const [way, run] of Object.entries(waysToFail(chain, "what color is the sky?"))) {
      const error = await run();
      if (!isRunletError(error)) throw error;
      expect([way, error.code, error.phase, error.retryable]).toEqual([way, code, phase, true]);
      if (code !== "truncated") continue;
      expect(SAID.startsWith(error.partial as string)).toBe(true);
      expect(error.partial).not.toBe("");
      expect(error.cause).toBeInstanceOf(Error);
    }
    await allClosed(crossings);
  });

  it.each([0, 20, SOME])("a black hole after %i bytes is left by an abort", async (after) => {
    const { chain, crossings } = begin({ strike: { how: "black hole", after } });
    const controller = new AbortController();
    const reason = new Error("too long");
    const failing = thrown(() => chain.invoke("hello", { signal: controller.signal }));
    await patiently(() => crossings[0]?.struck === "black hole");
    controller.abort(reason);
    const error = await failing;
    if (!isRunletError(error, "aborted")) throw error;
    expect(error.cause).toBe(reason);
    await allClosed(crossings);
  });

  it.each<readonly [string, Weather]>([
    ["slices", { slice: 3 }],
    ["delays", { delay: 1, slice: 200 }],
    ["a slow line", { bytesPerSecond: 50_000 }],
  ])("%s change nothing", async (_, weather) => {
    const { chain } = begin(weather);
    for (const run of Object.values(waysToFail(chain, "hello"))) expect([NOTHING, SAID]).toContain(await run());
    expect(await chain.invoke("hello")).toBe(SAID);
  });
});
