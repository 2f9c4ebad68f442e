import { isAIMessage, isToolMessage } from "../messages/guards.ts";
import type { BaseMessage } from "../messages/message.ts";
import { errorAnswer } from "../tools/error-answer.ts";
import { callsOf } from "./calls.ts";

/**
 * The conversation with an answer to each call that it has gone past: to services each has to have one. Those of the last message
 * that nothing but answers follows are still to be run.
 */
export function closed(messages: readonly BaseMessage[]): BaseMessage[] {
  const whole: BaseMessage[] = [];
  /** Calls that nothing has answered yet, by their ids. */
  let open = new Map<string, ReturnType<typeof callsOf>[number]>();
  for (const message of messages) {
    if (isToolMessage(message)) open.delete(message.tool_call_id);
    else {
      for (const call of open.values())
        whole.push(errorAnswer(call, "The call was not run: the conversation went on without it."));
      // Without an id a call cannot be answered.
      open = new Map(
        isAIMessage(message) ? callsOf(message).flatMap((call) => (call.id ? [[call.id, call]] : [])) : [],
      );
    }
    whole.push(message);
  }
  return whole;
}
