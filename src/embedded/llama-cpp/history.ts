import type { AIMessage } from "../../messages/ai.ts";
import { callsBack } from "../../messages/calls-back.ts";
import { isAIMessage, isToolMessage } from "../../messages/guards.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { ToolCall } from "../../messages/tool-calls.ts";
import { noForm } from "./options.ts";
import type { HistoryCall, HistoryItem, ResponseItem } from "./peer.ts";

/**
 * A conversation as node-llama-cpp takes it, which puts it into the form that the model was trained on. What tools gave stands in
 * the calls that asked for it, and what the model said behind that is a part of the same answer.
 *
 * @throws RunletError `config` for a kind of message or content that it has no form for
 */
export function historyOf(messages: readonly BaseMessage[]): HistoryItem[] {
  const history: HistoryItem[] = [];
  const calls = new Map<string | undefined, HistoryCall>();
  const answered = new Set(messages.filter(isToolMessage).map((message) => message.tool_call_id));
  for (const message of messages) {
    if (isToolMessage(message)) {
      const call = calls.get(message.tool_call_id);
      if (!call) throw noForm(`what a tool gave for the call "${message.tool_call_id}", which nobody has made`);
      call.result = textOf(message);
    } else if (isAIMessage(message)) {
      const said = modelSaid(message, callsBack(message, answered), calls);
      const last = history.at(-1);
      if (last?.type === "model") last.response.push(...said);
      else history.push({ type: "model", response: said });
    } else history.push(told(message));
  }
  return history;
}

function modelSaid(
  message: AIMessage,
  made: readonly ToolCall[],
  calls: Map<string | undefined, HistoryCall>,
): ResponseItem[] {
  const said: ResponseItem[] = [];
  const thought = message.additional_kwargs["reasoning_content"];
  if (typeof thought === "string" && thought !== "")
    said.push({ type: "segment", segmentType: "thought", text: thought, ended: true });
  if (message.text !== "") said.push(message.text);
  for (const { id, name, args } of made) {
    const call: HistoryCall = { type: "functionCall", name, params: args, result: undefined };
    calls.set(id, call);
    said.push(call);
  }
  return said;
}

function told(message: BaseMessage): HistoryItem {
  const text = textOf(message);
  const { role } = message as { readonly role?: unknown };
  if (message.type === "human" || (message.type === "generic" && role === "user")) return { type: "user", text };
  if (message.type === "system" || (message.type === "generic" && role === "system")) return { type: "system", text };
  if (message.type === "generic" && role === "assistant") return { type: "model", response: [text] };
  throw noForm(message.type === "generic" ? `the role "${String(role)}"` : `a message of the type "${message.type}"`);
}

function textOf(message: BaseMessage): string {
  const other = typeof message.content === "string" ? undefined : message.contentBlocks.find(isNoText);
  if (other) throw noForm(`a content block of the type "${other.type}"`);
  return message.text;
}

function isNoText({ type }: { readonly type: string }): boolean {
  return type !== "text";
}
