import type { JsonValue } from "../json/value.ts";
import type { DeepPartial } from "./deep-partial.ts";
import { JsonOutputParser } from "./json.ts";

interface Answer {
  mood: "good" | "bad";
  size: 1 | 2;
  sure: boolean;
  at: [x: number, y: number];
  readonly list: readonly { name: string; tags: string[] }[];
  note: string | null;
}

// While it streams, keys and elements are missing, and a literal is a beginning of itself.
const growing: DeepPartial<Answer> = { mood: "go", size: 12, list: [{}, { name: "x", tags: [] }], note: null };
const point: DeepPartial<Answer> = { at: [1] };
const mood: string | undefined = growing.mood;
const name: string | undefined = growing.list?.[0]?.name;

// @ts-expect-error: a key of the value is not another key
const other: DeepPartial<Answer> = { moods: "good" };
// @ts-expect-error: it may not be there yet
const certain: string = growing.mood;
// @ts-expect-error: nor another type
const wrong: DeepPartial<Answer> = { sure: "yes" };

const values: AsyncIterable<DeepPartial<Answer>> = new JsonOutputParser<Answer>().stream("x");
const whole: Promise<Answer> = new JsonOutputParser<Answer>().invoke("x");
const any: Promise<JsonValue> = new JsonOutputParser().invoke("x");

const parser = new JsonOutputParser<Answer>();
const elements: AsyncIterable<{ name: string; tags: string[] }> = parser.elements("list").stream("x");
const tags: Promise<string[]> = parser.elements("list.0.tags").invoke("x");
const loose: Promise<JsonValue[]> = new JsonOutputParser().elements("a.b").invoke("x");
const names: Promise<(readonly [path: readonly (string | number)[], value: string])[]> = parser
  .paths("list.*.name")
  .invoke("x");
const folded: Promise<Answer> = parser.diff().invoke("x");
const patches: AsyncIterable<readonly { op: "add" | "replace"; path: string; value: JsonValue }[]> = parser
  .diff()
  .stream("x");
const pieces: AsyncIterable<string> = parser.field("mood").stream("x");
// @ts-expect-error: the elements of the list are no numbers
const numbers: Promise<number[]> = parser.elements("list").invoke("x");

export { any, certain, mood, name, other, point, values, whole, wrong };
export { elements, folded, loose, names, numbers, patches, pieces, tags };
