import { isAIMessage, isChatMessage, isToolMessage } from "../../messages/guards.ts";
import type { MessageContent } from "../../messages/content.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { ToolMessage } from "../../messages/tool.ts";
import { assistantItems } from "./assistant.ts";
import { callItems } from "./blocks.ts";
import { noForm, partsOf } from "./parts.ts";
import type { ResponseItem } from "./wire.ts";

/**
 * Messages as the items of a request's input.
 *
 * @param stored whether the service keeps what it answers
 * @throws RunletError `config` for a kind of message or content that the service has no form for
 */
export function inputItems(messages: readonly BaseMessage[], stored: boolean): ResponseItem[] {
  const answered = new Set(messages.filter(isToolMessage).map((message) => message.tool_call_id));
  const custom = new Set(messages.flatMap(customCalls));
  return messages.flatMap((message) => {
    if (isAIMessage(message)) return assistantItems(message, { answered, stored });
    if (isToolMessage(message)) return toolItems(message, custom);
    const role = roleOf(message);
    return said(role, role === "assistant" ? message.text : message.content);
  });
}

/** The ids of the calls that are not functions': their answers have a form of their own. */
function customCalls(message: BaseMessage): string[] {
  const calls = isAIMessage(message) ? Object.entries(callItems(message.additional_kwargs)) : [];
  return calls.filter(([, { type }]) => type === "custom_tool_call").map(([id]) => id);
}

function roleOf(message: BaseMessage): string {
  if (message.type === "human") return "user";
  if (message.type === "system") return "system";
  if (!isChatMessage(message)) throw noForm(`a message of type "${message.type}"`);
  const { role } = message;
  if (ROLES.has(role)) return role;
  throw noForm(`a message with the role "${role}"`);
}

const ROLES: ReadonlySet<string> = new Set(["user", "system", "developer", "assistant"]);

function said(role: string, content: MessageContent): ResponseItem[] {
  if (typeof content === "string") return [{ role, content }];
  const { parts, items } = partsOf(content);
  return parts.length === 0 ? [...items] : [{ role, content: parts }, ...items];
}

/** What a tool has answered; in blocks of the service's own, such as `shell_call_output`, these are the answer. */
function toolItems({ content, tool_call_id: id, text }: ToolMessage, custom: ReadonlySet<string>): ResponseItem[] {
  const { parts, items } = partsOf(content);
  const own = items.map((item) => (item.type?.endsWith("_output") ? { call_id: id, ...item } : item));
  if (own.length > 0 && parts.length === 0) return own;
  const output = parts.every(({ type }) => type === "input_text") ? text : parts;
  const type = custom.has(id) ? "custom_tool_call_output" : "function_call_output";
  return [{ type, call_id: id, output }, ...own];
}
