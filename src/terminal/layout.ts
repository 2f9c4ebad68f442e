import { Graph as Dagre, layout } from "@dagrejs/dagre";
import type { Graph } from "../runnables/graph.ts";

/** How much room things need, in columns. */
export interface Sizes {
  node(id: number): number;
  label(edge: number): number;
}

/** A graph laid out from the top down: on which level each thing is, and in which column its middle. */
export interface Layout {
  readonly levels: number;
  readonly nodes: readonly Spot[];
  /** Where each edge goes on every level from its source to its target. */
  readonly edges: readonly (readonly Spot[])[];
  /** Where the label of each edge is; undefined for an edge without one. */
  readonly labels: readonly (Spot | undefined)[];
  readonly subgraphs: readonly Frame[];
}

export interface Spot {
  readonly level: number;
  readonly column: number;
}

/** The levels and columns of a frame. */
export interface Frame {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

interface Placed extends Place {
  readonly width: number;
  readonly height: number;
}

// Columns between two things on one level: dagre places their middles between columns too.
const GAP = 2;

/** Lays a graph out. */
export function layoutOf(graph: Graph, sizes: Sizes): Layout {
  const dagre = new Dagre({ compound: true, multigraph: true });
  dagre.setGraph({ rankdir: "TB", nodesep: GAP, edgesep: GAP, ranksep: GAP });
  const parent = (child: string, subgraph: number | undefined) => {
    if (subgraph !== undefined) dagre.setParent(child, `s${subgraph}`);
  };
  for (const { id, subgraph } of graph.subgraphs) {
    dagre.setNode(`s${id}`, {});
    parent(`s${id}`, subgraph);
  }
  for (const { id, subgraph } of graph.nodes) {
    dagre.setNode(`n${id}`, { width: sizes.node(id), height: 1 });
    parent(`n${id}`, subgraph);
  }
  for (const [at, { source, target }] of graph.edges.entries()) {
    const width = sizes.label(at);
    const label = width > 0 ? { width, height: 1, labelpos: "c" as const } : {};
    dagre.setEdge(`n${source}`, `n${target}`, label, String(at));
  }
  layout(dagre);

  const nodes = graph.nodes.map(({ id }) => dagre.node(`n${id}`) as Placed);
  const edges = graph.edges.map(
    ({ source, target }, at) => dagre.edge(`n${source}`, `n${target}`, String(at)) as Placed & { points: Place[] },
  );
  const frames = graph.subgraphs.map(({ id }) => dagre.node(`s${id}`) as Placed);
  const labels = edges.map((edge, at) => (sizes.label(at) > 0 ? edge : undefined));
  const labelled = labels.filter((label) => label !== undefined);

  // What is on one rank has one height. Ranks that only lines pass are left out.
  const heights = new Set([...nodes, ...labelled].map(({ y }) => key(y)));
  for (const { y, height } of frames) heights.add(key(y - height / 2)).add(key(y + height / 2));
  const order = [...heights].toSorted((a, b) => a - b);
  const places: readonly (Place & { readonly width?: number })[] = [
    ...nodes,
    ...frames,
    ...labelled,
    ...edges.flatMap(({ points }) => points),
  ];
  // Which side is which is the same to dagre. What was said first is to be on the left.
  const side = isMirrored(graph, nodes) ? -1 : 1;
  const left = Math.min(...places.map(({ x, width = 0 }) => side * x - width / 2));
  const column = (x: number) => Math.floor(side * x - left);
  const spot = ({ x, y }: Place): Spot => ({ level: order.indexOf(key(y)), column: column(x) });

  return {
    levels: order.length,
    nodes: nodes.map(spot),
    edges: graph.edges.map(({ source, target }, at) => {
      const between = edges[at]!.points.slice(1, -1).filter(({ y }) => heights.has(key(y)));
      return [nodes[source]!, ...between, nodes[target]!].map(spot);
    }),
    labels: labels.map((label) => label && spot(label)),
    subgraphs: frames.map(({ x, y, width, height }) => ({
      top: order.indexOf(key(y - height / 2)),
      bottom: order.indexOf(key(y + height / 2)),
      left: column(x - (side * width) / 2),
      right: column(x + (side * width) / 2),
    })),
  };
}

function isMirrored({ edges }: Graph, nodes: readonly Placed[]): boolean {
  let turned = 0;
  for (const [at, { source, target }] of edges.entries())
    for (const other of edges.slice(at + 1))
      if (other.source === source) turned += Math.sign(nodes[target]!.x - nodes[other.target]!.x);
  return turned > 0;
}

/** A height, without what computing it may have added. */
function key(y: number): number {
  return Math.round(y * 1000);
}
