import { both, either, type JsonSchema } from "../schema/json-schema.ts";
import type { Described } from "./described.ts";

/** What runnables take of which any may be given the input. */
export function takeAny(alternatives: readonly Described[], wanted: JsonSchema): JsonSchema {
  return alternatives.map((one) => one["~takes"](wanted)).reduce(both, {});
}

/** What comes of runnables of which one gives the output. */
export function giveAny(alternatives: readonly Described[], given: JsonSchema): JsonSchema {
  return either(alternatives.map((one) => one["~gives"](given)));
}
