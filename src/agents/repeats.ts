import { orderedText } from "../json/ordered.ts";
import { isAIMessage, isHumanMessage } from "../messages/guards.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { ToolCall } from "../messages/tool-calls.ts";

/** Counts how often a model makes the same call, with equal arguments, in steps that follow each other. */
export class Repeats {
  private counts = new Map<string, number>();

  /** What was said before counts, from the last time that a person spoke; its last message's calls are yet to come where they are `pending`. */
  constructor(messages: readonly BaseMessage[], pending: BaseMessage | undefined) {
    const from = messages.findLastIndex(isHumanMessage) + 1;
    for (const message of messages.slice(from))
      if (isAIMessage(message) && message !== pending) this.count(message.tool_calls);
  }

  /** Counts the calls of the next step. Gives of each how often it has been made by now, the step before included, and so on. */
  count(calls: readonly ToolCall[]): readonly number[] {
    const counts = new Map<string, number>();
    const made = calls.map((call) => {
      const key = orderedText([call.name, call.args]);
      const count = (this.counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count;
    });
    this.counts = counts;
    return made;
  }
}
