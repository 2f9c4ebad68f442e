import fc from "fast-check";
import { expect, it } from "vitest";
import { anyGraph } from "../../test/support/random-graph.ts";
import { layoutOf } from "./layout.ts";

it("nothing is in the place of something else, and lines go down level by level", () => {
  fc.assert(
    fc.property(anyGraph, fc.infiniteStream(fc.nat({ max: 12 }).map((n) => 2 * n + 5)), (graph, sizes) => {
      const widths = graph.nodes.map(() => sizes.next().value);
      const label = (at: number) => (graph.edges[at]!.data === undefined ? 0 : 2 * (at % 3) + 3);
      const layout = layoutOf(graph, { node: (id) => widths[id]!, label });

      const taken = new Map<number, { from: number; to: number; by: string }[]>();
      const take = (level: number, column: number, width: number, by: string) => {
        const half = (width - 1) / 2;
        const place = { from: column - half, to: column + half, by };
        for (const { from, to, by: other } of taken.get(level) ?? [])
          expect(place.from > to || place.to < from, `${by} beside ${other} on level ${level}`).toBe(true);
        expect(place.from).toBeGreaterThanOrEqual(0);
        taken.set(level, [...(taken.get(level) ?? []), place]);
      };
      for (const [id, { level, column }] of layout.nodes.entries()) take(level, column, widths[id]!, `node ${id}`);
      for (const [at, spots] of layout.edges.entries()) {
        const { source, target } = graph.edges[at]!;
        expect([spots[0], spots.at(-1)]).toEqual([layout.nodes[source], layout.nodes[target]]);
        const first = spots[0]!.level;
        expect(spots.map(({ level }) => level)).toEqual(Array.from(spots, (_, step) => first + step));
        for (const { level, column } of spots.slice(1, -1)) {
          const width = layout.labels[at]?.level === level ? label(at) : 1;
          take(level, column, width, `edge ${at}`);
        }
      }
      for (const [at, { top, bottom, left, right }] of layout.subgraphs.entries())
        for (const [id, { level, column }] of layout.nodes.entries()) {
          if (graph.nodes[id]!.subgraph !== graph.subgraphs[at]!.id) continue;
          expect(level > top && level < bottom).toBe(true);
          expect(left < column - (widths[id]! - 1) / 2 && column + (widths[id]! - 1) / 2 < right).toBe(true);
        }
    }),
    { numRuns: 100 },
  );
});
