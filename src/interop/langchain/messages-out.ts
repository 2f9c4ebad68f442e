import * as theirs from "@langchain/core/messages";
import type { AIMessage, AIMessageChunk } from "../../messages/ai.ts";
import type { ChatMessage } from "../../messages/chat.ts";
import { isBaseMessageChunk } from "../../messages/guards.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { ToolMessage } from "../../messages/tool.ts";

type Content = theirs.MessageContent;

/** A message of ours, or a chunk of one, as LangChain's. It shares no list or record that LangChain may write to. */
export function messageOut(message: BaseMessage): theirs.BaseMessage {
  const chunk = isBaseMessageChunk(message);
  const fields = fieldsOut(message);
  switch (message.type) {
    case "ai":
      return chunk ? modelChunkOut(message as AIMessageChunk) : modelMessageOut(message as AIMessage);
    case "human":
      return chunk ? new theirs.HumanMessageChunk(fields) : new theirs.HumanMessage(fields);
    case "system":
      return chunk ? new theirs.SystemMessageChunk(fields) : new theirs.SystemMessage(fields);
    case "tool": {
      const { tool_call_id, status, artifact } = message as ToolMessage;
      const said = { ...fields, tool_call_id, ...(status && { status }), artifact };
      return chunk ? new theirs.ToolMessageChunk(said) : new theirs.ToolMessage(said);
    }
    case "function": {
      const said = { ...fields, name: message.name ?? "" };
      return chunk ? new theirs.FunctionMessageChunk(said) : new theirs.FunctionMessage(said);
    }
    case "remove":
      return new theirs.RemoveMessage({ id: message.id! });
    case "generic": {
      const said = { ...fields, role: (message as ChatMessage).role };
      return chunk ? new theirs.ChatMessageChunk(said) : new theirs.ChatMessage(said);
    }
  }
}

export function modelChunkOut(chunk: AIMessageChunk): theirs.AIMessageChunk {
  const { tool_call_chunks, usage_metadata } = chunk;
  return new theirs.AIMessageChunk({
    ...fieldsOut(chunk),
    ...(tool_call_chunks.length > 0 && { tool_call_chunks: tool_call_chunks.map(callPieceOut) }),
    ...(usage_metadata && { usage_metadata: { ...usage_metadata } }),
  } as theirs.AIMessageChunkFields);
}

export function modelMessageOut(message: AIMessage): theirs.AIMessage {
  const { tool_calls, invalid_tool_calls, usage_metadata } = message;
  return new theirs.AIMessage({
    ...fieldsOut(message),
    tool_calls: tool_calls.map((call) => ({ ...call })),
    invalid_tool_calls: invalid_tool_calls.map((call) => ({ ...call })),
    ...(usage_metadata && { usage_metadata: { ...usage_metadata } }),
  } as theirs.AIMessageFields);
}

function fieldsOut({ content, id, name, additional_kwargs, response_metadata }: BaseMessage) {
  return {
    content: (typeof content === "string" ? content : [...content]) as Content,
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    additional_kwargs: { ...additional_kwargs },
    response_metadata: { ...response_metadata },
  };
}

/** Their pieces are numbered; where ours are not, or by a word, their id says what belongs together. */
function callPieceOut({ index, ...piece }: AIMessageChunk["tool_call_chunks"][number]): theirs.ToolCallChunk {
  return typeof index === "number" ? { ...piece, index } : piece;
}
