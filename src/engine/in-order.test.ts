import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { CountedChunks } from "../../test/support/chunks.ts";
import { Elements } from "./elements.ts";
import { InOrder } from "./in-order.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Chunks that never come. */
class Deaf extends CountedChunks {
  override poll(): boolean {
    return false;
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const nobody = (): void => {};

it("keeps of an element that is complete its output alone, and not its branch", async () => {
  const branches: WeakRef<CountedChunks>[] = [];
  const inOrder = new InOrder(
    new Elements(upTo(1000)),
    (element) => {
      const branch = element === 0 ? new Deaf("") : new CountedChunks("a");
      branches.push(new WeakRef(branch));
      return branch;
    },
    Infinity,
  );
  expect(inOrder.poll(nobody)).toBe(false);
  expect(branches.length).toBe(1000);
  const alive = () => branches.filter((branch) => branch.deref()).length;
  for (let turns = 0; turns < 200 && alive() > 1; turns++) {
    await turn();
    collect();
  }
  expect(alive()).toBe(1);
  await inOrder.close();
  expect(branches[0]!.deref()!.closed).toBe(1);
});

it("takes the elements of a stream as they come, many of one chunk, or none", () => {
  const chunks = new CountedChunks([[1, 2], [], [], [3]]);
  const elements = new Elements([], { chunks, of: (chunk) => chunk as readonly unknown[] });
  const taken = upTo(3).map(() => elements.take(nobody)?.value);
  expect([taken, chunks.asked, elements.over]).toEqual([[1, 2, 3], 4, false]);
  expect([elements.take(nobody), elements.over]).toEqual([undefined, true]);
  expect([elements.take(nobody), chunks.asked]).toEqual([undefined, 5]);
});

it("closes the branches that are under way, each once, and gives what was complete before it fails", () => {
  const branches: CountedChunks[] = [];
  const next = (): never => {
    throw new Error("boom");
  };
  const failing: Iterable<unknown> = { [Symbol.iterator]: () => ({ next }) };
  const inOrder = new InOrder(
    new Elements(upTo(10)),
    (element) => {
      const branch = element === 1 ? new Deaf("") : element === 2 ? new CountedChunks(failing) : new CountedChunks("a");
      branches.push(branch);
      return branch;
    },
    3,
  );
  expect(inOrder.poll(nobody)).toBe(true);
  expect(inOrder.nextSync()).toEqual({ value: [["a"]], done: false });
  expect(inOrder.poll(nobody)).toBe(true);
  expect(() => inOrder.nextSync()).toThrow("boom");
  expect(branches.map((branch) => branch.closed)).toEqual([0, 1, 1]);
});
