import { RunletError } from "../../errors/error.ts";
import type { AIMessage } from "../../messages/ai.ts";
import { isAIMessage, isToolMessage } from "../../messages/guards.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { ToolMessage } from "../../messages/tool.ts";
import { userContent } from "./content.ts";
import type { Dialect } from "./dialect.ts";
import type { WireAssistant, WireMessage } from "./wire.ts";

/** What all messages of one request have to know. */
interface Conversation {
  readonly dialect: Dialect;
  /** Names of the tools whose argument is plain text. */
  readonly textTools: ReadonlySet<string>;
  /** Ids of the calls that have an answer. */
  readonly answered: ReadonlySet<string>;
}

/**
 * The messages of a request.
 *
 * @param tools as they stand in the body
 * @throws RunletError `config` for a kind of message or content that the service has no form for
 */
export function wireMessages(messages: readonly BaseMessage[], dialect: Dialect, tools: unknown): WireMessage[] {
  const answered = new Set(messages.filter(isToolMessage).map((message) => message.tool_call_id));
  const conversation: Conversation = { dialect, textTools: textToolsOf(tools), answered };
  return messages.map((message) => wireMessage(message, conversation));
}

function textToolsOf(tools: unknown): Set<string> {
  const list = Array.isArray(tools) ? (tools as readonly { type?: unknown; custom?: { name?: string } }[]) : [];
  return new Set(list.flatMap(({ type, custom }) => (type === "custom" && custom?.name ? [custom.name] : [])));
}

function wireMessage(message: BaseMessage, conversation: Conversation): WireMessage {
  const { dialect } = conversation;
  if (isAIMessage(message)) return assistant(message, conversation);
  if (isToolMessage(message)) return toolAnswer(message, dialect);
  switch (message.type) {
    case "human":
      return { role: "user", content: userContent(message.content, dialect), ...named(message, dialect) };
    case "system":
      return { role: "system", content: message.text, ...named(message, dialect) };
    case "generic":
      return generic(message as BaseMessage & { readonly role: string }, dialect);
    default:
      throw unknown(`a message of type "${message.type}"`, dialect);
  }
}

/** What the model said is sent back whole: its tool calls, and its thoughts, which it needs between calls. */
function assistant(message: AIMessage, conversation: Conversation): WireAssistant {
  const { dialect, answered } = conversation;
  const { text, additional_kwargs: kwargs } = message;
  const said = kwargs["reasoning_content"];
  const thoughts = typeof said === "string" && said !== "" && dialect.thoughts !== "none" ? said : undefined;
  const refusal = refusalOf(message);
  const calls = [
    ...message.tool_calls.map(({ id, name, args }) => call(id, name, JSON.stringify(args), args, conversation)),
    // One that could not be read goes back where something answers it: a tool's complaint, mostly.
    ...message.invalid_tool_calls
      .filter(({ id, name }) => id && name && answered.has(id))
      .map(({ id, name, args = "" }) => call(id, name!, args, {}, conversation)),
  ];
  return {
    role: "assistant",
    content: thoughts && dialect.thoughts === "thinking" ? thinking(thoughts, text) : text,
    ...(thoughts && dialect.thoughts !== "thinking" && thoughtsField(thoughts, kwargs)),
    ...(refusal !== "" && { refusal }),
    ...named(message, dialect),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

function call(
  id: string | undefined,
  name: string,
  args: string,
  { input }: Readonly<Record<string, unknown>>,
  { dialect, textTools }: Conversation,
): object {
  const named = { id: callId(id ?? "", dialect) };
  if (textTools.has(name) && typeof input === "string") return { ...named, type: "custom", custom: { name, input } };
  return { ...named, type: "function", function: { name, arguments: args } };
}

/** Under the name that they came in; OpenRouter's own form of them, with signatures, goes before. */
function thoughtsField(thoughts: string, kwargs: Readonly<Record<string, unknown>>): object {
  const field = kwargs["reasoning_field"] === "reasoning" ? "reasoning" : "reasoning_content";
  const details = kwargs["reasoning_details"];
  return { [field]: thoughts, ...(Array.isArray(details) && { reasoning_details: details }) };
}

function thinking(thoughts: string, text: string): object[] {
  const parts: object[] = [{ type: "thinking", thinking: [{ type: "text", text: thoughts }] }];
  return text === "" ? parts : [...parts, { type: "text", text }];
}

function refusalOf({ content }: AIMessage): string {
  if (typeof content === "string") return "";
  return content
    .map((block) => (block.type === "refusal" && "refusal" in block ? String(block["refusal"]) : ""))
    .join("");
}

/** A tool answers with text, mostly: the wire of OpenAI's own has nothing else. */
function toolAnswer(message: ToolMessage, dialect: Dialect): WireMessage {
  const { content, tool_call_id } = message;
  const other = typeof content === "string" ? undefined : content.find((block) => block.type !== "text");
  if (other && !dialect.toolParts) throw unknown(`a tool's answer with a block of type "${other.type}"`, dialect);
  return {
    role: "tool",
    content: other ? userContent(content, dialect) : message.text,
    tool_call_id: callId(tool_call_id, dialect),
  };
}

const ROLES: ReadonlySet<string> = new Set(["user", "system", "developer", "assistant"]);

function generic(message: BaseMessage & { readonly role: string }, dialect: Dialect): WireMessage {
  const { role, content } = message;
  if (!ROLES.has(role)) throw unknown(`a message with the role "${role}"`, dialect);
  const said = role === "user" ? userContent(content, dialect) : message.text;
  return { role: role as "user" | "system" | "developer", content: said, ...named(message, dialect) };
}

function named({ name }: BaseMessage, { names = true }: Dialect): { name?: string } {
  return names && name !== undefined ? { name } : {};
}

function callId(id: string, { callId: made }: Dialect): string {
  return made ? made(id) : id;
}

function unknown(what: string, { name }: Dialect): RunletError {
  return new RunletError("config", `${name} has no form for ${what}.`, { phase: "config" });
}
