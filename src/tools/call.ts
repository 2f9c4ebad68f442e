import type { ToolCall } from "../messages/tool-calls.ts";

/** Whether a tool was given a model's call, and not the arguments alone. */
export function isToolCall(input: unknown): input is ToolCall {
  if (typeof input !== "object" || input === null) return false;
  const { type, name } = input as Partial<ToolCall>;
  return type === "tool_call" && typeof name === "string" && "args" in input;
}

/** The arguments that a tool was given, alone or in a call. */
export function argumentsOf(input: unknown): unknown {
  return isToolCall(input) ? input.args : input;
}
