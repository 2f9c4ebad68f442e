import { readFile, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { BaseChatMessageHistory } from "../histories/chat-message-history.ts";
import type { BaseMessage } from "../messages/message.ts";
import { append } from "./append.ts";
import { inTurn } from "./in-turn.ts";
import { sessionFile } from "./session-file.ts";
import { storeError } from "../errors/store-error.ts";
import { messagesIn, turnLine } from "./turn-lines.ts";

/** Where the conversation is kept: in a file, or in the file of a session in a folder. Either is made when needed. */
export type FileChatMessageHistoryFields =
  | { readonly path: string }
  | {
      readonly directory: string;
      /** Any text: it never leads out of the folder. */
      readonly sessionId: string;
    };

/**
 * A conversation that is kept in a file, a line of JSON for each turn.
 *
 * A turn is on the disk when `addMessages` is done. Whenever the process, or the machine, ends: what was done is read
 * again, and of what was not, all or nothing. Several objects, and several processes, may share a file, on a file system
 * of the machine itself: their turns come one behind the other, none in another.
 *
 * All methods fail with `store`, whose `cause` is what the system says: no space, no permission. `addMessages` fails with
 * `config` for a message that JSON cannot hold.
 *
 * @example
 * const history = new FileChatMessageHistory({ directory: "conversations", sessionId: "ann" });
 * await history.addUserMessage("Hi, I am Ann.");
 */
export class FileChatMessageHistory extends BaseChatMessageHistory {
  readonly path: string;

  constructor(fields: FileChatMessageHistoryFields) {
    super();
    this.path = resolve("path" in fields ? fields.path : sessionFile(fields.directory, fields.sessionId));
  }

  getMessages(): Promise<BaseMessage[]> {
    return this.#inTurn("read", async () => messagesIn(await this.#read()));
  }

  async addMessages(messages: readonly BaseMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const line = Buffer.from(turnLine(messages));
    await this.#inTurn("written", () => append(this.path, line));
  }

  clear(): Promise<void> {
    return this.#inTurn("removed", () => rm(this.path, { force: true }));
  }

  async #read(): Promise<string> {
    try {
      return await readFile(this.path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw error;
    }
  }

  async #inTurn<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await inTurn(this.path, work);
    } catch (cause) {
      throw storeError(`The chat history ${this.path} could not be ${what}`, cause);
    }
  }
}
