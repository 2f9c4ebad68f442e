import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import { text, type Join } from "../../src/engine/join.ts";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { parallel } from "../../src/runnables/parallel.ts";
import type { Runnable } from "../../src/runnables/runnable.ts";
import { dispatchCustomEvent } from "../../src/runs/custom-event.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import { Source } from "../support/source.ts";
import { all, chain, NOTHING, thrown, turn } from "./ways.ts";

const MANY = 200_000;
/** How many events may be there that nobody has read before whatever can wait does. */
const WINDOW = 8;
/** How many chunks of a batch are mapped ahead. */
const BATCH = 16;

/** A step whose chunks come from `source`, in one way or another, whatever it is given. */
const KINDS: Readonly<Record<string, (source: Source) => Runnable<unknown, unknown, unknown>>> = {
  sync: (source) => generator(() => source.sync as Iterable<string>, { join: "text" }),
  async: (source) => generator(() => source.async as AsyncIterable<string>, { join: "text" }),
  batched: (source) => source.batches(BATCH, text as Join),
};
const kinds = Object.keys(KINDS);

const source = (length = MANY) => new Source({ length, chunk: () => "a" });

/** Lets whatever is under way go as far as it will. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 50; turns++) await turn();
}

/** Reads so many events. */
async function read(events: AsyncIterator<StreamEvent, undefined>, count: number): Promise<void> {
  for (let at = 0; at < count; at++) expect((await events.next()).done).toBe(false);
}

