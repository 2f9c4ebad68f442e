import type { Limit } from "../engine/clock.ts";
import { RunletError, type ErrorPhase, type TimeoutName } from "../errors/error.ts";
import type { RunnableConfig } from "./config.ts";

/** Limits of time, each by itself, in milliseconds. */
export interface Timeouts {
  /** From a request to the beginning of the answer: its status and headers. */
  readonly connect?: number | undefined;
  /** From the call of a model to its first chunk. */
  readonly firstChunk?: number | undefined;
  /** From one chunk of a model to the next. What says nothing (comments, heartbeats) is no chunk; while nobody asks for more, the clock stands still. */
  readonly idle?: number | undefined;
  /** The whole run, from when it is first asked for something. It is fixed there: runs inside have what is left of it. */
  readonly total?: number | undefined;
  /** One call of a tool. */
  readonly tool?: number | undefined;
}

const SAYS: Readonly<Record<TimeoutName, { what: string; phase?: ErrorPhase; retryable: boolean }>> = {
  connect: { what: "There was no answer", phase: "connect", retryable: true },
  firstChunk: { what: "No first chunk came", phase: "before-first-chunk", retryable: true },
  idle: { what: "No further chunk came", phase: "mid-stream", retryable: true },
  total: { what: "The run was not complete", retryable: false },
  tool: { what: "The tool was not done", phase: "tool", retryable: false },
};

/** The limits in a config: a number is that of the whole. */
export function timeoutsOf({ timeout }: RunnableConfig): Timeouts {
  return typeof timeout === "number" ? { total: timeout } : (timeout ?? {});
}

/** One of them, and what it fails with. */
export function limitOf(name: TimeoutName, config: RunnableConfig): Limit | undefined {
  if (config.timeout === undefined) return undefined;
  const ms = timeoutsOf(config)[name];
  return ms === undefined ? undefined : { ms, error: () => timedOut(name, ms) };
}

export function timedOut(name: TimeoutName, ms: number): RunletError {
  const { what, ...options } = SAYS[name];
  return new RunletError("timeout", `${what} within ${ms} ms (timeout.${name}).`, { ...options, timeout: name });
}

/** Refuses what is no limit. */
export function checkTimeout(timeout: unknown): void {
  if (timeout === undefined) return;
  const known = typeof timeout === "object" && timeout !== null ? Object.entries(timeout) : [["total", timeout]];
  for (const [name, ms] of known) {
    if (!Object.hasOwn(SAYS, name as string))
      throw new RunletError("config", `There is no timeout "${name}": there are ${Object.keys(SAYS).join(", ")}.`);
    if (ms !== undefined && !(typeof ms === "number" && ms >= 0))
      throw new RunletError("config", `The timeout "${name}" is a number of milliseconds, not ${String(ms)}.`);
  }
}
