import { RunletError } from "../errors/error.ts";
import { getBufferString } from "../messages/buffer-string.ts";
import { coerceMessage, type MessageLike } from "../messages/coerce.ts";
import { HumanMessage } from "../messages/human.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { PromptValue } from "../messages/prompt-value.ts";
import { arrayOf, STRING, type JsonSchema } from "../schema/json-schema.ts";

/** What a model takes: text, what a prompt makes, or a list of messages (also as `[role, content]` or plain objects). */
export type ModelInput = string | PromptValue | readonly MessageLike[];

/** What of it can be written as JSON. */
export const MODEL_INPUT: JsonSchema = { anyOf: [STRING, arrayOf({})] };

/** The input of a model that chats, as messages. */
export function toMessages(input: ModelInput): readonly BaseMessage[] {
  if (typeof input === "string") return [new HumanMessage(input)];
  if (Array.isArray(input)) return (input as readonly MessageLike[]).map(coerceMessage);
  if (isPromptValue(input)) return input.toChatMessages();
  throw wrongInput(input);
}

/** The input of a model that completes text, as text. */
export function toText(input: ModelInput): string {
  if (typeof input === "string") return input;
  if (Array.isArray(input)) return getBufferString(toMessages(input));
  if (isPromptValue(input)) return input.toString();
  throw wrongInput(input);
}

function isPromptValue(input: unknown): input is PromptValue {
  return typeof (input as PromptValue | null)?.toChatMessages === "function";
}

function wrongInput(input: unknown): RunletError {
  const found = input === null ? "null" : typeof input === "object" ? "an object" : String(typeof input);
  return new RunletError(
    "config",
    `A model takes text, a prompt's value or a list of messages, and was given ${found}.`,
  );
}
