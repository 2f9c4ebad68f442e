import type { Graph } from "../runnables/graph.ts";
import { Canvas } from "./canvas.ts";
import { layoutOf, type Frame } from "./layout.ts";
import { columnsOf, fitted, printable } from "./printable.ts";
import { routesOf } from "./routes.ts";

/** As much as is shown of a name. */
const LONGEST = 48;

/**
 * A drawing of a graph for a terminal, from the top down: steps in boxes, what goes into the whole and comes out of it in
 * round ones. Lines are dashed where a step is chosen when it runs.
 *
 * @example
 * console.log(drawGraph(chain.getGraph()));
 */
export function drawGraph(graph: Graph): string {
  const names = graph.nodes.map(({ name }) => shown(name));
  const titles = graph.subgraphs.map(({ name }) => shown(name));
  const labels = graph.edges.map(({ data = "" }) => shown(data));
  const widths = widthsOf(graph, names, titles);
  const layout = layoutOf(graph, {
    node: (id) => widths[id]!,
    label: (edge) => (labels[edge] === "" ? 0 : odd(columnsOf(labels[edge]!) + 2)),
  });
  const { rows, lines } = routesOf(layout);
  const canvas = new Canvas();

  for (const { top, bottom, left, right } of layout.subgraphs)
    frame(canvas, { top: rows[top]!, bottom: rows[bottom]!, left, right });
  for (const { edge, points, net } of lines)
    canvas.line(points, { net, dashed: graph.edges[edge]!.conditional === true });
  for (const [id, { level, column }] of layout.nodes.entries()) {
    const place = { top: rows[level]!, left: column - (widths[id]! - 1) / 2, width: widths[id]! };
    const corners = graph.nodes[id]!.type === "schema" ? "╭╮╰╯" : "┌┐└┘";
    box(canvas, place, names[id]!, corners);
    if (graph.edges.some((edge) => edge.source === id)) canvas.write([column, rows[level]! + 2], "┬");
    if (graph.edges.some((edge) => edge.target === id)) canvas.write([column, rows[level]! - 1], "▼");
  }
  for (const [edge, spot] of layout.labels.entries()) {
    const width = columnsOf(labels[edge]!);
    if (spot) canvas.write([spot.column - Math.floor(width / 2), rows[spot.level]!], labels[edge]!);
  }
  for (const [id, { top, left }] of layout.subgraphs.entries())
    canvas.write([left + 1, rows[top]!], `╌ ${titles[id]} `);
  return canvas.toString();
}

/** The widths of the boxes. A frame is as wide as what is in it: its first node makes room for its title. */
function widthsOf({ nodes, subgraphs }: Graph, names: readonly string[], titles: readonly string[]): number[] {
  const widths = names.map((name) => odd(columnsOf(name) + 4));
  const stands = (within: number | undefined, id: number): boolean =>
    within !== undefined && (within === id || stands(subgraphs[within]!.subgraph, id));
  for (const { id } of subgraphs) {
    const first = nodes.findIndex(({ subgraph }) => stands(subgraph, id));
    widths[first] = Math.max(widths[first]!, odd(columnsOf(titles[id]!) + 4));
  }
  return widths;
}

function box(canvas: Canvas, place: { top: number; left: number; width: number }, text: string, corners: string): void {
  const { top, left, width } = place;
  const [topLeft, topRight, bottomLeft, bottomRight] = corners;
  const [line, room] = ["─".repeat(width - 2), width - 2 - columnsOf(text)];
  const before = " ".repeat(Math.floor(room / 2));
  canvas.write([left, top], `${topLeft}${line}${topRight}`);
  canvas.write([left, top + 1], `│${before}${text}${" ".repeat(room - before.length)}│`);
  canvas.write([left, top + 2], `${bottomLeft}${line}${bottomRight}`);
}

function frame(canvas: Canvas, { top, bottom, left, right }: Frame): void {
  const line = "╌".repeat(right - left - 1);
  canvas.write([left, top], `╭${line}╮`);
  for (let y = top + 1; y < bottom; y++) for (const x of [left, right]) canvas.write([x, y], "╎");
  canvas.write([left, bottom], `╰${line}╯`);
}

function shown(text: string): string {
  return fitted(printable(text), LONGEST);
}

/** So that there is a column in the middle. */
function odd(width: number): number {
  return width | 1;
}
