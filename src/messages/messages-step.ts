import { RunletError } from "../errors/error.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { coerceMessage, type MessageLike } from "./coerce.ts";
import { HumanMessage } from "./human.ts";
import type { BaseMessage } from "./message.ts";
import type { PromptValue } from "./prompt-value.ts";

/** What a chat model takes: a list of messages, what a prompt makes, or text, which is one message of a person. */
export type MessagesInput = string | readonly MessageLike[] | PromptValue;

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
  if (typeof input === "string") return [new HumanMessage(input)];
  if (Array.isArray(input)) return (input as readonly MessageLike[]).map(coerceMessage);
  if (typeof (input as PromptValue | null)?.toChatMessages === "function")
    return (input as PromptValue).toChatMessages();
  throw new RunletError("config", `${name} takes a list of messages, what a prompt makes, or text.`);
}
