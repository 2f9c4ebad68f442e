import { RunnableLambda } from "../runnables/lambda.ts";
import { describe, expect, it } from "vitest";
import { passes, type EventFilter } from "./event-filter.ts";

const RUN = ["parser", "parser", ["a", "b"]] as const;

describe("a filter of events", () => {
  it.each<[string, EventFilter, boolean]>([
    ["nothing is asked for", {}, true],
    ["its name", { includeNames: ["x", "parser"] }, true],
    ["another name", { includeNames: ["x"] }, false],
    ["a part of its name", { includeNames: ["pars"] }, false],
    ["its type", { includeTypes: ["chat_model", "parser"] }, true],
    ["another type", { includeTypes: ["chat_model"] }, false],
    ["one of its tags", { includeTags: ["x", "b"] }, true],
    ["another tag", { includeTags: ["x"] }, false],
    ["another name or its type", { includeNames: ["x"], includeTypes: ["parser"] }, true],
    ["another name or one of its tags", { includeNames: ["x"], includeTags: ["a"] }, true],
    ["another name, type and tag", { includeNames: ["x"], includeTypes: ["llm"], includeTags: ["x"] }, false],
    ["none at all", { includeNames: [] }, false],
    ["all but its name", { excludeNames: ["parser"] }, false],
    ["all but its type", { excludeTypes: ["parser"] }, false],
    ["all but one of its tags", { excludeTags: ["x", "b"] }, false],
    ["all but others", { excludeNames: ["x"], excludeTypes: ["llm"], excludeTags: ["x"] }, true],
    ["its type, but not its name", { includeTypes: ["parser"], excludeNames: ["parser"] }, false],
    ["its name, but not another tag", { includeNames: ["parser"], excludeTags: ["x"] }, true],
    ["undefined", { includeNames: undefined, excludeTags: undefined }, true],
  ])("asked for %s", (_, filter, expected) => {
    expect(passes(filter, ...RUN)).toBe(expected);
  });
});

it("a filter that is no array of words is refused: of a word alone, each part of it would pass", () => {
  const look = RunnableLambda.from((text: string) => text);
  for (const wrong of [{ includeTypes: "chain" }, { includeNames: [1] }, { excludeTags: {} }])
    expect(() => look.streamEvents("x", wrong as never)).toThrow(`${Object.keys(wrong)[0]} is an array of words`);
});
