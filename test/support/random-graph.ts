import fc from "fast-check";
import { Graph, type GraphEdge, type GraphNode, type Subgraph } from "../../src/runnables/graph.ts";

const name = fc.string({ unit: fc.constantFrom(..."abc 笑🦜\n"), maxLength: 14 });

/** Graphs of any form: edges lead from any node to later ones, and subgraphs hold any nodes that stand together. */
export const anyGraph: fc.Arbitrary<Graph> = fc.integer({ min: 2, max: 12 }).chain((size) =>
  fc
    .record({
      names: fc.array(name, { minLength: size, maxLength: size }),
      edges: fc.uniqueArray(
        fc.record({
          source: fc.nat({ max: size - 2 }),
          length: fc.integer({ min: 1, max: size - 1 }),
          data: fc.option(name, { nil: undefined }),
          conditional: fc.boolean(),
        }),
        { maxLength: 2 * size, selector: ({ source, length }) => `${source} ${length}` },
      ),
      boxes: fc.array(
        fc.record({ first: fc.integer({ min: 1, max: size - 1 }), length: fc.nat({ max: size }), name }),
        { maxLength: 3 },
      ),
    })
    .map(({ names, edges, boxes }) => graphOf(names, edges, boxes)),
);

interface Line {
  readonly source: number;
  readonly length: number;
  readonly data: string | undefined;
  readonly conditional: boolean;
}

interface Box {
  readonly first: number;
  readonly length: number;
  readonly name: string;
}

function graphOf(names: readonly string[], lines: readonly Line[], boxes: readonly Box[]): Graph {
  const within = names.map((): number | undefined => undefined);
  const subgraphs: Subgraph[] = [];
  for (const { first, length, name } of boxes) {
    const outer = within[first];
    // As far as it is inside of what is around its first node, and something is inside.
    let end = first;
    while (end < Math.min(names.length, first + length + 1) && within[end] === outer) end++;
    within.fill(subgraphs.length, first, end);
    subgraphs.push({ id: subgraphs.length, name, ...(outer !== undefined && { subgraph: outer }) });
  }
  const nodes = names.map((name, id): GraphNode => ({
    id,
    name,
    type: "runnable",
    data: { type: "chain" },
    ...(within[id] !== undefined && { subgraph: within[id] }),
  }));
  const edges = lines
    .filter(({ source, length }) => source + length < names.length)
    .map(({ source, length, data, conditional }): GraphEdge => ({
      source,
      target: source + length,
      ...(data !== undefined && { data }),
      ...(conditional && { conditional }),
    }));
  return new Graph(
    nodes,
    edges,
    subgraphs.filter(({ id }) => within.includes(id) || subgraphs.some(({ subgraph }) => subgraph === id)),
  );
}
