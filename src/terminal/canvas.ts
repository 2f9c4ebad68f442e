import { columnsOf } from "./printable.ts";

const UP = 1;
const DOWN = 2;
const LEFT = 4;
const RIGHT = 8;
const VERTICAL = UP | DOWN;
const HORIZONTAL = LEFT | RIGHT;

/** What a cell shows, by the sides that lines leave it on. */
const LINES = " │││─┘┐┤─└┌├─┴┬┼";

/** A place: the column, and the row. */
export type Point = readonly [x: number, y: number];

/** What draws a line. Where lines of two nets cross, the one that goes down is drawn over the other; those of one are joined. */
export interface Pen {
  readonly net: object;
  readonly dashed: boolean;
}

/** Rows of characters to draw on. What is drawn later covers what was there, but lines, which join. */
export class Canvas {
  private readonly rows: string[][] = [];
  /** By cell, what has drawn each of its sides. */
  private readonly lines = new Map<string, Map<number, Pen>>();

  /** Writes text from a place on. A wide character takes two columns. */
  write([x, y]: Point, text: string): void {
    const row = (this.rows[y] ??= []);
    let at = x;
    for (const character of text) {
      const columns = columnsOf(character);
      // A mark is drawn over what is before it.
      if (columns === 0) row[at - 1] += character;
      else row[at] = character;
      if (columns === 2) row[at + 1] = "";
      at += columns;
    }
  }

  /** Draws a line from place to place, each straight below or beside the one before. */
  line(points: readonly Point[], pen: Pen): void {
    for (let at = 1; at < points.length; at++) {
      const [[fromX, fromY], [toX, toY]] = [points[at - 1]!, points[at]!];
      for (let y = Math.min(fromY, toY); y < Math.max(fromY, toY); y++) {
        this.mark(fromX, y, DOWN, pen);
        this.mark(fromX, y + 1, UP, pen);
      }
      for (let x = Math.min(fromX, toX); x < Math.max(fromX, toX); x++) {
        this.mark(x, fromY, RIGHT, pen);
        this.mark(x + 1, fromY, LEFT, pen);
      }
    }
  }

  private mark(x: number, y: number, side: number, pen: Pen): void {
    const key = `${x},${y}`;
    const sides = this.lines.get(key) ?? new Map<number, Pen>();
    this.lines.set(key, sides);
    if (!sides.has(side) || !pen.dashed) sides.set(side, pen);
    this.write([x, y], shape(sides));
  }

  toString(): string {
    return Array.from(this.rows, (row = []) =>
      Array.from(row, (cell = " ") => cell)
        .join("")
        .trimEnd(),
    ).join("\n");
  }
}

function shape(sides: ReadonlyMap<number, Pen>): string {
  const all = [...sides.keys()].reduce((sum, side) => sum | side, 0);
  const crosses =
    all === (VERTICAL | HORIZONTAL) &&
    sides.get(UP)!.net === sides.get(DOWN)!.net &&
    sides.get(LEFT)!.net === sides.get(RIGHT)!.net &&
    sides.get(UP)!.net !== sides.get(LEFT)!.net;
  const dashed = (...some: number[]) => some.every((side) => sides.get(side)?.dashed ?? true);
  if (crosses || (all & HORIZONTAL) === 0) return dashed(UP, DOWN) ? "┆" : "│";
  return (all & VERTICAL) === 0 && dashed(LEFT, RIGHT) ? "┄" : LINES[all]!;
}
