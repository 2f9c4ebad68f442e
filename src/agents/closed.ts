import { isAIMessage, isToolMessage } from "../messages/guards.ts";
import type { BaseMessage } from "../messages/message.ts";
import { errorAnswer } from "../tools/error-answer.ts";
import { callsOf, type Call } from "./calls.ts";

/**
 * The conversation with an answer to each call that it has gone past: to services each has to have one. Those of the last message
 * that nothing but answers follows are still to be run.
 */
export function closed(messages: readonly BaseMessage[]): BaseMessage[] {
  const whole: BaseMessage[] = [];
  let open: Map<string, Call> = new Map();
  for (const message of messages) {
    if (isToolMessage(message)) open.delete(message.tool_call_id);
    else {
      for (const call of open.values())
        whole.push(errorAnswer(call, "The call was not run: the conversation went on without it."));
      open = openIn(message);
    }
    whole.push(message);
  }
  return whole;
}

/**
 * The conversation of which several runs may have kept their messages at once: each answer behind the message whose call it
 * answers, and none that answers nothing, which no service takes.
 */
export function disentangled(messages: readonly BaseMessage[]): BaseMessage[] {
  const parts: BaseMessage[][] = [];
  const waiting = new Map<string, BaseMessage[]>();
  for (const message of messages) {
    if (isToolMessage(message)) {
      waiting.get(message.tool_call_id)?.push(message);
      waiting.delete(message.tool_call_id);
      continue;
    }
    const part = [message];
    parts.push(part);
    for (const id of openIn(message).keys()) waiting.set(id, part);
  }
  return parts.flat();
}

/** The calls of a message, by their ids: without one a call cannot be answered. */
function openIn(message: BaseMessage): Map<string, Call> {
  const calls = isAIMessage(message) ? callsOf(message) : [];
  return new Map(calls.flatMap((call) => (call.id ? [[call.id, call]] : [])));
}
