import { RunletError } from "../errors/error.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { coerceMessage, type MessageLike } from "./coerce.ts";
import type { BaseMessage } from "./message.ts";
import type { PromptValue } from "./prompt-value.ts";

/** A list of messages, or what a prompt makes. */
export type MessagesInput = readonly MessageLike[] | PromptValue;

/** What is done to a list of messages, as a step. */
export type MessagesStep = RunnableLambda<MessagesInput, BaseMessage[]>;

/** Does something to messages, or is the step that does it, where there are none yet. */
export function toMessagesOrStep(
  name: string,
  messages: readonly MessageLike[] | undefined,
  work: (messages: readonly BaseMessage[]) => BaseMessage[],
): BaseMessage[] | MessagesStep {
  if (messages !== undefined) return work(listOf(name, messages));
  return new RunnableLambda((input: MessagesInput) => work(listOf(name, input)), { name });
}

function listOf(name: string, input: MessagesInput): readonly BaseMessage[] {
  if (Array.isArray(input)) return (input as readonly MessageLike[]).map(coerceMessage);
  if (typeof (input as PromptValue | null)?.toChatMessages === "function")
    return (input as PromptValue).toChatMessages();
  throw new RunletError("config", `${name} takes a list of messages, or what a prompt makes.`);
}
