import { describe, expect, it } from "vitest";
import { chain, RunnableLambda } from "../../src/runnables/lambda.ts";
import type { Runnable } from "../../src/runnables/runnable.ts";
import type { StepConfig } from "../../src/runs/config.ts";
import type { StandardSchema } from "../../src/schema/standard-schema.ts";
import { tool } from "../../src/tools/tool.ts";
import { all } from "../support/all.ts";
import { turn } from "../contract/ways.ts";

interface Word {
  word: string;
}
const schema: StandardSchema<Word> = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as Word }) },
};

const reverseWord = RunnableLambda.from((word: string) => [...word].toReversed().join(""), { name: "reverseWord" });

/** A tool of this name that calls `reverseWord`, with or without its config, in each form that a function has. */
const tools = (configOf: (config: StepConfig) => StepConfig | undefined) => {
  const call = (word: string, config: StepConfig) => reverseWord.invoke(word, configOf(config));
  const fields = { name: "reverse", schema };
  return Object.entries({
    "a function": tool(({ word }, config) => call(word, config), fields),
    "an async function": tool(async ({ word }, config) => {
      await turn();
      return await call(word, config);
    }, fields),
    "a synchronous call": tool(({ word }, config) => reverseWord.invokeSync(word, configOf(config)), fields),
    "a stream that is read": tool(async ({ word }, config) => {
      let read = "";
      for await (const text of reverseWord.stream(word, configOf(config))) read += text;
      return read;
    }, fields),
    "a generator": tool(function* ({ word }, config) {
      yield "calling";
      return reverseWord.invokeSync(word, configOf(config));
    }, fields),
    "an async generator": tool(async function* ({ word }, config) {
      yield "calling";
      return await call(word, config);
    }, fields),
  });
};

/** What happens, without what differs from run to run: of the ids, the names of the runs. */
async function told(runnable: Runnable<never>, input: unknown) {
  const names = new Map<string, string>();
  const events = await all(runnable.streamEvents(input as never, { version: "v2" }));
  return events.map(({ event, name, run_id, parent_ids, tags, data }) => {
    names.set(run_id, name);
    return { event, name, callers: parent_ids.map((id) => names.get(id)), tags, data };
  });
}

const input = { word: "hello" };
const tagless = { tags: [] as string[] };
const inTool = { ...tagless, name: "reverseWord", callers: ["reverse"] };
const outer = { ...tagless, name: "reverse", callers: [] };
const FOUR = [
  { ...outer, event: "on_tool_start", data: { input } },
  { ...inTool, event: "on_chain_start", data: { input: "hello" } },
  { ...inTool, event: "on_chain_end", data: { output: "olleh", input: "hello" } },
  { ...outer, event: "on_tool_end", data: { output: "olleh", input } },
];
/** The four, and what the form adds: the chunk of what is streamed, the progress of a generator. */
function expected(form: string) {
  if (form === "a stream that is read")
    return FOUR.toSpliced(2, 0, { ...inTool, event: "on_chain_stream", data: { chunk: "olleh" } as never });
  if (!form.includes("generator")) return FOUR;
  return FOUR.toSpliced(1, 0, { ...outer, event: "on_tool_stream", data: { chunk: "calling" } as never });
}

describe("the guide's rows on what runs inside a function", () => {
  it.each(tools(() => undefined))("19: a tool that passes no config: %s", async (form, reverse) => {
    expect(await told(reverse, input)).toEqual(expected(form));
  });

  it.each(tools((config) => config))("20: a tool that passes its config: %s", async (form, reverse) => {
    expect(await told(reverse, input)).toEqual(expected(form));
  });

  const reverseAndDouble = async (word: string, config: StepConfig) => {
    const reversed = await reverseWord.invoke(word, config);
    return reversed + reversed;
  };
  const whole = { ...tagless, name: "reverseAndDouble", callers: [] };
  const child = { ...tagless, name: "reverseWord", callers: ["reverseAndDouble"] };
  const doubled = [
    { ...whole, event: "on_chain_start", data: { input: "1234" } },
    { ...child, event: "on_chain_start", data: { input: "1234" } },
    { ...child, event: "on_chain_end", data: { output: "4321", input: "1234" } },
    { ...whole, event: "on_chain_stream", data: { chunk: "43214321" } },
    { ...whole, event: "on_chain_end", data: { output: "43214321", input: "1234" } },
  ];

  it("21: a function that calls a runnable, with its config and without", async () => {
    expect(await told(RunnableLambda.from(reverseAndDouble), "1234")).toEqual(doubled);
    const silent = async (word: string) => {
      const reversed = await reverseWord.invoke(word);
      return reversed + reversed;
    };
    expect(await told(RunnableLambda.from(silent, { name: "reverseAndDouble" }), "1234")).toEqual(doubled);
  });

  it("22: the same in a wrapper, which takes the function's name", async () => {
    expect(await told(chain(reverseAndDouble), "1234")).toEqual(doubled);
  });

  it("keeps apart runs of one tool that are under way at once", async () => {
    const [, reverse] = tools(() => undefined)[0]!;
    const both = await Promise.all([told(reverse, input), told(reverse, input)]);
    expect(both).toEqual([FOUR, FOUR]);
  });
});
