import type { Point } from "./canvas.ts";
import type { Layout } from "./layout.ts";
import { tracksOf, type Wire } from "./tracks.ts";

/** A line of an edge, between two levels or through one. */
export interface Line {
  readonly edge: number;
  readonly points: readonly Point[];
  /** Lines of one net are drawn as one. */
  readonly net: object;
}

/** Says in which row each level begins, and where lines go. A level with boxes takes three rows, any other one. */
export function routesOf({ levels, nodes, edges }: Layout): { rows: readonly number[]; lines: readonly Line[] } {
  const boxed = new Set(nodes.map(({ level }) => level));
  const rows: number[] = [0];
  const lines: Line[] = [];
  for (let level = 0; level < levels; level++) {
    const top = rows[level]!;
    const bottom = top + (boxed.has(level) ? 2 : 0);
    // The wires from this level to the next, and what passes through it.
    const wires = new Map<Wire, number>();
    for (const [edge, spots] of edges.entries()) {
      const at = spots.findIndex((spot) => spot.level === level);
      const [here, below] = [spots[at], spots[at + 1]];
      if (!here || !below) continue;
      wires.set({ from: here.column, to: below.column }, edge);
      if (at > 0)
        lines.push({
          edge,
          points: [
            [here.column, top],
            [here.column, bottom],
          ],
          net: here,
        });
    }
    const { rows: turns, nets } = tracksOf([...wires.keys()]);
    // Above a box is room for the point of an arrow.
    const between = Math.max(turns + (boxed.has(level + 1) ? 1 : 0), boxed.has(level) ? 1 : 0);
    const next = bottom + 1 + between;
    rows.push(next);
    for (const net of nets) {
      const turn = bottom + 1 + net.row;
      for (const wire of net.wires) {
        const { from, to } = wire;
        lines.push({
          edge: wires.get(wire)!,
          points: [
            [from, bottom],
            [from, turn],
            [to, turn],
            [to, next],
          ],
          net,
        });
      }
    }
  }
  return { rows, lines };
}
