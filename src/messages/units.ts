import type { AIMessage } from "./ai.ts";
import type { BaseMessage } from "./message.ts";
import type { ToolMessage } from "./tool.ts";

/**
 * Messages in groups that stay together or go together: a model's calls of tools with their answers; any other message is
 * one by itself. An answer to a call that is not there is left out: no provider takes it.
 */
export function unitsOf(messages: readonly BaseMessage[]): BaseMessage[][] {
  const units: BaseMessage[][] = [];
  for (const message of messages) {
    if (message.type !== "tool") {
      units.push([message]);
      continue;
    }
    const { tool_call_id: id } = message as ToolMessage;
    // Some providers count their calls anew in each answer.
    const at = units.findLastIndex((unit) => unit.some((earlier) => calls(earlier, id)));
    if (at !== -1) units.push([...units.splice(at).flat(), message]);
  }
  return units;
}

function calls(message: BaseMessage, id: string): boolean {
  const { tool_calls = [], invalid_tool_calls = [] } = message as Partial<AIMessage>;
  return [...tool_calls, ...invalid_tool_calls].some((call) => call.id === id);
}
