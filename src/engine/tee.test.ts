import { describe, expect, it } from "vitest";
import { CountedChunks } from "../../test/support/chunks.ts";
import { counted } from "../../test/support/counted.ts";
import type { Chunks } from "./context.ts";
import { tee } from "./tee.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const numbers = function* (length = Infinity) {
  for (let at = 0; at < length; at++) yield at;
};

/** Taps of a stream, as what they are: iterators. */
function taps(chunks: Chunks, readers: number, options: { leads?: boolean } = {}) {
  const { taps } = tee(chunks, readers, { sync: false, leads: options.leads ?? false });
  return taps.map((tap) => tap.iterator as AsyncIterator<unknown>);
}
function tapsSync(chunks: Chunks, readers: number, leads = false) {
  const { taps, held } = tee(chunks, readers, { sync: true, leads });
  return { taps: taps.map((tap) => tap.iterator as Iterator<unknown>), held };
}

describe("tee", () => {
  it("gives every reader every chunk, and the end", async () => {
    const chunks = new CountedChunks(numbers(50));
    const read = async (tap: AsyncIterator<unknown>) => {
      const seen = [];
      for (let result = await tap.next(); !result.done; result = await tap.next()) seen.push(result.value);
      return seen;
    };
    const expected = [...numbers(50)];
    expect(await Promise.all(taps(chunks, 3).map(read))).toEqual([expected, expected, expected]);
    expect(chunks.asked).toBe(51);
  });

  it("lets the fastest be 4 ahead of the slowest, and goes on when that leaves", async () => {
    const chunks = new CountedChunks(numbers());
    const [fast, slow] = taps(chunks, 2);
    let seen = 0;
    const reading = (async () => {
      while (seen < 20) {
        await fast!.next();
        seen++;
      }
    })();
    await turn();
    expect([seen, chunks.asked]).toEqual([4, 4]);
    await slow!.next();
    await turn();
    expect([seen, chunks.asked]).toEqual([5, 5]);
    await slow!.return?.();
    await reading;
    expect([seen, chunks.closed]).toEqual([20, 0]);
    await fast!.return?.();
    expect(chunks.closed).toBe(1);
  });

  it("shows nobody a chunk before the leader has seen it, and asks for none in vain", async () => {
    const chunks = new CountedChunks(numbers());
    const [leader, other] = taps(chunks, 2, { leads: true });
    const order: string[] = [];
    const second = other!.next().then(() => order.push("other"));
    await turn();
    expect([order, chunks.asked]).toEqual([[], 1]);
    await leader!.next().then(() => order.push("leader"));
    await second;
    expect(order).toEqual(["leader", "other"]);
    const third = other!.next();
    await turn();
    await leader!.return?.();
    expect(await third).toEqual({ value: 1, done: false });
    await other!.return?.();
  });

  it("tells every reader of a failure, after the chunks before it", async () => {
    const boom = new Error("boom");
    const failing = function* () {
      yield 1;
      throw boom;
    };
    for (const tap of taps(new CountedChunks(failing()), 2)) {
      expect(await tap.next()).toEqual({ value: 1, done: false });
      await expect(tap.next()).rejects.toBe(boom);
      await expect(tap.next()).rejects.toBe(boom);
    }
    for (const tap of tapsSync(new CountedChunks(failing()), 2).taps) {
      expect(tap.next()).toEqual({ value: 1, done: false });
      expect(() => tap.next()).toThrow(boom);
    }
  });
});

describe("tee of a synchronous run", () => {
  it("keeps what a reader leaves to the others, up to a limit", () => {
    const chunks = new CountedChunks(numbers());
    const { taps, held } = tapsSync(chunks, 2, true);
    const [first, second] = taps;
    for (let at = 0; at < 100_000; at++) second!.next();
    expect(held()).toBe(100_000);
    expect(first!.next()).toEqual({ value: 0, done: false });
    second!.next();
    second!.next();
    expect(() => second!.next()).toThrow("more than 100000 chunks");
  });

  it("hands on what was left without moving the rest each time", () => {
    const [first, second] = tapsSync(new CountedChunks(numbers(5_000)), 2).taps;
    while (!second!.next().done);
    const { slots } = counted(() => {
      while (!first!.next().done);
    });
    expect(slots).toBeLessThanOrEqual(5_000);
  });
});
