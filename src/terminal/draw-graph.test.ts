import fc from "fast-check";
import { describe, expect, it } from "vitest";
import "../runnables/runnable.ts";
import { anyGraph } from "../../test/support/random-graph.ts";
import { Graph, type GraphNode } from "../runnables/graph.ts";
import { parallel } from "../runnables/parallel.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { RunnableSequence } from "../runnables/sequence.ts";
import { drawGraph } from "./draw-graph.ts";

const node = (id: number, name: string): GraphNode => ({ id, name, type: "runnable", data: { type: "chain" } });
const step = (name: string) => RunnableLambda.from((value: unknown) => value, { name });

describe("a drawing", () => {
  it("of steps one behind the other", () => {
    expect(drawGraph(step("upper").getGraph()).split("\n")).toEqual([
      " ╭───────╮",
      " │ Input │",
      " ╰───┬───╯",
      "     ▼",
      " ┌───────┐",
      " │ upper │",
      " └───┬───┘",
      "     ▼",
      "╭─────────╮",
      "│ Output  │",
      "╰─────────╯",
    ]);
  });

  it("of steps beside each other, with their keys", () => {
    expect(drawGraph(parallel({ joke: step("a"), 诗: step("鹦鹉") }).getGraph()).split("\n")).toEqual([
      "          ╭───────╮",
      "          │ Input │",
      "          ╰───┬───╯",
      "          ┌───┴────┐",
      "          ▼        ▼",
      "        ┌───┐  ┌───────┐",
      "        │ a │  │ 鹦鹉  │",
      "        └─┬─┘  └───┬───┘",
      "          │        │",
      "        joke      诗",
      "          └───┬────┘",
      "              ▼",
      "┌───────────────────────────┐",
      "│ RunnableParallel<joke,诗> │",
      "└─────────────┬─────────────┘",
      "              ▼",
      "         ╭─────────╮",
      "         │ Output  │",
      "         ╰─────────╯",
    ]);
  });

  it("of steps in a step", () => {
    const inner = RunnableSequence.from([step("one"), step("two")], { name: "inner" });
    expect(drawGraph(parallel({ a: inner, b: step("b") }).getGraph()).split("\n")).toEqual([
      "        ╭───────╮",
      "        │ Input │",
      "        ╰───┬───╯",
      "       ┌────┴─────┐",
      "╭╌ inner ╌╌╌╌╮    │",
      "╎      ▼     ╎    │",
      "╎  ┌───────┐ ╎    │",
      "╎  │  one  │ ╎    │",
      "╎  └───┬───┘ ╎    │",
      "╎      ▼     ╎    ▼",
      "╎   ┌─────┐  ╎  ┌───┐",
      "╎   │ two │  ╎  │ b │",
      "╎   └──┬──┘  ╎  └─┬─┘",
      "╎      │     ╎    │",
      "╰╌╌╌╌╌╌│╌╌╌╌╌╯    │",
      "       a          b",
      "       └────┬─────┘",
      "            ▼",
      "┌───────────────────────┐",
      "│ RunnableParallel<a,b> │",
      "└───────────┬───────────┘",
      "            ▼",
      "       ╭─────────╮",
      "       │ Output  │",
      "       ╰─────────╯",
    ]);
  });

  it("of a choice, with dashes", () => {
    const graph = new Graph(
      [node(0, "choose"), node(1, "maths"), node(2, "other"), node(3, "end")],
      [
        { source: 0, target: 1, data: "is it?", conditional: true },
        { source: 0, target: 2, data: "default", conditional: true },
        { source: 1, target: 3 },
        { source: 2, target: 3 },
      ],
    );
    expect(drawGraph(graph).split("\n")).toEqual([
      "     ┌─────────┐",
      "     │ choose  │",
      "     └────┬────┘",
      "    ┌┄┄┄┄┄┴┄┄┄┄┐",
      " is it?     default",
      "    ▼          ▼",
      "┌───────┐  ┌───────┐",
      "│ maths │  │ other │",
      "└───┬───┘  └───┬───┘",
      "    └─────┬────┘",
      "          ▼",
      "       ┌─────┐",
      "       │ end │",
      "       └─────┘",
    ]);
  });

  it("shows nothing that a terminal would act on, nor more of a name than there is room for", () => {
    const drawing = drawGraph(new Graph([node(0, "\u001b[2J\n"), node(1, "x".repeat(100))]));
    expect(drawing).toContain("│ \\u001b[2J\\n │");
    expect(drawing).toContain(` ${"x".repeat(47)}… `);
  });

  it("of any graph has each name, and an arrow into each node that is led to", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const drawing = drawGraph(graph);
        for (const { name } of graph.nodes) expect(drawing).toContain(name.replaceAll("\n", "\\n"));
        expect(drawing.split("▼").length - 1).toBe(new Set(graph.edges.map(({ target }) => target)).size);
        expect(drawing).not.toMatch(/ $/m);
      }),
      { numRuns: 50 },
    );
  });
});
