import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { AIMessage } from "../messages/ai.ts";
import { messageFromJSON } from "../messages/json.ts";
import type { MessageJSON } from "../messages/message.ts";
import type { ResponseCache } from "../models/response-cache.ts";
import { replaceFile } from "./replace-file.ts";
import { storeError } from "../errors/store-error.ts";

export interface FileCacheFields {
  /** The folder of the answers. It is made when it is needed. */
  readonly directory: string;
}

/** What a file holds: what was asked, as the model says it, and the answer. */
interface Entry {
  readonly asked: unknown;
  readonly message: MessageJSON;
}

/** Only what this class has named. */
const NAME = /^[0-9a-f]{64}\.json$/;

/**
 * Answers of chat models, kept in a folder: each in a file of JSON that a person can read, with what was asked. A file is
 * written whole or not at all, so that several processes may share the folder; one that cannot be read as an answer counts
 * as none, and is written anew. Nothing is ever removed but by `clear`.
 *
 * All methods fail with `store`, whose `cause` is what the system says: no space, no permission. An answer that cannot be kept
 * is a failure of the run, with the answer as its `partial`.
 *
 * @example
 * const model = new ChatOpenAI({ cache: new FileCache({ directory: ".cache/answers" }) });
 */
export class FileCache implements ResponseCache {
  readonly directory: string;

  constructor({ directory }: FileCacheFields) {
    this.directory = resolve(directory);
  }

  async lookup(key: string): Promise<AIMessage | undefined> {
    const path = this.#path(key);
    const text = await read(path);
    return text === undefined ? undefined : answerIn(text, key);
  }

  async update(key: string, message: AIMessage): Promise<void> {
    const path = this.#path(key);
    const entry: Entry = { asked: JSON.parse(key), message: message.toJSON() };
    try {
      await replaceFile(path, `${JSON.stringify(entry, undefined, 2)}\n`);
    } catch (cause) {
      throw storeError(`The answer could not be kept in ${path}`, cause);
    }
  }

  /** Removes all answers from the folder. */
  async clear(): Promise<void> {
    try {
      const names = await readdir(this.directory);
      for (const name of names) if (NAME.test(name)) await rm(join(this.directory, name), { force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return;
      throw storeError(`The answers in ${this.directory} could not be removed`, cause);
    }
  }

  #path(key: string): string {
    return join(this.directory, `${createHash("sha256").update(key).digest("hex")}.json`);
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw storeError(`The answer in ${path} could not be read`, cause);
  }
}

/** Undefined for what is no answer to this: somebody may have edited the file. */
function answerIn(text: string, key: string): AIMessage | undefined {
  try {
    const { asked, message } = JSON.parse(text) as Entry;
    return JSON.stringify(asked) === key && message.type === "ai" ? (messageFromJSON(message) as AIMessage) : undefined;
  } catch {
    return undefined;
  }
}
