import type { AIMessage } from "../../messages/ai.ts";
import { isAIMessage, isToolMessage } from "../../messages/guards.ts";
import type { StandardBlock } from "../../messages/content.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { ToolCall } from "../../messages/tool-calls.ts";
import type { ToolMessage } from "../../messages/tool.ts";
import { callsBack } from "../../messages/calls-back.ts";
import { mediaOf } from "../media.ts";
import { noForm } from "./options.ts";
import type { OllamaMessage } from "./wire.ts";

/**
 * A conversation as Ollama takes it.
 *
 * @throws RunletError `config` for a kind of message or content that it has no form for
 */
export function ollamaMessages(messages: readonly BaseMessage[]): OllamaMessage[] {
  const names = new Map<string, string>();
  const answered = new Set(messages.filter(isToolMessage).map((message) => message.tool_call_id));
  return messages.map((message) => {
    if (!isAIMessage(message)) return isToolMessage(message) ? tool(message, names) : said(roleOf(message), message);
    const calls = callsBack(message, answered);
    for (const { id, name } of calls) if (id !== undefined) names.set(id, name);
    return assistant(message, calls);
  });
}

/** What the model said is sent back whole. Of blocks, the text: it has no form for anything else of its own. */
function assistant(message: AIMessage, made: readonly ToolCall[]): OllamaMessage {
  const thinking = message.additional_kwargs["reasoning_content"];
  const calls = made.map(({ id, name, args }) => ({
    ...(id !== undefined && { id }),
    function: { name, arguments: args },
  }));
  return {
    role: "assistant",
    content: message.text,
    ...(typeof thinking === "string" && thinking !== "" && { thinking }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

function tool(message: ToolMessage, names: ReadonlyMap<string, string>): OllamaMessage {
  const { tool_call_id, name = names.get(tool_call_id) } = message;
  return { ...said("tool", message), ...(name !== undefined && { tool_name: name }), tool_call_id };
}

function roleOf(message: BaseMessage): "system" | "user" | "assistant" {
  if (message.type === "human") return "user";
  if (message.type === "system") return "system";
  const { role } = message as { readonly role?: unknown };
  if (message.type === "generic" && (role === "user" || role === "system" || role === "assistant")) return role;
  throw noForm(message.type === "generic" ? `the role "${String(role)}"` : `a message of the type "${message.type}"`);
}

function said(role: OllamaMessage["role"], message: BaseMessage): OllamaMessage {
  const { content } = message;
  if (typeof content === "string") return { role, content };
  const images = message.contentBlocks.filter(({ type }) => type !== "text").map(image);
  return { role, content: message.text, ...(images.length > 0 && { images }) };
}

function image(block: StandardBlock): string {
  if (block.type !== "image")
    throw noForm(`a content block of the type "${block.type === "non_standard" ? block.value.type : block.type}"`);
  const data = mediaOf(block)?.data;
  if (data === undefined) throw noForm("an image by its address: give its data");
  return data;
}
