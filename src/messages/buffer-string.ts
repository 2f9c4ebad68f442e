import type { ChatMessage } from "./chat.ts";
import type { BaseMessage, MessageType } from "./message.ts";

const SPEAKERS: Readonly<Partial<Record<MessageType, string>>> = {
  system: "System",
  tool: "Tool",
  function: "Function",
};

/**
 * A conversation as text, one line a message: who speaks, and what. Blocks that are not text are left out, and so are
 * messages that only remove others.
 *
 * @example
 * getBufferString([new HumanMessage("Hi"), new AIMessage("Hello!")]); // "Human: Hi\nAI: Hello!"
 */
export function getBufferString(messages: readonly BaseMessage[], humanPrefix = "Human", aiPrefix = "AI"): string {
  const lines: string[] = [];
  for (const message of messages) {
    if (message.type !== "remove") lines.push(`${speaker(message, humanPrefix, aiPrefix)}: ${message.text}`);
  }
  return lines.join("\n");
}

function speaker(message: BaseMessage, human: string, ai: string): string {
  if (message.type === "human") return human;
  if (message.type === "ai") return ai;
  return SPEAKERS[message.type] ?? (message as ChatMessage).role;
}
