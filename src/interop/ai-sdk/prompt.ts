import { RunletError } from "../../errors/error.ts";
import type { AIMessage } from "../../messages/ai.ts";
import { isCall, standardBlocks } from "../../messages/content-blocks.ts";
import type { MessageContent, StandardBlock } from "../../messages/content.ts";
import { isAIMessage, isAIMessageChunk, isToolMessage } from "../../messages/guards.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { isRecord, own } from "../../messages/record.ts";
import type { InvalidToolCall, ToolCall, ToolCallChunk } from "../../messages/tool-calls.ts";
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
  const answered = new Set(messages.filter(isToolMessage).map((message) => message.tool_call_id));
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
      prompt.push({ ...promptMessage(message, target, answered), ...noted(message.additional_kwargs) });
    }
  }
  return prompt;
}

function noteNames({ tool_calls, invalid_tool_calls }: AIMessage, names: Map<string, string>): void {
  for (const { id, name } of [...tool_calls, ...invalid_tool_calls]) if (id && name) names.set(id, name);
}

function promptMessage(message: BaseMessage, target: Target, answered: ReadonlySet<string>): PromptMessage {
  // The calls of a chunk are pieces.
  if (isAIMessageChunk(message)) return promptMessage(message.toMessage(), target, answered);
  if (isAIMessage(message)) return { role: "assistant", content: assistantParts(message, target, answered) };
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
function assistantParts(message: AIMessage, target: Target, answered: ReadonlySet<string>): AssistantPart[] {
  const metadata = message.additional_kwargs["tool_call_metadata"];
  const parts: AssistantPart[] = [];
  for (const block of message.contentBlocks) {
    const part = isCall(block) ? toolCallPart(block, metadata, answered) : assistantPart(block, target);
    if (part) parts.push(part);
  }
  return parts;
}

/** A call that is not valid is sent back where it was answered: an answer alone, no provider takes. */
function toolCallPart(
  call: ToolCall | InvalidToolCall | ToolCallChunk,
  metadata: unknown,
  answered: ReadonlySet<string>,
): AssistantPart | undefined {
  const { id: toolCallId = "", name: toolName = "", args = "" } = call;
  if (call.type !== "tool_call" && !answered.has(toolCallId)) return undefined;
  // Some tools of a provider take text; arguments that were cut off go back as an object, as all others do.
  const input = typeof args === "string" && args.trimStart().startsWith("{") ? { rawInvalidInput: args } : args;
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
