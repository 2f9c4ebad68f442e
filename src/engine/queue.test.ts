import fc from "fast-check";
import { expect, it } from "vitest";
import { Queue } from "./queue.ts";

it("gives what was put in, in order, whatever comes when", () => {
  const moves = fc.array(fc.tuple(fc.nat({ max: 3_000 }), fc.nat({ max: 3_000 })), { maxLength: 8 });
  fc.assert(
    fc.property(moves, (turns) => {
      const queue = new Queue<number>();
      let put = 0;
      let taken = 0;
      for (const [more, fewer] of turns) {
        for (let at = 0; at < more; at++) queue.push(put++);
        if (queue.length > 0 && queue.last !== put - 1) return false;
        for (let at = 0; at < fewer && queue.length > 0; at++) if (queue.shift() !== taken++) return false;
        if (queue.length !== put - taken) return false;
      }
      queue.clear();
      return queue.length === 0 && queue.last === undefined;
    }),
  );
});

it("does not grow where it is never quite empty", () => {
  const queue = new Queue<number>();
  queue.push(0);
  for (let at = 1; at < 100_000; at++) {
    queue.push(at);
    expect(queue.shift()).toBe(at - 1);
  }
  expect((queue as unknown as { items: unknown[] }).items.length).toBeLessThan(3_000);
});
