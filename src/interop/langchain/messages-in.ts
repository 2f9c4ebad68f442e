import type * as theirs from "@langchain/core/messages";
import { RunletError } from "../../errors/error.ts";
import { AIMessage, AIMessageChunk } from "../../messages/ai.ts";
import { ChatMessage, ChatMessageChunk } from "../../messages/chat.ts";
import type { MessageContent } from "../../messages/content.ts";
import { FunctionMessage, FunctionMessageChunk } from "../../messages/function.ts";
import { HumanMessage, HumanMessageChunk } from "../../messages/human.ts";
import type { BaseMessage, MessageFields } from "../../messages/message.ts";
import type { DataRecord } from "../../messages/record.ts";
import { RemoveMessage } from "../../messages/remove.ts";
import { SystemMessage, SystemMessageChunk } from "../../messages/system.ts";
import type { InvalidToolCall, ToolCallChunk } from "../../messages/tool-calls.ts";
import { ToolMessage, ToolMessageChunk } from "../../messages/tool.ts";
import type { UsageMetadata } from "../../messages/usage.ts";

/** Whether `value` is a message of LangChain's, or a chunk of one, of whichever copy of its package. */
export function isTheirMessage(value: object): value is theirs.BaseMessage {
  return typeof (value as Partial<theirs.BaseMessage>)._getType === "function";
}

/** Whether it is a chunk: the class says so, whatever a bundler has called it. */
function isTheirChunk({ constructor }: theirs.BaseMessage): boolean {
  return (constructor as typeof theirs.BaseMessage).lc_name().endsWith("Chunk");
}

/** A message of LangChain's, or a chunk of one, as ours. */
export function messageIn(message: theirs.BaseMessage): BaseMessage {
  const chunk = isTheirChunk(message);
  const type: string = message.getType();
  switch (type) {
    case "ai":
      return chunk ? modelChunkIn(message) : modelMessageIn(message as theirs.AIMessage);
    case "human":
      return chunk ? new HumanMessageChunk(fieldsIn(message)) : new HumanMessage(fieldsIn(message));
    case "system":
      return chunk ? new SystemMessageChunk(fieldsIn(message)) : new SystemMessage(fieldsIn(message));
    case "tool": {
      const { tool_call_id, status, artifact } = message as theirs.ToolMessage;
      const fields = { ...fieldsIn(message), tool_call_id, status, artifact: artifact as unknown };
      return chunk ? new ToolMessageChunk(fields) : new ToolMessage(fields);
    }
    case "function": {
      const fields = { ...fieldsIn(message), name: message.name ?? "" };
      return chunk ? new FunctionMessageChunk(fields) : new FunctionMessage(fields);
    }
    case "remove":
      return new RemoveMessage({ id: message.id ?? "" });
    case "generic": {
      const fields = { ...fieldsIn(message), role: (message as theirs.ChatMessage).role };
      return chunk ? new ChatMessageChunk(fields) : new ChatMessage(fields);
    }
    default:
      throw new RunletError("config", `A message of LangChain's type "${type}" is not known.`);
  }
}

/** What a model has said, in one piece, as the chunk that it is in a stream; a chunk as it is. `id` is for one without. */
export function modelChunkIn(message: theirs.BaseMessage, id?: string): AIMessageChunk {
  const fields = fieldsIn(message, id);
  const { tool_call_chunks, tool_calls, usage_metadata } = message as Partial<theirs.AIMessageChunk>;
  // Of a chunk the pieces: its calls are made of these anew, whenever they are asked for.
  if (tool_call_chunks?.length)
    return new AIMessageChunk({
      ...fields,
      tool_call_chunks: tool_call_chunks.map(callPieceIn),
      usage_metadata: usageIn(usage_metadata),
    });
  const calls = isTheirChunk(message) ? undefined : tool_calls;
  return new AIMessageChunk({
    ...fields,
    tool_calls: calls?.length ? calls.map(callIn) : undefined,
    usage_metadata: usageIn(usage_metadata),
  });
}

function modelMessageIn(message: theirs.AIMessage): AIMessage {
  return new AIMessage({
    ...fieldsIn(message),
    tool_calls: message.tool_calls?.map(callIn),
    invalid_tool_calls: message.invalid_tool_calls?.map(invalidCallIn),
    usage_metadata: usageIn(message.usage_metadata),
  });
}

function fieldsIn(message: theirs.BaseMessage, id?: string): MessageFields {
  return {
    content: message.content as MessageContent,
    // Other languages, and providers, write null for what there is not.
    id: message.id ?? id,
    name: message.name ?? undefined,
    additional_kwargs: recordIn(withoutCalls(message.additional_kwargs)),
    response_metadata: recordIn(message.response_metadata),
  };
}

/** The calls as the provider has written them say what `tool_calls` says; of a chunk, in pieces that nobody joins. */
function withoutCalls(kwargs: DataRecord | undefined): DataRecord | undefined {
  if (kwargs?.["tool_calls"] === undefined) return kwargs;
  const { tool_calls: _, ...rest } = kwargs;
  return rest;
}

/** Nothing, where it is empty, as of most chunks. */
function recordIn(record: DataRecord | undefined): DataRecord | undefined {
  for (const _ in record) return record;
  return undefined;
}

function callIn({ name, args, id }: { name: string; args: DataRecord; id?: string | undefined }) {
  return id === undefined ? { name, args } : { name, args, id };
}

function invalidCallIn({ name, args, id, error }: theirs.InvalidToolCall): InvalidToolCall {
  return {
    ...(name !== undefined && { name }),
    ...(args !== undefined && { args }),
    ...(id !== undefined && { id }),
    error: error ?? "The call is invalid.",
    type: "invalid_tool_call",
  };
}

function callPieceIn({ name, args, id, index }: theirs.ToolCallChunk): ToolCallChunk {
  return {
    ...(name != null && { name }),
    ...(args != null && { args }),
    ...(id != null && { id }),
    ...(index != null && { index }),
    type: "tool_call_chunk",
  };
}

function usageIn(usage: theirs.UsageMetadata | undefined): UsageMetadata | undefined {
  return usage as UsageMetadata | undefined;
}
