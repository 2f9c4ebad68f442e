import type { OtherBlock } from "../../messages/content.ts";
import { isAIMessage, isToolMessage } from "../../messages/guards.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { ToolMessage } from "../../messages/tool.ts";
import { assistantBlocks } from "./assistant.ts";
import { blocksIn, contentIn, noForm } from "./blocks.ts";
import type { Conversation, WireMessage } from "./wire.ts";

/**
 * Messages as the service takes them: what the system says apart, wherever it was said, and neighbours with one role as one
 * message. Results of tools are said by the user.
 *
 * @throws RunletError `config` for a kind of message or content that the service has no form for
 */
export function conversation(messages: readonly BaseMessage[]): Conversation {
  const answered = new Set(messages.filter(isToolMessage).map((message) => message.tool_call_id));
  const system: BaseMessage[] = [];
  const said: WireMessage[] = [];
  for (const message of messages) {
    const role = roleOf(message);
    if (role === "system") system.push(message);
    else add(said, role, isAIMessage(message) ? assistantBlocks(message, answered) : userContent(message));
  }
  return { ...(system.length > 0 && { system: systemOf(system) }), messages: said };
}

function roleOf(message: BaseMessage): "system" | WireMessage["role"] {
  const role: string =
    message.type === "generic" ? (message as BaseMessage & { readonly role: string }).role : message.type;
  if (role === "human" || role === "user" || role === "tool") return "user";
  if (role === "ai" || role === "assistant") return "assistant";
  if (role === "system" || role === "developer") return "system";
  throw noForm(message.type === "generic" ? `a message with the role "${role}"` : `a message of type "${role}"`);
}

function userContent(message: BaseMessage): WireMessage["content"] {
  return isToolMessage(message) ? [toolResult(message)] : contentIn(message.content);
}

function toolResult({ tool_call_id, content, status }: ToolMessage): OtherBlock {
  return {
    type: "tool_result",
    tool_use_id: tool_call_id,
    content: contentIn(content),
    ...(status === "error" && { is_error: true }),
  };
}

/** What says nothing is left out: the service takes no empty message. */
function add(said: WireMessage[], role: WireMessage["role"], content: WireMessage["content"]): void {
  const last = said.at(-1);
  if (content.length === 0) return;
  if (last?.role !== role) said.push({ role, content });
  else said[said.length - 1] = { role, content: [...listed(last.content), ...listed(content)] };
}

function listed(content: WireMessage["content"]): readonly OtherBlock[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}

function systemOf(system: readonly BaseMessage[]): string | OtherBlock[] {
  const [first] = system;
  if (system.length === 1 && typeof first!.content === "string") return first!.content;
  return system.flatMap(({ content }) => blocksIn(content));
}
