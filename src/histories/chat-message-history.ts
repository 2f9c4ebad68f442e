import { AIMessage } from "../messages/ai.ts";
import { HumanMessage } from "../messages/human.ts";
import type { BaseMessage } from "../messages/message.ts";

/**
 * The messages of one conversation, kept somewhere. A store of your own extends this and says where.
 *
 * What is added in one call is one turn: other calls, of whoever adds to the same conversation, come before all of it or
 * behind all of it.
 */
export abstract class BaseChatMessageHistory {
  /** All messages, in the order in which they were added. */
  abstract getMessages(): Promise<BaseMessage[]>;

  /** Adds messages at the end: all of them or, where it fails, none. */
  abstract addMessages(messages: readonly BaseMessage[]): Promise<void>;

  /** Forgets all of them. */
  abstract clear(): Promise<void>;

  addMessage(message: BaseMessage): Promise<void> {
    return this.addMessages([message]);
  }

  addUserMessage(message: string | HumanMessage): Promise<void> {
    return this.addMessage(typeof message === "string" ? new HumanMessage(message) : message);
  }

  addAIMessage(message: string | AIMessage): Promise<void> {
    return this.addMessage(typeof message === "string" ? new AIMessage(message) : message);
  }
}
