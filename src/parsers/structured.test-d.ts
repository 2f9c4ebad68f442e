import type { DeepPartial } from "./deep-partial.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import { StructuredOutputParser } from "./structured.ts";

declare const schema: StandardSchema<{ at: string; n?: number }, { at: Date; n: number }>;
const parser = StructuredOutputParser.fromSchema(schema);

const whole: Promise<{ at: Date; n: number }> = parser.invoke("x");
const chunks: AsyncIterable<{ at: Date; n: number } | DeepPartial<{ at: string; n?: number }>> = parser.stream("x");
for await (const { at } of parser.stream("x")) {
  const shown: string | Date | undefined = at;
  // @ts-expect-error: while it streams it is what the schema takes, and may not be there yet
  const date: Date = at;
  console.log(shown, date);
}
// @ts-expect-error: the schema's output, not its input
const wrong: Promise<{ at: string }> = parser.invoke("x");
// @ts-expect-error: not a schema
StructuredOutputParser.fromSchema({ type: "object" });

export { chunks, whole, wrong };
