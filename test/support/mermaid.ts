import { existsSync } from "node:fs";

const MODULES = new URL("../../bench/node_modules/", import.meta.url);
/** Whether the benchmarks' packages are installed, of which Mermaid is one. */
export const hasMermaid = existsSync(new URL("mermaid/", MODULES));

if (!hasMermaid) process.stderr.write("Tests with Mermaid are skipped: `npm ci --prefix bench` installs it.\n");

/** What Mermaid has read in a flowchart. */
export interface Flowchart {
  readonly nodes: readonly { readonly id: string; readonly text: string; readonly shape: string }[];
  readonly edges: readonly { from: string; to: string; text: string; dashed: boolean }[];
  readonly subgraphs: readonly { readonly id: string; readonly title: string; readonly nodes: readonly string[] }[];
}

/** Loaded before any test: it makes a global of its own when it is first used. */
const mermaid = hasMermaid ? await load() : undefined;

async function load(): Promise<any> {
  const { default: purify } = await import(new URL("dompurify/dist/purify.es.mjs", MODULES).href);
  // It cleans HTML with a browser's help. There is none here, and what is of interest is the text before that.
  Object.assign(purify, { addHook: () => {}, sanitize: (html: string) => html });
  const { default: loaded } = await import(new URL("mermaid/dist/mermaid.core.mjs", MODULES).href);
  await loaded.parse("flowchart TD\n  a --> b\n");
  return loaded;
}

/** Reads a flowchart with Mermaid's own parser. */
export async function readFlowchart(text: string): Promise<Flowchart> {
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  return {
    nodes: Array.from(db.getVertices().values(), (node: any) => ({
      id: node.id,
      text: decoded(node.text),
      shape: node.type,
    })),
    edges: db.getEdges().map((edge: any) => ({
      from: edge.start,
      to: edge.end,
      text: decoded(edge.text),
      dashed: edge.stroke === "dotted",
    })),
    subgraphs: db.getSubGraphs().map(({ id, title, nodes }: any) => ({ id, title: decoded(title), nodes })),
  };
}

/** Mermaid keeps characters that are given by number in a form of its own, up to when it draws. */
function decoded(text: string): string {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
}
