import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Graph } from "../../src/runnables/graph.ts";
import { drawGraph } from "../../src/terminal/draw-graph.ts";
import { fits } from "../support/fits.ts";
import { choiceCases } from "./choice-cases.ts";
import { cases } from "./cases.ts";
import { interopCases } from "./interop-cases.ts";
import { jsonCases } from "./json-cases.ts";
import { primitiveCases } from "./primitive-cases.ts";
import { anyProgram } from "./programs.ts";
import type { AnyRunnable } from "./ways.ts";

// What a runnable says of itself, and what it does.

const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

describe.each([...cases, ...choiceCases, ...primitiveCases, ...jsonCases, ...interopCases])(
  "$name",
  ({ make, input, output }) => {
    it("gives what its output schema says", () => {
      const schema = make().getOutputJsonSchema();
      expect(fits(schema, plain(output)), JSON.stringify(schema)).toBe(true);
    });

    it("is given what its input schema says", () => {
      const schema = make().getInputJsonSchema();
      // A prompt's value, and a message, are no JSON.
      if (typeof input === "string" || Object.getPrototypeOf(input ?? {}) === Object.prototype)
        expect(fits(schema, plain(input)), JSON.stringify(schema)).toBe(true);
    });

    it("has a graph that leads from its input to its output", () => isWhole(make().getGraph()));
  },
);

describe("random programs", () => {
  it("have a graph that leads from the input to the output, and can be drawn", () => {
    fc.assert(
      fc.property(anyProgram, (program) => {
        const graph = (program.make() as AnyRunnable).getGraph();
        isWhole(graph);
        isDrawn(graph);
      }),
      { numRuns: 60 },
    );
  });

  it("give what their output schema says", async () => {
    await fc.assert(
      fc.asyncProperty(anyProgram, fc.string({ maxLength: 3 }), async (program, text) => {
        const runnable = program.make() as AnyRunnable;
        const output = await runnable.invoke(text as never);
        expect(fits(runnable.getOutputJsonSchema(), output)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

function isWhole({ nodes, edges, subgraphs }: Graph): void {
  expect(nodes.map(({ id }) => id)).toEqual(Array.from(nodes, (_, at) => at));
  expect(subgraphs.map(({ id }) => id)).toEqual(Array.from(subgraphs, (_, at) => at));
  expect([nodes[0]!.name, nodes.at(-1)!.name]).toEqual(["Input", "Output"]);
  // Every step is led to, and leads on; forward only, so that there is no way back.
  for (const { id } of nodes) {
    expect(edges.some(({ target }) => target === id)).toBe(id !== 0);
    expect(edges.some(({ source }) => source === id)).toBe(id !== nodes.length - 1);
  }
  for (const { source, target } of edges) expect(source).toBeLessThan(target);
}

function isDrawn(graph: Graph): void {
  const drawing = drawGraph(graph);
  for (const { name } of graph.nodes) expect(drawing).toContain(name);
  // An arrow leads into each box but the first.
  expect(drawing.split("▼")).toHaveLength(graph.nodes.length);
}
