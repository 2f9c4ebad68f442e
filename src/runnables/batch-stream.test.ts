import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { generator } from "./generator.ts";
import { RunnableLambda } from "./lambda.ts";
import "./runnable.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A step whose runs end when they are told to, with ten times their input. */
function held() {
  const begun: number[] = [];
  const signals = new Map<number, AbortSignal>();
  const ends = new Map<number, { resolve: (output: number) => void; reject: (error: unknown) => void }>();
  const runnable = RunnableLambda.from((input: number, { signal }) => {
    begun.push(input);
    signals.set(input, signal);
    return new Promise<number>((resolve, reject) => ends.set(input, { resolve, reject }));
  });
  const end = (input: number) => {
    ends.get(input)!.resolve(input * 10);
    return turn();
  };
  const aborted = () => begun.filter((input) => signals.get(input)!.aborted);
  return { runnable, begun, aborted, ends, end };
}

async function allOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe("batchAsCompleted", () => {
  it("gives each output with the index of its input, as it is complete", async () => {
    const { runnable, end } = held();
    const stream = runnable.batchAsCompleted([1, 2, 3]);
    const items = allOf(stream);
    await turn();
    for (const input of [2, 3, 1]) await end(input);
    expect(await items).toEqual([
      [1, 20],
      [2, 30],
      [0, 10],
    ]);
    await expect(allOf(stream)).rejects.toMatchObject({ code: "config" });
    expect(await allOf(runnable.batchAsCompleted([]))).toEqual([]);
  });

  it("begins when it is first read, and keeps a slot for each output that waits to be read", async () => {
    const { runnable, begun, end } = held();
    const stream = runnable.batchAsCompleted([1, 2, 3, 4, 5], { maxConcurrency: 2 });
    await turn();
    expect(begun).toEqual([]);
    const first = stream.next();
    expect(begun).toEqual([1, 2]);
    await end(1);
    expect(await first).toEqual({ value: [0, 10], done: false });
    expect(begun).toEqual([1, 2, 3]);
    await end(2);
    await end(3);
    // Two outputs wait.
    expect(begun).toEqual([1, 2, 3]);
    expect(await stream.next()).toEqual({ value: [1, 20], done: false });
    expect(begun).toEqual([1, 2, 3, 4]);
    await stream.return();
  });

  it("answers in order whoever asks for several at once", async () => {
    const { runnable, end } = held();
    const stream = runnable.batchAsCompleted([1, 2], { maxConcurrency: 1 });
    const asked = [stream.next(), stream.next(), stream.next(), stream.next()];
    await end(1);
    await end(2);
    expect(await Promise.all(asked)).toEqual([
      { value: [0, 10], done: false },
      { value: [1, 20], done: false },
      { value: undefined, done: true },
      { value: undefined, done: true },
    ]);
  });

  it("fails once, after what came before, and ends the rest", async () => {
    const boom = new Error("boom");
    const { runnable, begun, aborted, ends, end } = held();
    const stream = runnable.batchAsCompleted([1, 2, 3, 4, 5], { maxConcurrency: 4 });
    const first = stream.next();
    await end(1);
    await first;
    await end(2);
    ends.get(3)!.reject(boom);
    await turn();
    expect(begun).toEqual([1, 2, 3, 4, 5]);
    expect(aborted()).toEqual([3, 4, 5]);
    expect(await stream.next()).toEqual({ value: [1, 20], done: false });
    await expect(stream.next()).rejects.toBe(boom);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it("gives errors as outputs where it is asked to", async () => {
    const runnable = RunnableLambda.from((input: number) => {
      if (input === 2) throw new Error("two");
      return input;
    });
    expect(await allOf(runnable.batchAsCompleted([1, 2, 3], {}, { returnExceptions: true }))).toEqual([
      [0, 1],
      [1, new Error("two")],
      [2, 3],
    ]);
  });

  it("ends what is under way before a loop is left, and begins no more", async () => {
    const steps: string[] = [];
    const source = RunnableLambda.from(function* (input: number) {
      steps.push(`begin ${input}`);
      try {
        yield input;
      } finally {
        steps.push(`end ${input}`);
      }
    });
    const slow = RunnableLambda.from(async function* (input: number) {
      try {
        yield input;
      } finally {
        await turn();
        steps.push(`end ${input}, late`);
      }
    });
    const stuck = generator(async function* (inputs: AsyncIterable<number>) {
      for await (const input of inputs) yield input > 1 ? await new Promise<number>(() => {}) : input;
    });
    const runnable = source.pipe(RunnableLambda.from(([input]: number[]) => slow.stream(input!))).pipe(stuck);
    const { signal } = new AbortController();
    for await (const [index] of runnable.batchAsCompleted([1, 2, 3, 4], { maxConcurrency: 2, signal })) {
      expect(index).toBe(0);
      await turn();
      break;
    }
    steps.push("left");
    expect(steps).toEqual([
      "begin 1",
      "end 1",
      "begin 2",
      "end 2",
      "end 1, late",
      "begin 3",
      "end 3",
      "end 2, late",
      "end 3, late",
      "left",
    ]);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("is ended by its signal, with what was complete still to be read", async () => {
    const controller = new AbortController();
    const { runnable, begun, end } = held();
    const config = { signal: controller.signal, maxConcurrency: 2 };
    const stream = runnable.batchAsCompleted([1, 2, 3, 4], config, { returnExceptions: true });
    const first = stream.next();
    await end(1);
    await first;
    await end(2);
    controller.abort("enough");
    expect(await stream.next()).toEqual({ value: [1, 20], done: false });
    await expect(stream.next()).rejects.toMatchObject({ code: "aborted", cause: "enough" });
    expect(begun).toEqual([1, 2, 3]);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("belongs to the function that has called it, wherever it is read", async () => {
    const seen: unknown[] = [];
    const inner = RunnableLambda.from((input: number, { metadata }) => void seen.push([input, metadata["by"]]));
    const opens = RunnableLambda.from((inputs: number[]) => ({ stream: inner.batchAsCompleted(inputs) }));
    const { stream } = await opens.invoke([1, 2], { metadata: { by: "opens" } });
    const reads = RunnableLambda.from(async () => void (await allOf(stream)));
    await reads.invoke(0, { metadata: { by: "reads" } });
    expect(seen).toEqual([
      [1, "opens"],
      [2, "opens"],
    ]);
  });
});
