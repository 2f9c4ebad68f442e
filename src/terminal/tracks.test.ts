import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tracksOf, type Wire } from "./tracks.ts";

const wires = (...pairs: readonly (readonly [number, number])[]): Wire[] => pairs.map(([from, to]) => ({ from, to }));
const rowsOf = (list: readonly Wire[]) => {
  const { rows, nets } = tracksOf(list);
  return { rows, each: list.map((wire) => nets.find((net) => net.wires.includes(wire))!.row) };
};

describe("the rows of wires", () => {
  it.each([
    ["straight ones need none", wires([1, 1], [5, 5]), 0, [0, 0]],
    ["one that turns", wires([1, 5]), 1, [0]],
    ["those that part", wires([3, 1], [3, 3], [3, 9]), 1, [0, 0, 0]],
    ["those that meet", wires([1, 3], [3, 3], [9, 3]), 1, [0, 0, 0]],
    ["all to all", wires([1, 2], [1, 8], [9, 2], [9, 8]), 1, [0, 0, 0, 0]],
    ["two beside each other", wires([1, 3], [5, 7]), 1, [0, 0]],
    ["two that overlap", wires([1, 6], [5, 9]), 2, [0, 1]],
    ["one that comes down where another one left is below it", wires([1, 5], [5, 9]), 2, [1, 0]],
    ["two that change places", wires([1, 5], [5, 1]), 2, [0, 1]],
  ])("%s", (_, list, rows, each) => expect(rowsOf(list)).toEqual({ rows, each }));

  it("no two lie on one another", () => {
    const column = fc.nat({ max: 12 });
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(column, column), { selector: String, maxLength: 10 }), (pairs) => {
        const { rows, nets } = tracksOf(wires(...pairs));
        expect(nets.flatMap((net) => net.wires)).toHaveLength(pairs.length);
        const spans = nets.map(({ wires, row }) => {
          const columns = wires.flatMap(({ from, to }) => [from, to]);
          return { row, left: Math.min(...columns), right: Math.max(...columns) };
        });
        const turning = spans.filter(({ left, right }) => left < right);
        for (const [at, one] of turning.entries()) {
          expect(one.row).toBeLessThan(rows);
          for (const other of turning.slice(at + 1))
            expect(one.row !== other.row || one.right < other.left || other.right < one.left).toBe(true);
        }
      }),
    );
  });
});
