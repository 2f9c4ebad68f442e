import type { DataRecord } from "../messages/record.ts";
import type { Runnable } from "../runnables/runnable.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import type { ToolArguments, ToolInput } from "./arguments.ts";
import type { ToolFields } from "./fields.ts";
import { StructuredTool } from "./tool.ts";

/**
 * Makes of a runnable a tool. Its chunks are progress, shown to those who watch (`on_tool_stream`), and what they join into is
 * the output: as it is, or of a model's call as the ToolMessage that answers it. A schema of text is for a runnable that takes
 * text: of a call, that is `input` among the arguments.
 *
 * @throws `config` where the name or the schema is missing; a run, `tool` where the schema refuses the arguments (see
 * `SchemaError`), and what the runnable throws
 * @example
 * const joke = asTool(prompt.pipe(model).pipe(new StringOutputParser()), {
 *   name: "joke",
 *   description: "Tells a joke about a topic.",
 *   schema: z.object({ topic: z.string() }),
 * });
 * await joke.invoke(message.tool_calls[0]); // a ToolMessage
 */
export function asTool<S extends StandardSchema, Output>(
  runnable: Runnable<ToolArguments<S>, Output, unknown>,
  fields: ToolFields<S> & { readonly responseFormat?: "content" | undefined },
): StructuredTool<ToolInput<S>, Output>;
export function asTool<In, Output>(
  runnable: Runnable<In, Output, unknown>,
  fields: ToolFields<DataRecord> & { readonly responseFormat?: "content" | undefined },
): StructuredTool<In, Output>;
export function asTool(runnable: Runnable<never, unknown, unknown>, fields: ToolFields): StructuredTool {
  return new StructuredTool(runnable, fields);
}
