import { messageFromJSON } from "../messages/json.ts";
import type { BaseMessage } from "../messages/message.ts";

/**
 * Of an answer that was broken off, what can stand in a conversation: its last message says that it is incomplete, and has
 * no tool calls, to which providers want an answer; where nothing is left of it, it is not there.
 */
export function answerSoFar(answer: readonly BaseMessage[]): BaseMessage[] {
  const whole = answer.slice(0, -1);
  const broken = answer.at(-1);
  if (broken === undefined || broken.content.length === 0) return whole;
  const response_metadata = { ...broken.response_metadata, incomplete: true };
  const last = messageFromJSON({ ...broken.toJSON(), tool_calls: [], invalid_tool_calls: [], response_metadata });
  return [...whole, last];
}
