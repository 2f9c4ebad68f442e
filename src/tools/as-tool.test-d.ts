import type { Assert, Equal } from "../../test/types/equal.ts";
import type { Runnable } from "../runnables/runnable.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import { asTool } from "./as-tool.ts";
import type { StructuredTool } from "./tool.ts";

declare const Days: StandardSchema<{ days?: string }, { days: number }>;
declare const Text: StandardSchema<string>;
declare const count: Runnable<{ days: number }, string[], string>;
declare const shout: Runnable<string, number>;

const counted = asTool(count, { name: "count", schema: Days });
export type CountedIs = Assert<Equal<typeof counted, StructuredTool<{ days?: string }, string[]>>>;
const loud = asTool(shout, { name: "loud", schema: Text });
export type LoudIs = Assert<Equal<typeof loud, StructuredTool<string, number>>>;

// JSON Schema says nothing to the types: the arguments are what the runnable takes
const open = asTool(count, { name: "count", schema: { type: "object" } });
export type OpenIs = Assert<Equal<typeof open, StructuredTool<{ days: number }, string[]>>>;

// @ts-expect-error: the runnable takes something else than the schema makes
asTool(shout, { name: "loud", schema: Days });
// @ts-expect-error: the name is missing
asTool(count, { schema: Days });
