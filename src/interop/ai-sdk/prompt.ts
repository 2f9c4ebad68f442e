import { RunletError } from "../../errors/error.ts";
import type { AIMessage } from "../../messages/ai.ts";
import { standardBlocks } from "../../messages/content-blocks.ts";
import type { MessageContent, StandardBlock } from "../../messages/content.ts";
import { isAIMessage, isToolMessage } from "../../messages/guards.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { isRecord, own } from "../../messages/record.ts";
import type { ToolMessage } from "../../messages/tool.ts";
import { outputPart, type Target } from "./file-part.ts";
import { noForm } from "./no-form.ts";
import { assistantPart, noted, userPart } from "./parts.ts";
import type { AssistantPart, PromptMessage, ToolResultPart } from "./specification.ts";

/**
 * Messages as a model of the AI SDK takes them.
 *
 * @throws RunletError `config` for a kind of message or content that it has no form for
 */
export function promptOf(messages: readonly BaseMessage[], target: Target): PromptMessage[] {
  const prompt: PromptMessage[] = [];
  // The answer of a tool has only the id of the call.
  const names = new Map<string, string>();
  for (const message of messages) {
    if (isToolMessage(message)) {
      const result = toolResult(message, names, target);
      const last = prompt.at(-1);
      if (last?.role === "tool") last.content.push(result);
      else prompt.push({ role: "tool", content: [result] });
    } else {
      if (isAIMessage(message)) noteNames(message, names);
      prompt.push({ ...promptMessage(message, target), ...noted(message.additional_kwargs) });
    }
  }
  return prompt;
}

function noteNames({ tool_calls, invalid_tool_calls }: AIMessage, names: Map<string, string>): void {
  for (const { id, name } of [...tool_calls, ...invalid_tool_calls]) if (id && name) names.set(id, name);
}

function promptMessage(message: BaseMessage, target: Target): PromptMessage {
  if (isAIMessage(message)) return { role: "assistant", content: assistantParts(message, target) };
  const speaker = message.type === "generic" ? (message as { readonly role?: string }).role : message.type;
  switch (speaker) {
    case "human":
    case "user":
      return { role: "user", content: blocksOf(message.content).map((block) => userPart(block, target)) };
    case "system":
      return { role: "system", content: message.text };
    case "assistant":
      return { role: "assistant", content: [{ type: "text", text: message.text }] };
    default:
      throw noForm(`a message of the kind "${speaker}"`);
  }
}

/** What a model has said, in the order in which it did, with what its provider has said of each part. */
function assistantParts(message: AIMessage, target: Target): AssistantPart[] {
  const metadata = message.additional_kwargs["tool_call_metadata"];
  const parts: AssistantPart[] = [];
  for (const block of message.contentBlocks) {
    const part = block.type === "tool_call" ? toolCallPart(block, metadata) : assistantPart(block, target);
    if (part) parts.push(part);
  }
  return parts;
}

function toolCallPart(call: StandardBlock & { type: "tool_call" }, metadata: unknown): AssistantPart {
  const { id: toolCallId = "", name: toolName, args: input } = call;
  const providerMetadata = isRecord(metadata) ? own(metadata, toolCallId) : undefined;
  return { type: "tool-call", toolCallId, toolName, input, ...noted({ providerMetadata }) };
}

function toolResult(message: ToolMessage, names: ReadonlyMap<string, string>, target: Target): ToolResultPart {
  const { tool_call_id: toolCallId, name = names.get(toolCallId), content, status } = message;
  if (name === undefined) throw noName(toolCallId);
  const output: ToolResultPart["output"] =
    status === "error"
      ? { type: "error-text", value: message.text }
      : typeof content === "string" || content.every(({ type }) => type === "text")
        ? { type: "text", value: message.text }
        : { type: "content", value: standardBlocks(content).map((block) => outputPart(block, target)) };
  return { type: "tool-result", toolCallId, toolName: name, output, ...noted(message.additional_kwargs) };
}

function blocksOf(content: MessageContent): StandardBlock[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : standardBlocks(content);
}

function noName(id: string): RunletError {
  const message = `The tool message for the call "${id}" names no tool, and no message before it has that call.`;
  return new RunletError("config", message, { phase: "config" });
}