describe.each(kinds)("events of a stream that is %s", (kind) => {
  const make = KINDS[kind]!;
  const upper = generator(async function* (texts: AsyncIterable<string>) {
    for await (const each of texts) yield each.toUpperCase();
  });

  it("nothing is made before they are read, and then no more than they are of", async () => {
    const from = source();
    const events = make(from).streamEvents("x");
    await settle();
    expect(from.made).toBe(0);
    // The start, and nine chunks.
    await read(events, 10);
    await settle();
    expect(from.made).toBe(kind === "batched" ? BATCH : 9);
    await events.return();
  });

  it("however many steps there are", async () => {
    const from = source();
    const events = chain(make(from), upper).streamEvents("x" as never);
    // Three starts, and of two chunks each that of the source, of the step and of the whole; then that of the third.
    await read(events, 10);
    await settle();
    expect(from.made).toBe(kind === "batched" ? BATCH : 3);
    await events.return();
  });

  /** Leaves the loop at an event: whether a step's `finally` has run by then, and what has become of the source. */
  async function leave(isWhere: (event: StreamEvent, count: number) => boolean) {
    const from = source();
    const controller = new AbortController();
    const { signal } = controller;
    let ended = false;
    const step = generator(async function* (texts: AsyncIterable<string>) {
      try {
        for await (const each of texts) yield each;
      } finally {
        await turn();
        ended = true;
      }
    });
    let count = 0;
    for await (const event of chain(make(from), step).streamEvents("x" as never, { signal }))
      if (isWhere(event, ++count)) break;
    const atOnce = { ended, returned: from.returned, listeners: getEventListeners(signal, "abort") };
    const { made } = from;
    await settle();
    expect([from.made, from.returned, from.wrongs]).toEqual([made, atOnce.returned, []]);
    expect(ended).toBe(true);
    return atOnce;
  }

  it("break ends all that runs, before the loop is left", async () => {
    const isChunk = ({ event, parent_ids }: StreamEvent) => event === "on_chain_stream" && parent_ids.length === 0;
    expect(await leave(isChunk)).toEqual({ ended: true, returned: 1, listeners: [] });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    "break at event %i closes the source, and leaves nothing on a signal",
    async (at) => {
      const { returned, listeners } = await leave((_, count) => count === at);
      expect([returned, listeners]).toEqual([1, []]);
    },
  );

  describe("that is not what is read", () => {
    /** What reads all of a step's chunks without making any: only its events say that it goes on. */
    const READERS: Readonly<Record<string, (inner: Runnable<unknown, unknown, unknown>) => unknown>> = {
      "a function behind it": (inner) => chain(inner, (value: string) => value.length),
      "an async function behind it": (inner) => chain(inner, async (value: string) => value.length),
      "a function* behind it": (inner) =>
        chain(
          inner,
          generator(function* (chunks: Iterable<string>) {
            yield [...chunks].length;
          }),
        ),
      "a function that streams it": (inner) =>
        RunnableLambda.from(async (input: unknown) => {
          let count = 0;
          for await (const _ of inner.stream(input)) count++;
          return count;
        }),
      "a function that asks for the whole": (inner) =>
        RunnableLambda.from(async (input: unknown) => ((await inner.stream(input).final()) as string).length),
      "a function that streams it with its config": (inner) =>
        RunnableLambda.from(async (input: unknown, config) => (await all(inner.stream(input, config))).length),
      "a function that reads its events": (inner) =>
        RunnableLambda.from(
          async (input: unknown) => (await all(inner.streamEvents(input, { includeTypes: ["prompt"] }))).length,
        ),
      "a function that answers with it": (inner) =>
        RunnableLambda.from(() => chain(inner, (value: string) => value.length)),
      "branches beside each other": (inner) =>
        chain(
          inner,
          parallel({
            a: (value: string) => value.length,
            b: (value: string) => value.length,
          }),
        ),
    };

    it.each(Object.keys(READERS))("waits where nobody reads on: %s", async (name) => {
      const from = source();
      const whole = READERS[name]!(make(from)) as Runnable<unknown, unknown, unknown>;
      const events = whole.streamEvents("x");
      await read(events, 10);
      await settle();
      // Two starts are among what was read; a batch comes as a whole.
      const bound = 10 + WINDOW - 2;
      expect(from.made).toBeLessThanOrEqual(kind === "batched" ? Math.ceil(bound / BATCH) * BATCH : bound);
      const { made } = from;
      await settle();
      expect(from.made).toBe(made);
      expect(made).toBeGreaterThan(0);
      await events.return();
      await settle();
      expect([from.made, from.returned, from.wrongs]).toEqual([made, 1, []]);
    });

    it.each(Object.keys(READERS))("goes on to the end where somebody does: %s", async (name) => {
      const from = source(500);
      const whole = READERS[name]!(make(from)) as Runnable<unknown, unknown, unknown>;
      const events = (await all(whole.streamEvents("x"))) as StreamEvent[];
      expect(from.made).toBe(500);
      expect(events.at(-1)!.event).toBe("on_chain_end");
    });
  });
});

describe("what cannot wait", () => {
  const LIMIT = 100_000;
  const message = `A step that cannot wait has told more than ${LIMIT} events that nobody has read yet. Make it asynchronous, or read faster.`;

  it.each<[string, (tell: () => void) => Runnable<unknown, unknown, unknown>]>([
    [
      "a synchronous run in a function",
      (tell) => {
        const inner = generator(function* () {
          for (let at = 0; at < 2 * LIMIT; at++) {
            tell();
            yield "a";
          }
        });
        return RunnableLambda.from((input: unknown) => [...inner.streamSync(input as never)].length);
      },
    ],
    [
      "a loop that tells custom events",
      (tell) =>
        RunnableLambda.from(() => {
          for (let at = 0; at < 2 * LIMIT; at++) {
            tell();
            dispatchCustomEvent("tick", at);
          }
        }),
    ],
  ])("may be behind by a limit, and is then an error: %s", async (_, make) => {
    let told = 0;
    const events: StreamEvent[] = [];
    const error = await thrown(async () => {
      for await (const event of make(() => told++).streamEvents("x")) events.push(event);
    });
    expect(isRunletError(error, "limit")).toBe(true);
    expect(error).toMatchObject({ message });
    expect(told).toBeLessThanOrEqual(LIMIT);
    // All that was told before is read, and how it ended.
    expect(events.length).toBeGreaterThanOrEqual(LIMIT);
    expect(events.at(-1)).toMatchObject({ event: "on_chain_error", data: { error: { code: "limit", message } } });
  });

  it("has no limit where events are not asked for", async () => {
    const inner = generator(function* () {
      for (let at = 0; at < LIMIT + 100; at++) yield "a";
    });
    const step = RunnableLambda.from((input: unknown) => [...inner.streamSync(input as never)].length);
    const events = await all(step.streamEvents("x", { excludeNames: [inner.name] }));
    expect(events).toHaveLength(3);
    expect(await thrown(() => step.invoke("x"))).toBe(NOTHING);
  });
});
