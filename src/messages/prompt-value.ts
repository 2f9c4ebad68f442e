import { getBufferString } from "./buffer-string.ts";
import { HumanMessage } from "./human.ts";
import { BaseMessage } from "./message.ts";

/** What a prompt makes: it can be had as text, for a model that completes text, or as messages, for one that chats. */
export interface PromptValue {
  toString(): string;
  toChatMessages(): readonly BaseMessage[];
}

/** A prompt that was written as text. */
export class StringPromptValue implements PromptValue {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }

  toString(): string {
    return this.value;
  }

  toChatMessages(): readonly BaseMessage[] {
    return [new HumanMessage(this.value)];
  }
}

/** A prompt that was written as messages. */
export class ChatPromptValue implements PromptValue {
  readonly messages: readonly BaseMessage[];

  constructor(messages: readonly BaseMessage[]) {
    this.messages = messages;
  }

  toString(): string {
    return getBufferString(this.messages);
  }

  toChatMessages(): readonly BaseMessage[] {
    return this.messages;
  }
}
