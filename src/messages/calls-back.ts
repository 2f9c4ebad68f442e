import type { AIMessage } from "./ai.ts";
import type { ToolCall } from "./tool-calls.ts";

/**
 * A model's calls as they go back to a service that takes arguments as an object. One that could not be read goes where it was
 * answered, with its text under the key that Anthropic has for that: an answer alone, no service takes.
 *
 * @param answered the ids of the calls that were answered
 */
export function callsBack(message: AIMessage, answered: ReadonlySet<string>): readonly ToolCall[] {
  const { tool_calls, invalid_tool_calls } = message;
  if (invalid_tool_calls.length === 0) return tool_calls;
  const invalid = invalid_tool_calls.flatMap(({ id, name, args = "" }): ToolCall[] =>
    id !== undefined && name && answered.has(id) ? [{ type: "tool_call", id, name, args: { INVALID_JSON: args } }] : [],
  );
  return [...tool_calls, ...invalid];
}
