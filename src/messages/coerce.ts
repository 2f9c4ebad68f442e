import { RunletError } from "../errors/error.ts";
import type { MessageContent } from "./content.ts";
import { isBaseMessage } from "./guards.ts";
import { HumanMessage } from "./human.ts";
import { messageFromJSON } from "./json.ts";
import type { BaseMessage, MessageJSON, MessageType } from "./message.ts";
import { setOwn } from "../engine/own.ts";
import { isRecord, own } from "./record.ts";
import type { DataRecord } from "./record.ts";
import { readToolCalls } from "./tool-calls.ts";
import type { ToolCallChunk } from "./tool-calls.ts";

/** A role by any of its names. A name that is not known here makes a `ChatMessage` in that role. */
export type MessageRole =
  | "human"
  | "user"
  | "ai"
  | "assistant"
  | "system"
  | "developer"
  | "tool"
  | "function"
  | (string & {});

/** A message as providers write it, tool calls in their form or ours; also with the other fields of {@link MessageJSON}. */
export interface RoleMessage extends Omit<MessageJSON, "type" | "role" | "content" | "tool_calls"> {
  readonly role: MessageRole;
  readonly content: MessageContent | null;
  readonly tool_calls?: readonly object[];
}

/** What can stand for a message. */
export type MessageLike =
  | BaseMessage
  | string
  | readonly [role: MessageRole, content: MessageContent]
  | RoleMessage
  | MessageJSON;

const TYPES: ReadonlyMap<string, MessageType> = new Map([
  ["human", "human"],
  ["user", "human"],
  ["ai", "ai"],
  ["assistant", "ai"],
  ["system", "system"],
  ["developer", "system"],
  ["tool", "tool"],
  ["function", "function"],
]);

/**
 * The message that `like` stands for: a message itself, the text of a human one, `[role, content]`,
 * `{ role, content, … }`, or JSON as {@link messageFromJSON} takes it. Anything else is a `config` error.
 *
 * @example
 * coerceMessage("Hi"); // HumanMessage { content: 'Hi' }
 * coerceMessage(["system", "Be brief."]); // SystemMessage { content: 'Be brief.' }
 * coerceMessage({ role: "assistant", content: "Hello!" }); // AIMessage { content: 'Hello!' }
 */
export function coerceMessage(like: MessageLike): BaseMessage {
  const value: unknown = like;
  if (isBaseMessage(value)) return value;
  if (typeof value === "string") return new HumanMessage(value);
  if (Array.isArray(value) && value.length === 2 && typeof value[0] === "string") {
    return fromRole({ role: value[0], content: value[1] as unknown }, value[0]);
  }
  if (isRecord(value)) {
    const role = own(value, "role");
    const type = own(value, "type");
    // Some providers give a message with a role the type "message".
    if (typeof role === "string" && (type === undefined || type === "message")) return fromRole(value, role);
    return messageFromJSON(value);
  }
  throw new RunletError(
    "config",
    "A message has to be a message object, a string, `[role, content]`, `{ role, content }` or `{ type, content }`.",
    { phase: "config" },
  );
}

function fromRole(fields: DataRecord, role: string): BaseMessage {
  const type = TYPES.get(role.toLowerCase());
  if (!type) return messageFromJSON({ ...fields, type: "generic" });
  if (type !== "ai") return messageFromJSON({ ...fields, type });
  const json: Record<string, unknown> = { ...fields, type, ...providerCalls(own(fields, "tool_calls")) };
  // A model that only calls tools has no content; providers write null.
  if (own(json, "content") === null) setOwn(json, "content", "");
  return messageFromJSON(json);
}

/** `{ id, function: { name, arguments } }`, the form of OpenAI and those who follow it, read like a streamed call. */
function providerCalls(calls: unknown): DataRecord | undefined {
  if (!Array.isArray(calls) || !calls.every(isProviderCall)) return undefined;
  return { ...readToolCalls(calls.map(asChunk)) };
}

function isProviderCall(call: unknown): call is { id?: unknown; function: DataRecord } {
  return isRecord(call) && isRecord(own(call, "function"));
}

function asChunk(call: { id?: unknown; function: DataRecord }): ToolCallChunk {
  const id = own(call, "id");
  const name = own(call.function, "name");
  const args = own(call.function, "arguments");
  return {
    ...(typeof name === "string" && { name }),
    ...(typeof args === "string" && { args }),
    ...(typeof id === "string" && { id }),
    type: "tool_call_chunk",
  };
}
