import { getEventListeners } from "node:events";
import { expect } from "vitest";
import { Source } from "../support/source.ts";
import { thrown, turn } from "./ways.ts";

/** What is to go wrong with a run, at which chunk, of a source of which kind. */
export interface Fault {
  readonly what: string;
  readonly at: number;
  readonly kind: "sync" | "async";
}

/** What a run with a fault begins with. */
interface Beginning {
  readonly chunks: AsyncIterable<unknown> | Iterable<unknown>;
  readonly signal: AbortSignal;
  readonly controller: AbortController;
}

/**
 * Reads a stream whose source throws, falls silent (and is aborted then), or which is left or aborted at some chunk; anything
 * else that the fault may be is up to `begin`. Gives what the reading threw; by then the source has been ended, once, and
 * nothing is left on the signal.
 */
export async function faultyRun(
  { what, at, kind }: Fault,
  begin: (beginning: Beginning) => AsyncIterable<unknown>,
): Promise<{ readonly error: unknown; readonly boom: Error; readonly silent: boolean }> {
  const controller = new AbortController();
  const { signal } = controller;
  const boom = new Error("boom");
  const silent = what === "deaf" && kind === "async";
  const source = new Source({
    length: 8,
    chunk: () => "ab",
    error: boom,
    ...(what === "throw" ? { throwsAt: at % 7 } : {}),
    ...(silent ? { deafAt: at % 7 } : {}),
  });
  if (what === "abort before") controller.abort();
  const stream = begin({ chunks: source[kind], signal, controller });
  let read = 0;
  const loop = thrown(async () => {
    for await (const _ of stream) {
      if (read++ < at) continue;
      if (what === "break") break;
      if (what === "abort") controller.abort();
    }
  });
  if (silent) {
    // Long enough for all that does not wait for the source.
    for (let turns = 0; turns < 3; turns++) await turn();
    controller.abort();
  }
  const error = await loop;
  await turn();
  expect([source.ended, source.wrongs]).toEqual([1, []]);
  expect(getEventListeners(signal, "abort")).toEqual([]);
  return { error, boom, silent };
}
