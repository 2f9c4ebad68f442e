import type { RunType } from "../runs/kind.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { mermaidOf } from "./mermaid.ts";

/** A step, or what goes into the whole or comes out of it. */
export type GraphNode =
  | (NodeFields & { readonly type: "runnable"; readonly data: { readonly type: RunType } })
  | (NodeFields & { readonly type: "schema"; readonly data: JsonSchema });

interface NodeFields {
  /** The place in the list of nodes. */
  readonly id: number;
  readonly name: string;
  /** The subgraph that it stands in, by its id. */
  readonly subgraph?: number;
}

/** What `source` makes is given to `target`. */
export interface GraphEdge {
  readonly source: number;
  readonly target: number;
  /** The key that the target has it under; or what the target is chosen for. */
  readonly data?: string;
  /** Only if the target is chosen, when it runs. */
  readonly conditional?: true;
}

/** Nodes with a name of their own. */
export interface Subgraph {
  /** The place in the list of subgraphs. */
  readonly id: number;
  readonly name: string;
  /** The subgraph that it stands in, by its id. */
  readonly subgraph?: number;
}

/**
 * The steps of a runnable, as `getGraph` gives them. The first node is its input, the last its output; each step stands
 * between them. Edges lead from the input to the output, and never back.
 */
export class Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly subgraphs: readonly Subgraph[];

  constructor(nodes: readonly GraphNode[], edges: readonly GraphEdge[] = [], subgraphs: readonly Subgraph[] = []) {
    this.nodes = nodes;
    this.edges = edges;
    this.subgraphs = subgraphs;
  }

  /** Nodes and edges, and subgraphs, if there are any. */
  toJSON(): { nodes: readonly GraphNode[]; edges: readonly GraphEdge[]; subgraphs?: readonly Subgraph[] } {
    const { nodes, edges, subgraphs } = this;
    return { nodes, edges, ...(subgraphs.length > 0 && { subgraphs }) };
  }

  /** A flowchart in the language of Mermaid, which Markdown on many sites shows as a drawing. */
  drawMermaid(): string {
    return mermaidOf(this);
  }
}
