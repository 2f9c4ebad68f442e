import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasMermaid, readFlowchart } from "../../test/support/mermaid.ts";
import { Graph, type GraphNode } from "./graph.ts";

const node = (id: number, name: string, subgraph?: number): GraphNode => ({
  id,
  name,
  type: "runnable",
  data: { type: "chain" },
  ...(subgraph !== undefined && { subgraph }),
});
const schema = (id: number, name: string): GraphNode => ({ id, name, type: "schema", data: {} });

const graph = new Graph(
  [
    schema(0, "Input"),
    node(1, "RunnableBranch"),
    node(2, "maths"),
    node(3, "gpt-4.1_mini", 1),
    node(4, "笑话"),
    schema(5, "Output"),
  ],
  [
    { source: 0, target: 1 },
    { source: 1, target: 2, data: "is it maths?", conditional: true },
    { source: 1, target: 3, data: "default", conditional: true },
    { source: 3, target: 4 },
    { source: 2, target: 5 },
    { source: 4, target: 5, data: "key" },
  ],
  [
    { id: 0, name: "outer" },
    { id: 1, name: "inner", subgraph: 0 },
  ],
);

describe("a flowchart", () => {
  it("has a line for each node, where it stands, and for each edge", () => {
    expect(graph.drawMermaid()).toBe(`flowchart TD
  n0(["Input"])
  n1{"RunnableBranch"}
  n2["maths"]
  n4["笑话"]
  n5(["Output"])
  subgraph s0["outer"]
    subgraph s1["inner"]
      n3["gpt-4.1_mini"]
    end
  end
  n0 --> n1
  n1 -.->|"is it maths#63;"| n2
  n1 -.->|"default"| n3
  n3 --> n4
  n2 --> n5
  n4 -->|"key"| n5
`);
  });

  it.each([
    ['a "b"', "a #34;b#34;"],
    ["<i>#35;</i>\n", "#60;i#62;#35;35#59;#60;#47;i#62;#10;"],
    ["`code`", "#96;code#96;"],
    ["1. one", "1#46; one"],
    ["- one_", "#45; one#95;"],
    ["_one", "#95;one"],
    ["", " "],
  ])("gives what could mean something by number: %j", (name, text) => {
    expect(new Graph([node(0, name)]).drawMermaid()).toBe(`flowchart TD\n  n0["${text}"]\n`);
  });
});

describe.skipIf(!hasMermaid)("Mermaid", () => {
  it("reads in it what the graph says", async () => {
    expect(await readFlowchart(graph.drawMermaid())).toEqual({
      nodes: [
        { id: "n0", text: "Input", shape: "stadium" },
        { id: "n1", text: "RunnableBranch", shape: "diamond" },
        { id: "n2", text: "maths", shape: "square" },
        { id: "n4", text: "笑话", shape: "square" },
        { id: "n5", text: "Output", shape: "stadium" },
        { id: "n3", text: "gpt-4.1_mini", shape: "square" },
      ],
      edges: [
        { from: "n0", to: "n1", text: "", dashed: false },
        { from: "n1", to: "n2", text: "is it maths?", dashed: true },
        { from: "n1", to: "n3", text: "default", dashed: true },
        { from: "n3", to: "n4", text: "", dashed: false },
        { from: "n2", to: "n5", text: "", dashed: false },
        { from: "n4", to: "n5", text: "key", dashed: false },
      ],
      subgraphs: [
        { id: "s1", title: "inner", nodes: ["n3"] },
        { id: "s0", title: "outer", nodes: ["s1"] },
      ],
    });
  });

  it("reads any name as it is", async () => {
    const name = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.string({ unit: fc.constantFrom(..."#;\"'`<>{}[]()|\\/-.=~&%@:_ \nxo", "end"), maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(name, name, name, async (one, label, title) => {
        const drawn = new Graph(
          [node(0, one), node(1, "other", 0)],
          [{ source: 0, target: 1, data: label }],
          [{ id: 0, name: title }],
        ).drawMermaid();
        const read = await readFlowchart(drawn);
        expect([read.nodes[0]!.text, read.edges[0]!.text, read.subgraphs[0]!.title].map(trimmed)).toEqual(
          [one, label, title].map(trimmed),
        );
      }),
      { numRuns: 100 },
    );
  });
});

/** Mermaid leaves out space around a text. */
const trimmed = (text: string) => text.trim();
