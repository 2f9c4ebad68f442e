import { styleText } from "node:util";
import { fitted, printable } from "../terminal/printable.ts";

/** What lines are shown on. */
export interface Screen {
  /** How much a line has room for. */
  readonly columns: number;
  readonly colors: boolean;
}

export type Style = "bold" | "cyan" | "dim" | "green" | "red" | "yellow" | undefined;

/** What a line begins with: a text, how it looks, and the columns that it takes at least. */
export type Cell = readonly [text: string, style: Style, columns?: number];

/** How much of the text at its end a line shows, however narrow the screen. */
const LEAST = 16;

/** One line: its cells, and of the text at its end as much as there is room for. Nothing in them acts on the screen. */
export function line(cells: readonly Cell[], text: string, { columns, colors }: Screen): string {
  let used = 0;
  let head = "";
  for (const [content, style, least = 0] of cells) {
    const shown = printable(content);
    const gap = Math.max(least - shown.length, 0) + 1;
    used += shown.length + gap;
    head += (colors && style ? styleText(style, shown, ALWAYS) : shown) + " ".repeat(gap);
  }
  const end = fitted(printable(text), Math.max(columns - used, LEAST));
  return `${end === "" ? head.trimEnd() : head + end}\n`;
}

/** Whether there are colours is decided by who looks; later versions of Node.js would look at the environment here. */
const ALWAYS = { validateStream: false };

/** How long it has taken, as the first cell. */
export function secondsCell(seconds: number): Cell {
  return [seconds.toFixed(3).padStart(7), "dim"];
}
