import type { JsonPatch, JsonPatchWrite } from "../../src/json/operation.ts";
import { JsonOutputParser } from "../../src/parsers/json.ts";
import { last, list, text, type Case } from "./cases.ts";

/** An array that has begun, and never ends. */
const piece = (index: number): string => (index === 0 ? "[0" : `,${index}`);

const lenient = new JsonOutputParser({ incomplete: "accept" });

const doubled = {
  "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: Number(value) * 2 }) },
} as const;

/** What patches of a flat array come to. */
function patched(patches: readonly unknown[]): unknown {
  let array: unknown[] = [];
  for (const { path, value } of (patches as JsonPatch<JsonPatchWrite>[]).flat()) {
    if (path === "") array = [...(value as unknown[])];
    else array[Number(path.slice(1))] = value;
  }
  return array;
}

/** The laws hold for what reads JSON while it comes. */
export const jsonCases: readonly Case[] = [
  { name: "JsonOutputParser", make: () => lenient, input: "[1,2]", output: [1, 2], joined: last, chunk: piece },
  {
    name: "JsonOutputParser.elements",
    make: () => lenient.elements(),
    input: "[1,2]",
    output: [1, 2],
    joined: list,
    chunk: piece,
  },
  {
    name: "JsonOutputParser.elements, with a schema",
    make: () => lenient.elements("", doubled),
    input: "[1,2]",
    output: [2, 4],
    joined: list,
    chunk: piece,
  },
  {
    name: "JsonOutputParser.field",
    make: () => lenient.field("a"),
    input: '{"a":"xy"}',
    output: "xy",
    joined: text,
    chunk: (index) => (index === 0 ? '{"a":"x' : "y"),
  },
  {
    name: "JsonOutputParser.paths",
    make: () => lenient.paths("*"),
    input: '{"a":1,"b":[2]}',
    output: [
      [["a"], 1],
      [["b"], [2]],
    ],
    joined: list,
    chunk: piece,
  },
  {
    name: "JsonOutputParser.diff",
    make: () => lenient.diff(),
    input: "[1,2]",
    output: [1, 2],
    joined: patched,
    chunk: piece,
  },
];
