import { RunletError } from "../errors/error.ts";
import type { AIMessage } from "../messages/ai.ts";
import { messageFromJSON } from "../messages/json.ts";

/**
 * What keeps the answers of chat models. A key is text: all that an answer depends on, as JSON whose keys are in order. It
 * holds no secret.
 */
export interface ResponseCache {
  /** The answer that is kept under a key; undefined where there is none. */
  lookup(key: string): AIMessage | undefined | PromiseLike<AIMessage | undefined>;
  /** Keeps an answer. */
  update(key: string, message: AIMessage): PromiseLike<void> | void;
}

export interface InMemoryCacheFields {
  /** How many answers are kept: of more, those go that were not used for longest. Default: 1000. */
  readonly maxSize?: number;
}

/**
 * Answers of chat models, kept in this process.
 *
 * @example
 * const model = new ChatOpenAI({ cache: new InMemoryCache({ maxSize: 200 }) });
 * await model.invoke("what color is the sky?"); // asks
 * await model.invoke("what color is the sky?"); // does not
 */
export class InMemoryCache implements ResponseCache {
  readonly maxSize: number;
  /** As JSON, so that nobody who was given one can change it. The one that was used last is the last. */
  readonly #kept = new Map<string, string>();

  /** @throws `config` for a size that is not a number from 1 on */
  constructor({ maxSize = 1000 }: InMemoryCacheFields = {}) {
    if (!(maxSize >= 1)) throw new RunletError("config", `maxSize is a number from 1 on, not ${String(maxSize)}.`);
    this.maxSize = maxSize;
  }

  lookup(key: string): AIMessage | undefined {
    const text = this.#kept.get(key);
    if (text === undefined) return undefined;
    this.#keep(key, text);
    return messageFromJSON(JSON.parse(text)) as AIMessage;
  }

  update(key: string, message: AIMessage): void {
    this.#keep(key, JSON.stringify(message));
    if (this.#kept.size > this.maxSize) this.#kept.delete(this.#kept.keys().next().value!);
  }

  /** Forgets all of them. */
  clear(): void {
    this.#kept.clear();
  }

  #keep(key: string, text: string): void {
    this.#kept.delete(key);
    this.#kept.set(key, text);
  }
}
