import { expect } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import { errorInfo } from "../../src/errors/info.ts";
import type { Runnable } from "../../src/runnables/runnable.ts";
import { RunnableSequence } from "../../src/runnables/sequence.ts";
import type { RunnableConfig } from "../../src/runs/config.ts";
import type { RunStream } from "../../src/runs/run-stream.ts";
import type { Settled } from "../../src/runs/settled.ts";

export type AnyRunnable = Runnable<never, unknown, unknown>;

/** Lets everything that is due happen, up to the next turn of the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Steps one behind the other, of whatever types. */
export const chain = (...steps: readonly unknown[]): AnyRunnable => RunnableSequence.from(steps as never);

export const NOTHING = Symbol("nothing was thrown");

/** What it throws. */
export async function thrown(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return NOTHING;
}

/** All that is left in a stream. */
export async function all(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const chunks: unknown[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** What becomes of the run, which has to be what `final()` says of it. */
export async function settled(stream: RunStream<unknown>): Promise<Settled> {
  const outcome = await stream.settled;
  const error = await thrown(() => stream.final());
  if (outcome.status === "ok") {
    expect(outcome.value).toEqual(await stream.final());
    return outcome;
  }
  if (outcome.status === "error") expect(error).toBe(outcome.error);
  else expect([isRunletError(error, "aborted"), (error as Error).cause]).toEqual([true, outcome.reason]);
  expect(errorInfo(error)).toMatchObject({ partial: outcome.partial, partialCut: outcome.partialCut });
  return outcome;
}

/** The ways to run to the end for an input, by name. Each gives what it throws, or nothing. */
export function waysToFail(runnable: AnyRunnable, input: unknown, config: RunnableConfig = {}) {
  const given = input as never;
  return {
    invoke: () => thrown(() => runnable.invoke(given, config)),
    stream: () => thrown(() => all(runnable.stream(given, config))),
    "final, alone": () => thrown(() => runnable.stream(given, config).final()),
    "final, after reading": async () => {
      const stream = runnable.stream(given, config);
      await thrown(() => all(stream));
      return thrown(() => stream.final());
    },
    batch: () => thrown(() => runnable.batch([given], config)),
    "batch, as its output": async () => (await runnable.batch([given], config, { returnExceptions: true }))[0],
    batchAsCompleted: () => thrown(() => all(runnable.batchAsCompleted([given], config))),
  };
}

export function waysToFailSync(runnable: AnyRunnable, input: unknown, config: RunnableConfig = {}) {
  const given = input as never;
  return {
    invokeSync: () => thrown(() => runnable.invokeSync(given, config)),
    streamSync: () => thrown(() => [...runnable.streamSync(given, config)]),
  };
}

/** The ways to leave a stream that is not at its end. */
export const waysToLeave: Readonly<Record<string, (stream: RunStream<unknown>) => Promise<unknown>>> = {
  break: async (stream) => {
    for await (const _ of stream) break;
  },
  "an error in the loop": (stream) =>
    thrown(async () => {
      for await (const _ of stream) throw new Error("consumer");
    }),
  return: async (stream) => {
    await stream.next();
    await stream.return();
  },
  throw: async (stream) => {
    await stream.next();
    await thrown(() => stream.throw(new Error("consumer")));
  },
  dispose: async (stream) => {
    await stream.next();
    await stream[Symbol.asyncDispose]();
  },
  "return before the first chunk": (stream) => stream.return(),
  "return twice": async (stream) => {
    await stream.next();
    await Promise.all([stream.return(), stream.return()]);
    await stream[Symbol.asyncDispose]();
  },
  "the cancelling of its bytes": async (stream) => {
    const reader = stream.toReadableStream().getReader();
    await reader.read();
    await reader.cancel();
  },
};
