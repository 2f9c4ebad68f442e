import type { JsonSchema } from "../schema/json-schema.ts";
import { Graph, type GraphEdge, type GraphNode, type Subgraph } from "./graph.ts";
import type { Drawable } from "./parts.ts";

/** A node that the next one is to be joined to, and what that edge says. */
type End = Omit<GraphEdge, "target">;

/** A runnable that says what goes into it and what comes out. */
export interface Whole extends Drawable {
  getInputJsonSchema(): JsonSchema;
  getOutputJsonSchema(): JsonSchema;
}

/** The graph of a runnable. */
export function graphOf(whole: Whole): Graph {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const subgraphs: Subgraph[] = [];

  const put = (node: GraphNode, ends: readonly End[]): End => {
    nodes.push(node);
    for (const { source, ...said } of ends) edges.push({ source, target: node.id, ...said });
    return { source: node.id };
  };

  /** Adds what a runnable is, behind `ends`, and gives where it ends. */
  const add = (runnable: Drawable, name: string | undefined, ends: readonly End[], place: Place): readonly End[] => {
    const { how, parts = [], subgraph, passes } = runnable["~parts"] ?? {};
    const called = name ?? subgraph;
    const step = (before: readonly End[]) =>
      put(
        {
          id: nodes.length,
          name: name ?? runnable.name,
          type: "runnable",
          data: { type: runnable["~kind"]?.type ?? "chain" },
          ...place,
        },
        before,
      );

    if (how === "bound") return add(parts[0]!.runnable, name ?? parts[0]!.name, ends, place);
    if (how === "sequence") {
      let inside = place;
      if (called !== undefined) {
        inside = { subgraph: subgraphs.length };
        subgraphs.push({ id: subgraphs.length, name: called, ...place });
      }
      return parts.reduce((before, part) => add(part.runnable, part.name, before, inside), ends);
    }
    if (how === "alternatives") {
      const source = step(ends).source;
      return parts.flatMap(({ runnable, name, label }) =>
        add(runnable, name, [{ source, ...(label !== undefined && { data: label }), conditional: true }], place),
      );
    }
    const outputs = parts.flatMap(({ runnable, name, label }) =>
      add(runnable, name, ends, place).map((end) => (label === undefined ? end : { ...end, data: label })),
    );
    return [step(passes || outputs.length === 0 ? [...ends, ...outputs] : outputs)];
  };

  const input = put({ id: 0, name: "Input", type: "schema", data: whole.getInputJsonSchema() }, []);
  const ends = add(whole, undefined, [input], {});
  put({ id: nodes.length, name: "Output", type: "schema", data: whole.getOutputJsonSchema() }, ends);
  return new Graph(nodes, edges, subgraphs);
}

type Place = Pick<GraphNode, "subgraph">;
