import type { BaseMessage } from "../messages/message.ts";
import { BaseChatMessageHistory } from "./chat-message-history.ts";

/**
 * A conversation that is kept in memory: it is gone with the process.
 *
 * @example
 * const history = new InMemoryChatMessageHistory();
 * await history.addUserMessage("Hi, I am Ann.");
 * await history.getMessages(); // [HumanMessage { content: 'Hi, I am Ann.' }]
 */
export class InMemoryChatMessageHistory extends BaseChatMessageHistory {
  readonly #messages: BaseMessage[];

  constructor(messages: readonly BaseMessage[] = []) {
    super();
    this.#messages = [...messages];
  }

  async getMessages(): Promise<BaseMessage[]> {
    return [...this.#messages];
  }

  async addMessages(messages: readonly BaseMessage[]): Promise<void> {
    this.#messages.push(...messages);
  }

  async clear(): Promise<void> {
    this.#messages.length = 0;
  }
}
