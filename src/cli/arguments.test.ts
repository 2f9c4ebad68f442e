import { describe, expect, it } from "vitest";
import { parse } from "./arguments.ts";
import { UsageError } from "./usage-error.ts";

const ALL = { includeNames: undefined, includeTypes: undefined, includeTags: undefined };

describe("what is printed", () => {
  it.each([
    [[], { print: "answer", filter: ALL }],
    [["--chunks"], { print: "chunks", filter: ALL }],
    [["--events"], { print: "events", filter: ALL }],
    [
      ["--log", "--types", "parser, chain", "--types", "prompt"],
      { print: "log", filter: { ...ALL, includeTypes: ["parser", "chain", "prompt"] } },
    ],
    [
      ["--names=a,b", "--tags=c", "--events"],
      { print: "events", filter: { ...ALL, includeNames: ["a", "b"], includeTags: ["c"] } },
    ],
  ])("%j", (options, expected) => {
    expect(parse([...options, "hi"])).toMatchObject({ question: "hi", ...expected });
  });

  it.each([
    [["--events", "--chunks"], "Only one of --chunks and --events"],
    [["--events", "--log"], "Only one of --events and --log"],
    [["--types", "parser"], "need --events or --log"],
    [["--chunks", "--tags", "a"], "need --events or --log"],
    [["--events", "--types", "parser,chatmodel"], '"chatmodel". The types are chain, prompt, chat_model, parser.'],
    [["--events", "--names", ""], "--names takes"],
    [["--log", "--tags", "a,"], "--tags takes"],
  ])("%j is no use", (options, message) => {
    const wrong = () => parse([...options, "hi"]);
    expect(wrong).toThrow(UsageError);
    expect(wrong).toThrow(message);
  });
});
