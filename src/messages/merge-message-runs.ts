import type { AIMessage } from "./ai.ts";
import type { ChatMessage } from "./chat.ts";
import type { MessageLike } from "./coerce.ts";
import type { ContentBlock, MessageContent } from "./content.ts";
import { messageFromJSON } from "./json.ts";
import type { BaseMessage } from "./message.ts";
import { toMessagesOrStep, type MessagesStep } from "./messages-step.ts";
import { addUsage } from "./usage.ts";

/**
 * The messages, of which those that stand side by side and are of one type, role and name are one: their texts with a line
 * break between them, or their blocks, and their tool calls. What else they have is that of the first. Answers of tools
 * stay as they are. Called without messages it is a step that does so.
 *
 * @example
 * mergeMessageRuns([["human", "Hi!"], ["human", "Is anybody there?"]]); // one message: "Hi!\nIs anybody there?"
 */
export function mergeMessageRuns(messages: readonly MessageLike[]): BaseMessage[];
export function mergeMessageRuns(): MessagesStep;
export function mergeMessageRuns(messages?: readonly MessageLike[]) {
  return toMessagesOrStep("mergeMessageRuns", messages, (list) => {
    const merged: BaseMessage[] = [];
    for (const message of list) {
      const before = merged.at(-1);
      if (before && isSpokenOn(before, message)) merged[merged.length - 1] = both(before, message);
      else merged.push(message);
    }
    return merged;
  });
}

const MERGED: ReadonlySet<string> = new Set(["human", "ai", "system", "generic"]);

function isSpokenOn(before: BaseMessage, message: BaseMessage): boolean {
  return (
    MERGED.has(message.type) &&
    before.type === message.type &&
    before.name === message.name &&
    (before as Partial<ChatMessage>).role === (message as Partial<ChatMessage>).role
  );
}

function both(before: BaseMessage, message: BaseMessage): BaseMessage {
  const content = joined(before.content, message.content);
  if (before.type !== "ai") return messageFromJSON({ ...before.toJSON(), content });
  const [one, other] = [before as AIMessage, message as AIMessage];
  const usage_metadata = addUsage(one.usage_metadata, other.usage_metadata);
  return messageFromJSON({
    ...one.toJSON(),
    content,
    tool_calls: [...one.tool_calls, ...other.tool_calls],
    invalid_tool_calls: [...one.invalid_tool_calls, ...other.invalid_tool_calls],
    ...(usage_metadata && { usage_metadata }),
  });
}

function joined(one: MessageContent, other: MessageContent): MessageContent {
  if (typeof one === "string" && typeof other === "string") return one && other ? `${one}\n${other}` : one || other;
  return [...blocksOf(one), ...blocksOf(other)];
}

function blocksOf(content: MessageContent): readonly ContentBlock[] {
  if (typeof content !== "string") return content;
  return content === "" ? [] : [{ type: "text", text: content }];
}
