import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { isRunletError } from "../../src/errors/error.ts";
import { errorInfo } from "../../src/errors/info.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { generator } from "../../src/runnables/generator.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import { RunLog } from "../../src/runs/run-log.ts";
import { mapEach, Source, type SourceOptions } from "../support/source.ts";
import { wrongs } from "../support/well-formed.ts";
import type { Case } from "./cases.ts";
import { all, chain, NOTHING, settled, thrown, turn, waysToFail, waysToFailSync, waysToLeave } from "./ways.ts";

/** Read this much of an endless stream, and no more than the window may have been made of its source. */
const READ = 10;
const WINDOW = 16;

const letter = (index: number): string => String.fromCharCode(97 + (index % 26));

const sorted = (chunks: readonly unknown[]): unknown[] =>
  chunks.map((chunk) => JSON.stringify(chunk) ?? "undefined").toSorted();

/** A law that holds for some of them only. */
const lawIf = (holds: boolean): ((name: string, law: () => unknown) => void) => (holds ? it : () => {});

/** The laws that every runnable obeys. */
export function obeysTheLaws(subject: Case): void {
  const { make, output, joined, chunk = letter, join = "text", waits, collects, unordered } = subject;
  const { joinedStream = joined } = subject;
  const input = subject.input as never;
  const same = (actual: readonly unknown[], expected: readonly unknown[]) =>
    unordered ? expect(sorted(actual)).toEqual(sorted(expected)) : expect(actual).toEqual(expected);

  describe("its output", () => {
    it("is the same from invoke, from the joined chunks, from final() before, while and after reading", async () => {
      const runnable = make();
      expect(await runnable.invoke(input)).toEqual(output);
      const stream = runnable.stream(input);
      expect(joined(await all(stream))).toEqual(output);
      expect(await stream.final()).toEqual(output);
      expect(await runnable.stream(input).final()).toEqual(output);
      const before = runnable.stream(input);
      const final = before.final();
      expect(joined(await all(before))).toEqual(output);
      expect(await final).toEqual(output);
      const during = runnable.stream(input);
      const first = await during.next();
      expect(await during.final()).toEqual(output);
      expect(joined([first.value, ...(await all(during))])).toEqual(output);
    });

    it("is the same from batch and batchAsCompleted, one by one and all at once, whatever becomes of a failure", async () => {
      const runnable = make();
      const inputs = [input, input, input];
      const outputs = [output, output, output];
      for (const maxConcurrency of [1, 2, undefined]) {
        for (const options of [{}, { returnExceptions: true }]) {
          expect(await runnable.batch(inputs, { maxConcurrency }, options)).toEqual(outputs);
          const given: unknown[] = [];
          for await (const [index, value] of runnable.batchAsCompleted(inputs, { maxConcurrency }, options))
            given[index] = value;
          expect(given).toEqual(outputs);
        }
      }
    });

    lawIf(!waits)("is the same, chunk by chunk, in a synchronous run", async () => {
      const runnable = make();
      expect(runnable.invokeSync(input)).toEqual(output);
      same([...runnable.streamSync(input)], await all(runnable.stream(input)));
    });

    it("is the same for those who watch, as events and as a log", async () => {
      const events = (await all(make().streamEvents(input))) as StreamEvent[];
      expect(wrongs(events)).toEqual([]);
      expect(events.at(-1)!.data).toMatchObject({ output });
      const whole = events.filter(({ run_id }) => run_id === events[0]!.run_id);
      const chunks = whole.flatMap((event) => (event.event === "on_chain_stream" ? [event.data.chunk] : []));
      if (chunks.length > 0) expect(joined(chunks)).toEqual(output);
      let log = RunLog.from([]);
      for await (const patch of make().streamLog(input)) log = log.concat(patch);
      expect(log.state!.final_output).toEqual(output);
      if (events[0]!.event === "on_chain_start") expect(joined(log.state!.streamed_output)).toEqual(output);
    });

    it("is the same where its input is a stream", async () => {
      const runnable = make();
      const of = (kind: "sync" | "async") => runnable.transform(new Source({ length: 5, chunk })[kind], { join });
      const expected = joinedStream(await all(of("async")));
      expect(await of("async").final()).toEqual(expected);
      expect(await of("sync").final()).toEqual(expected);
      expect(joinedStream(await all(of("sync")))).toEqual(expected);
    });

    it("is in order where several chunks are asked for at once", async () => {
      const expected = await all(make().stream(input));
      const stream = make().stream(input);
      const results = await Promise.all(Array.from({ length: expected.length + 2 }, () => stream.next()));
      expect(results.map((result) => result.done)).toEqual([...expected.map(() => false), true, true]);
      same(
        results.slice(0, -2).map((result) => result.value),
        expected,
      );
    });

    it("is not disturbed by another run of the same runnable", async () => {
      const runnable = make();
      const streams = [runnable.stream(input), runnable.stream(input), runnable.stream(input)];
      for (const chunks of await Promise.all(streams.map(all))) expect(joined(chunks)).toEqual(output);
    });

    it("is that of the run when it has settled, whether or not the chunks are read", async () => {
      const ok = { status: "ok", value: output };
      expect(await settled(make().stream(input))).toEqual(expect.objectContaining(ok));
      const before = make().stream(input);
      const outcome = before.settled;
      expect(joined(await all(before))).toEqual(output);
      expect(await outcome).toEqual(expect.objectContaining(ok));
      const after = make().stream(input);
      await all(after);
      expect(await settled(after)).toEqual(expect.objectContaining(ok));
    });

    it("can be read once", async () => {
      const stream = make().stream(input);
      await all(stream);
      const message = /can be read once/;
      expect(await thrown(() => all(stream))).toMatchObject({
        code: "config",
        message: expect.stringMatching(message),
      });
      expect(await thrown(() => stream.toResponse())).toMatchObject({ code: "config" });
      if (waits) return;
      const sync = make().streamSync(input);
      Array.from(sync);
      expect(() => [...sync]).toThrow(message);
    });
  });

  describe("a run", () => {
    it("does not begin before the first chunk is asked for", async () => {
      let ran = 0;
      const watched = chain((value: unknown) => (ran++, value), make());
      const stream = watched.stream(input);
      if (!waits) watched.streamSync(input);
      const source = new Source({ length: 3, chunk });
      const transformed = make().transform(source.async, { join });
      await turn();
      expect([ran, source.made]).toEqual([0, 0]);
      await all(stream);
      await all(transformed);
      expect([ran, source.made]).toEqual([1, 3]);
    });

    lawIf(waits === true)("is refused where it is synchronous, before anything has run", async () => {
      let ran = 0;
      const watched = chain((value: unknown) => (ran++, value), make());
      for (const way of Object.values(waysToFailSync(watched, input))) {
        const error = await way();
        expect(isRunletError(error, "async_step"), String(error)).toBe(true);
        expect(errorInfo(error)?.path[0]).toBe("RunnableSequence");
      }
      expect(ran).toBe(0);
    });

    it("puts one listener on a signal that many runs share, and leaves none", async () => {
      const { signal } = new AbortController();
      const listeners = () => getEventListeners(signal, "abort").length;
      const sources = Array.from({ length: 20 }, () => new Source({ length: 4, chunk }));
      const streams = sources.map((source) => make().transform(source.async, { join, signal }));
      const pulls = streams.map((stream) => stream.next());
      expect(listeners()).toBe(1);
      await Promise.all(pulls);
      expect(listeners()).toBeLessThanOrEqual(1);
      await Promise.all(streams.slice(0, 10).map((stream) => stream.return()));
      await Promise.all(streams.slice(10).map(all));
      await Promise.all([make().invoke(input, { signal }), make().batch([input, input], { signal })]);
      await all(make().batchAsCompleted([input, input], { signal, maxConcurrency: 1 }));
      if (!waits) Array.from(make().streamSync(input, { signal }));
      expect(listeners()).toBe(0);
    });
  });

  const waitsForAll = collects === "always" || collects === "waiting";

  describe.each(["sync", "async"] as const)("its source, %s,", (kind) => {
    const begin = (options: SourceOptions, signal?: AbortSignal) => {
      const source = new Source({ chunk, ...options });
      return { source, stream: make().transform(source[kind], { join, signal }) };
    };
    const endedOnce = ({ ended, wrongs }: Source) => expect([ended, wrongs]).toEqual([1, []]);

    it("is over once, at the end", async () => {
      const { source, stream } = begin({ length: 5 });
      await all(stream);
      await stream.return();
      endedOnce(source);
      expect(source.returned).toBe(0);
    });

    const ways = Object.entries(waysToLeave).filter(
      ([name]) => !waitsForAll || name === "return before the first chunk",
    );
    it.each(ways)("is closed once by %s, before that is through", async (_, leave) => {
      const { source, stream } = begin({});
      await leave(stream);
      endedOnce(source);
      const error = await thrown(() => stream.final());
      expect(isRunletError(error, "aborted"), String(error)).toBe(true);
      expect(await settled(stream)).toMatchObject({ status: "cancelled", reason: undefined });
    });

    it.each(ways)("is closed once by %s where the outcome is waited for", async (_, leave) => {
      const { source, stream } = begin({});
      const outcome = stream.settled;
      await leave(stream);
      endedOnce(source);
      expect(await outcome).toMatchObject({ status: "cancelled", reason: undefined });
      expect(await settled(stream)).toBe(await outcome);
    });

    lawIf(!waitsForAll)("is closed once by an error behind it", async () => {
      const boom = new Error("boom");
      const source = new Source({ chunk });
      let seen = 0;
      const failing = mapEach((value) => {
        if (++seen === 3) throw boom;
        return value;
      });
      const stream = chain(make(), failing).transform(source[kind], { join });
      expect(await thrown(() => all(stream))).toBe(boom);
      await turn();
      endedOnce(source);
    });

    it("may fail: its error arrives as it is, with what had come", async () => {
      const boom = Object.freeze(new Error("boom"));
      const read = begin({ throwsAt: 3, error: boom });
      const chunks: unknown[] = [];
      const error = await thrown(async () => {
        for await (const value of read.stream) chunks.push(value);
      });
      expect(error).toBe(boom);
      endedOnce(read.source);
      expect(errorInfo(error)).toMatchObject({ path: [expect.any(String)], partialCut: false });
      if (chunks.length > 0) expect(errorInfo(error)?.partial).toEqual(joinedStream(chunks));
      const { partial } = errorInfo(error)!;
      expect(await thrown(() => begin({ throwsAt: 3, error: boom }).stream.final())).toBe(boom);
      // A branch that fails ends the others, wherever they are.
      if (!unordered) expect(errorInfo(boom)?.partial).toEqual(partial);
      expect(await thrown(() => read.stream.final())).toBe(boom);
      expect(await settled(read.stream)).toMatchObject({ status: "error", error: boom });
      expect(await settled(begin({ throwsAt: 3, error: boom }).stream)).toMatchObject({ status: "error", error: boom });
    });

    it("is closed by a signal, between two chunks", async () => {
      const controller = new AbortController();
      const { source, stream } = begin(waitsForAll ? { length: 3 } : {}, controller.signal);
      await stream.next();
      controller.abort("enough");
      const error = await thrown(() => all(stream));
      if (waitsForAll && error === NOTHING) return;
      expect(error).toMatchObject({ code: "aborted", name: "AbortError", cause: "enough" });
      expect(await thrown(() => stream.final())).toBe(error);
      expect(await settled(stream)).toMatchObject({ status: "cancelled", reason: "enough" });
      await turn();
      endedOnce(source);
      expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    });

    it("is not touched where the signal has been aborted before", async () => {
      const { source, stream } = begin({}, AbortSignal.abort("before"));
      expect(await thrown(() => all(stream))).toMatchObject({ code: "aborted", cause: "before" });
      expect(await settled(stream)).toMatchObject({ status: "cancelled", reason: "before" });
      expect([source.made, source.returned]).toEqual([0, 1]);
    });

    lawIf(!waitsForAll)("is read a window ahead at most", async () => {
      const { source, stream } = begin({ length: 200_000 });
      for (let at = 0; at < READ; at++) await stream.next();
      await turn();
      expect(source.made).toBeLessThanOrEqual(WINDOW);
      await stream.return();
    });
  });

  it("lets a pending pull go at once when its source is deaf", async () => {
    for (const deafAt of [0, 2]) {
      const controller = new AbortController();
      const source = new Source({ chunk, deafAt });
      const stream = make().transform(source.async, { join, signal: controller.signal });
      const pulls = Array.from({ length: 30 }, () => thrown(() => stream.next()));
      await turn();
      controller.abort();
      const settled = await Promise.race([Promise.all(pulls), turn().then(turn)]);
      expect(settled).toBeDefined();
      expect((settled as unknown[]).some((error) => isRunletError(error, "aborted"))).toBe(true);
      expect(source.returned).toBe(1);
      expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    }
  });

  it("lets go of a deaf source when it is left", async () => {
    const source = new Source({ chunk, deafAt: 0 });
    const stream = make().transform(source.async, { join });
    const pull = stream.next();
    await turn();
    await stream.return();
    expect(await pull).toEqual({ value: undefined, done: true });
    expect(source.returned).toBe(1);
  });

  lawIf(!waits && collects !== "always" && collects !== "sync")(
    "reads a window ahead at most in a synchronous run",
    () => {
      let made = 0;
      let finished = 0;
      const endless = generator(
        function* () {
          try {
            while (true) yield chunk(made++);
          } finally {
            finished++;
          }
        },
        { join },
      );
      const stream = chain(endless, make()).streamSync(undefined as never);
      for (let at = 0; at < READ; at++) stream.next();
      expect(made).toBeLessThanOrEqual(WINDOW);
      stream.return();
      expect(finished).toBe(1);
      expect(stream.next()).toEqual({ value: undefined, done: true });
    },
  );

  describe("a step before it that fails", () => {
    const boom = Object.freeze(new Error("boom"));
    const failing = RunnableLambda.from(
      () => {
        throw boom;
      },
      { name: "failing" },
    );
    const ways = {
      ...waysToFail(chain(failing, make()), input),
      ...(waits ? {} : waysToFailSync(chain(failing, make()), input)),
    };

    it.each(Object.entries(ways))("is told as it is by %s", async (_, way) => {
      expect(await way()).toBe(boom);
      expect(errorInfo(boom)).toEqual({ path: ["RunnableSequence", "failing"], partial: undefined, partialCut: false });
    });
  });
}
