import type { OtherBlock } from "../../messages/content.ts";
import type { ChatModelCallOptions, ToolChoice } from "../../models/call-options.ts";
import { isProviderTool, toolDefinition, type ToolLike } from "../../models/tool-definition.ts";

/** What a request says of tools. */
export function toolFields({ tools, toolChoice, parallelToolCalls }: ChatModelCallOptions): object {
  const choice = toolChoice ?? (parallelToolCalls !== undefined && tools?.length ? "auto" : undefined);
  return {
    ...(tools?.length && { tools: tools.map(wireTool) }),
    ...(choice !== undefined && { tool_choice: wireChoice(choice, parallelToolCalls) }),
  };
}

function wireTool(tool: ToolLike): object {
  const told = toolDefinition(tool);
  if (isProviderTool(told)) return told;
  const { name, description, parameters, strict } = told;
  return {
    name,
    ...(description !== undefined && { description }),
    input_schema: parameters,
    ...(strict !== undefined && { strict }),
  };
}

function wireChoice(choice: ToolChoice, parallel: boolean | undefined): OtherBlock {
  if (choice === "none") return { type: "none" };
  const one = parallel === undefined ? {} : { disable_parallel_tool_use: !parallel };
  if (typeof choice === "object") return { type: "tool", name: choice.name, ...one };
  return { type: choice === "required" ? "any" : choice, ...one };
}
