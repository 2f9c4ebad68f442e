import type { Graph, GraphNode } from "./graph.ts";

/** A graph as a flowchart of Mermaid, from the top down. */
export function mermaidOf({ nodes, edges, subgraphs }: Graph): string {
  const choosing = new Set(edges.filter((edge) => edge.conditional).map((edge) => edge.source));
  const lines = ["flowchart TD"];

  const draw = (within: number | undefined, indent: string): void => {
    for (const node of nodes)
      if (node.subgraph === within) lines.push(`${indent}n${node.id}${shape(node, choosing.has(node.id))}`);
    for (const { id, name, subgraph } of subgraphs) {
      if (subgraph !== within) continue;
      lines.push(`${indent}subgraph s${id}["${textOf(name)}"]`);
      draw(id, `${indent}  `);
      lines.push(`${indent}end`);
    }
  };
  draw(undefined, "  ");

  for (const { source, target, data, conditional } of edges) {
    const label = data === undefined ? "" : `|"${textOf(data)}"|`;
    lines.push(`  n${source} ${conditional ? "-.->" : "-->"}${label} n${target}`);
  }
  return `${lines.join("\n")}\n`;
}

function shape({ type, name }: GraphNode, chooses: boolean): string {
  const text = `"${textOf(name)}"`;
  if (chooses) return `{${text}}`;
  return type === "schema" ? `([${text}])` : `[${text}]`;
}

// A dot, a line or an underscore means something at the edge of a word, and nothing inside of it.
const MEANING = /[^\p{L}\p{M}\p{N} .,:_-]|(?<![\p{L}\p{N}])[._-]|[._-](?![\p{L}\p{N}])/gu;

/** Mermaid takes text for HTML, for Markdown and for code of its own: what could mean something there is given by number. */
function textOf(text: string): string {
  return text.replace(MEANING, (character) => `#${character.codePointAt(0)};`) || " ";
}
