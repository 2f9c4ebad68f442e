import { expect, it } from "vitest";
import { RunnableLambda } from "../runnables/lambda.ts";
import "../runnables/runnable.ts";
import { EventStream } from "./event-stream.ts";

it("what says how a run is told is not given to its steps, which may watch runs themselves", async () => {
  const seen: unknown[] = [];
  const inner = RunnableLambda.from((text: string) => `${text}!`, { name: "inner" });
  const outer = RunnableLambda.from(async (text: string, config) => {
    seen.push(Object.keys(config).toSorted());
    const events = inner.streamEvents(text, config);
    expect(events).toBeInstanceOf(EventStream);
    for await (const { event } of events) seen.push(event);
    return text;
  });
  const expected = [
    ["configurable", "metadata", "signal", "tags"],
    "on_chain_start",
    "on_chain_stream",
    "on_chain_end",
  ];
  for await (const _ of outer.streamEvents("a", { version: "v2", messages: true, includeNames: ["nobody"] }));
  expect(seen.splice(0)).toEqual(expected);
  for await (const _ of outer.streamEvents("a", { encoding: "text/event-stream" }, { includeTypes: ["tool"] }));
  expect(seen).toEqual(expected);
});

it("options that are none are refused", () => {
  const runnable = RunnableLambda.from((text: string) => text);
  const refuses = (options: unknown, message: string) =>
    expect(() => runnable.streamEvents("a", options as never)).toThrow(
      expect.objectContaining({ code: "config", message: expect.stringContaining(message) }),
    );
  refuses(null, "is an object");
  refuses({ version: "v1" }, 'no "v1"');
  refuses({ encoding: "utf-8" }, 'not "utf-8"');
});
