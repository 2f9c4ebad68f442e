import type { AIMessage, AIMessageChunk } from "./ai.ts";
import type { ChatMessage, ChatMessageChunk } from "./chat.ts";
import type { FunctionMessage, FunctionMessageChunk } from "./function.ts";
import type { HumanMessage, HumanMessageChunk } from "./human.ts";
import type { BaseMessageChunk } from "./message-chunk.ts";
import { CHUNK, MESSAGE } from "./message.ts";
import type { BaseMessage, MessageType } from "./message.ts";
import type { RemoveMessage } from "./remove.ts";
import type { SystemMessage, SystemMessageChunk } from "./system.ts";
import type { ToolMessage, ToolMessageChunk } from "./tool.ts";

/** Whether `value` is a message or a chunk of one, also one made by another copy of this package. So with all below. */
export function isBaseMessage(value: unknown): value is BaseMessage {
  return typeof value === "object" && value !== null && (value as Partial<BaseMessage>)[MESSAGE] === true;
}

export function isBaseMessageChunk(value: unknown): value is BaseMessageChunk {
  return isBaseMessage(value) && value[CHUNK];
}

/** Whether `value` is a model's message, or a chunk of one: a chunk can do what its message can. So with all below. */
export function isAIMessage(value: unknown): value is AIMessage {
  return isOf("ai", value);
}
export function isHumanMessage(value: unknown): value is HumanMessage {
  return isOf("human", value);
}
export function isSystemMessage(value: unknown): value is SystemMessage {
  return isOf("system", value);
}
export function isToolMessage(value: unknown): value is ToolMessage {
  return isOf("tool", value);
}
export function isChatMessage(value: unknown): value is ChatMessage {
  return isOf("generic", value);
}
export function isFunctionMessage(value: unknown): value is FunctionMessage {
  return isOf("function", value);
}
export function isRemoveMessage(value: unknown): value is RemoveMessage {
  return isOf("remove", value);
}

export function isAIMessageChunk(value: unknown): value is AIMessageChunk {
  return isOf("ai", value) && value[CHUNK];
}
export function isHumanMessageChunk(value: unknown): value is HumanMessageChunk {
  return isOf("human", value) && value[CHUNK];
}
export function isSystemMessageChunk(value: unknown): value is SystemMessageChunk {
  return isOf("system", value) && value[CHUNK];
}
export function isToolMessageChunk(value: unknown): value is ToolMessageChunk {
  return isOf("tool", value) && value[CHUNK];
}
export function isChatMessageChunk(value: unknown): value is ChatMessageChunk {
  return isOf("generic", value) && value[CHUNK];
}
export function isFunctionMessageChunk(value: unknown): value is FunctionMessageChunk {
  return isOf("function", value) && value[CHUNK];
}

function isOf(type: MessageType, value: unknown): value is BaseMessage {
  return isBaseMessage(value) && value.type === type;
}
