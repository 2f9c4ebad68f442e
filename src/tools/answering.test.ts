import { expect, it } from "vitest";
import { all } from "../../test/support/all.ts";
import { ToolMessage } from "../messages/tool.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import { compile } from "../runnables/compile.ts";
import { generator } from "../runnables/generator.ts";
import { Runnable } from "../runnables/runnable.ts";
import type { RunnableStep } from "../runs/config.ts";
import { asTool } from "./as-tool.ts";
import { Progress } from "./progress.ts";
import { tool, type StructuredTool } from "./tool.ts";

/** Passes on all that a tool gives, as an agent does. */
class PassingOn extends Runnable<ToolCall, unknown> {
  readonly name = "passingOn";
  readonly #tool: StructuredTool;

  constructor(tool: StructuredTool) {
    super();
    this.#tool = tool;
  }

  "~ops"(step: RunnableStep) {
    const inner = this.#tool;
    const answering = {
      name: inner.name,
      "~kind": inner["~kind"],
      "~ops": (of: RunnableStep) => inner["~answering"](of),
    };
    return compile(answering, step).ops;
  }
}

const schema = { type: "object" };
const call: ToolCall = { name: "count", args: { n: 2 }, id: "call_1", type: "tool_call" };
const answer = (content: string) => new ToolMessage(content, "call_1", "count");
const shown = (chunks: readonly unknown[]) =>
  chunks.map((chunk) => (chunk instanceof Progress ? ["progress", chunk.value] : ["output", chunk]));

const counting = {
  generator: tool(
    function* ({ n }) {
      for (let at = 0; at < (n as number); at++) yield at;
      return "done";
    },
    { name: "count", schema },
  ),
  "async generator": tool(
    async function* ({ n }) {
      for (let at = 0; at < (n as number); at++) yield at;
      return "done";
    },
    { name: "count", schema },
  ),
  runnable: asTool(
    generator(async function* (_: AsyncIterable<unknown>) {
      yield* [0, 1];
    }),
    { name: "count", schema },
  ),
};

it.each(Object.entries(counting))("gives the progress of a %s, and last the output", async (kind, each) => {
  const output = answer(kind === "runnable" ? "[0,1]" : "done");
  const expected = [
    ["progress", 0],
    ["progress", 1],
    ["output", output],
  ];
  const passing = new PassingOn(each as StructuredTool);
  expect(shown(await all(passing.stream(call)))).toEqual(expected);
  // It is told to those who watch as well, once.
  const events = await all(passing.streamEvents(call, { includeNames: ["count"] }));
  const told = events.map(({ event, data }) => [event, data as { chunk?: unknown; output?: unknown }] as const);
  expect(told.map(([event, { chunk, output }]) => [event, chunk ?? output])).toEqual([
    ["on_tool_start", undefined],
    ["on_tool_stream", 0],
    ["on_tool_stream", 1],
    ["on_tool_end", output],
  ]);
});

it("gives it in a synchronous run too", () => {
  const chunks = [...new PassingOn(counting.generator as StructuredTool).streamSync(call)];
  expect(shown(chunks)).toEqual([
    ["progress", 0],
    ["progress", 1],
    ["output", answer("done")],
  ]);
});
