import type { ChatModelCallOptions, ResponseFormat } from "../../models/call-options.ts";
import { strictSchema } from "../../schema/strict.ts";
import { strictFormat, strictTool } from "../../models/strict.ts";
import { isProviderTool, toolDefinition, type ProviderTool, type ToolLike } from "../../models/tool-definition.ts";

/** A tool as the service takes it; one that it has itself goes as it is. */
export function responsesTool(tool: ToolLike): ProviderTool {
  const definition = toolDefinition(tool);
  if (isProviderTool(definition)) return definition;
  const { name, description, parameters, strict = false } = strictTool(definition, strictSchema);
  // Left out, the service takes it for true, and makes of every optional argument one that is not.
  return { type: "function", name, ...(description !== undefined && { description }), parameters, strict };
}

/** Whether text may come with citations: tools that the service has itself make them. */
export function mayCite(tools: readonly ProviderTool[]): boolean {
  return tools.some(({ type }) => type !== "function" && type !== "custom");
}

export function toolChoice(choice: ChatModelCallOptions["toolChoice"], tools: readonly ProviderTool[]): unknown {
  if (choice === "any") return "required";
  if (typeof choice !== "object") return choice;
  const { name } = choice;
  const tool = tools.find((each) => each["name"] === name) ?? tools.find(({ type }) => type === name);
  if (tool === undefined) return { type: "function", name };
  return tool["name"] === name ? { type: tool.type, name } : { type: tool.type };
}

/** The form of the text, as the service has it. */
export function textFormat(format: ResponseFormat | undefined): object | undefined {
  if (format?.type !== "json_schema") return format;
  const { type, name, description, schema, strict } = strictFormat(format, strictSchema);
  return {
    type,
    name,
    ...(description !== undefined && { description }),
    schema,
    ...(strict !== undefined && { strict }),
  };
}
