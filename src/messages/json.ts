import { RunletError } from "../errors/error.ts";
import { AIMessage, AIMessageChunk } from "./ai.ts";
import { ChatMessage, ChatMessageChunk } from "./chat.ts";
import { FunctionMessage, FunctionMessageChunk } from "./function.ts";
import { HumanMessage, HumanMessageChunk } from "./human.ts";
import * as read from "./json-fields.ts";
import type { BaseMessageChunk } from "./message-chunk.ts";
import type { BaseMessage, MessageType } from "./message.ts";
import { isRecord, own } from "./record.ts";
import type { DataRecord } from "./record.ts";
import { RemoveMessage } from "./remove.ts";
import { SystemMessage, SystemMessageChunk } from "./system.ts";
import { ToolMessage, ToolMessageChunk } from "./tool.ts";

/** How each kind is made of JSON. The kind is looked up in this list: no class is ever made because data names it. */
const MESSAGES: Readonly<Record<MessageType, (json: DataRecord) => BaseMessage>> = {
  human: (json) => new HumanMessage(common(json)),
  ai: (json) =>
    new AIMessage({
      ...common(json),
      ...read.optional(json, "", "tool_calls", read.readToolCallList),
      ...read.optional(json, "", "invalid_tool_calls", read.readInvalidToolCalls),
      ...read.optional(json, "", "usage_metadata", read.readUsage),
    }),
  system: (json) => new SystemMessage(common(json)),
  tool: (json) => new ToolMessage(tool(json)),
  generic: (json) => new ChatMessage(chat(json)),
  function: (json) => new FunctionMessage(named(json)),
  remove: (json) => new RemoveMessage({ ...common(json), id: read.readString(own(json, "id"), "id") }),
};

const CHUNKS: Readonly<Record<Exclude<MessageType, "remove">, (json: DataRecord) => BaseMessageChunk>> = {
  human: (json) => new HumanMessageChunk(common(json)),
  ai: (json) =>
    new AIMessageChunk({
      ...common(json),
      ...read.optional(json, "", "tool_call_chunks", read.readToolCallChunks),
      ...read.optional(json, "", "tool_calls", read.readToolCallList),
      ...read.optional(json, "", "usage_metadata", read.readUsage),
    }),
  system: (json) => new SystemMessageChunk(common(json)),
  tool: (json) => new ToolMessageChunk(tool(json)),
  generic: (json) => new ChatMessageChunk(chat(json)),
  function: (json) => new FunctionMessageChunk(named(json)),
};

/**
 * The message that `value` describes: what `toJSON` of a message or chunk gives, `{ type, content, … }`. Only own,
 * known fields are read, and checked; the message shares nothing with `value`. Anything else is a `config` error.
 *
 * @example
 * messageFromJSON(JSON.parse('{"type":"human","content":"Hi"}')); // HumanMessage { content: 'Hi' }
 */
export function messageFromJSON(value: unknown): BaseMessage {
  return fromJSON(value, MESSAGES);
}

/** As {@link messageFromJSON}, but a chunk, to go on joining what another process has streamed. */
export function messageChunkFromJSON(value: unknown): BaseMessageChunk {
  return fromJSON(value, CHUNKS);
}

/** An array of what {@link messageFromJSON} takes. The error says which message of it is wrong. */
export function messagesFromJSON(value: unknown): BaseMessage[] {
  if (!Array.isArray(value)) throw bad("Messages in JSON have to be an array.");
  return value.map((item: unknown, i) => {
    try {
      return messageFromJSON(item);
    } catch (error) {
      throw error instanceof RunletError
        ? new RunletError(error.code, `Message ${i}: ${error.message}`, { phase: "config", cause: error })
        : error;
    }
  });
}

function fromJSON<M>(value: unknown, kinds: Readonly<Record<string, (json: DataRecord) => M>>): M {
  if (!isRecord(value)) throw bad("A message in JSON has to be an object, `{ type, content, … }`.");
  if (Object.hasOwn(value, "lc")) {
    throw bad(
      'A message in LangChain\'s constructor form (`{ lc: 1, type: "constructor", … }`) is not read, since data must not choose a class. Send `{ type, content, … }`, as `toJSON` gives it.',
    );
  }
  const type = own(value, "type");
  if (typeof type !== "string" || !Object.hasOwn(kinds, type)) {
    const found = typeof type === "string" ? `"${type.slice(0, 40)}"` : "none";
    throw bad(
      `The \`type\` of a message in JSON has to be one of ${Object.keys(kinds).join(", ")}, but it is ${found}.`,
    );
  }
  return (kinds[type] as (json: DataRecord) => M)(value);
}

function common(json: DataRecord) {
  return {
    content: own(json, "type") === "remove" ? "" : read.readContent(own(json, "content"), "content"),
    ...read.optional(json, "", "id", read.readString),
    ...read.optional(json, "", "name", read.readString),
    ...read.optional(json, "", "additional_kwargs", read.readRecord),
    ...read.optional(json, "", "response_metadata", read.readRecord),
  };
}

function tool(json: DataRecord) {
  return {
    ...common(json),
    tool_call_id: read.readString(own(json, "tool_call_id"), "tool_call_id"),
    ...read.optional(json, "", "status", read.readStatus),
    ...(Object.hasOwn(json, "artifact") && { artifact: read.copyData(json["artifact"], "artifact") }),
  };
}

function chat(json: DataRecord) {
  return { ...common(json), role: read.readString(own(json, "role"), "role") };
}

function named(json: DataRecord) {
  return { ...common(json), name: read.optional(json, "", "name", read.readString).name ?? "" };
}

function bad(message: string): RunletError {
  return new RunletError("config", message, { phase: "config" });
}
