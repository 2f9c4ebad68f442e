import { RunletError } from "../errors/error.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import { ToolMessage } from "../messages/tool.ts";

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

/** Makes of what the tool `name` gives the message that answers `call`: text as it is, all else as JSON. */
export function answerTo({ id }: ToolCall, name: string): (output: unknown) => ToolMessage {
  if (id === undefined) {
    const message = `The call of the tool "${name}" has no id, by which its answer could say what it answers.`;
    throw new RunletError("tool", message, { phase: "tool" });
  }
  return (output) => new ToolMessage({ content: contentOf(output, name), tool_call_id: id, name });
}

function contentOf(output: unknown, name: string): string {
  if (typeof output === "string") return output;
  try {
    // What JSON has no word for, such as the undefined of a function that gives nothing, says nothing.
    return JSON.stringify(output) ?? "";
  } catch (cause) {
    const message = `What the tool "${name}" gives cannot be written as JSON, for the message that answers its call.`;
    throw new RunletError("tool", message, { phase: "tool", cause });
  }
}
