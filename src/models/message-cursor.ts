import type { MessageStreamEvent } from "../messages/events.ts";
import type { MessageLog } from "./message-log.ts";

/** What one event is to a reader; undefined where it is nothing. */
export type Reads<Item> = (event: MessageStreamEvent) => Item | undefined;

/** Reads what a message has told, and waits for more. */
export class MessageCursor<Item> implements AsyncIterableIterator<Item, undefined> {
  readonly #log: MessageLog;
  readonly #reads: Reads<Item>;
  #at = 0;
  #state: "new" | "reading" | "over" = "new";

  constructor(log: MessageLog, reads: Reads<Item>) {
    this.#log = log;
    this.#reads = reads;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Item, undefined>> {
    const log = this.#log;
    if (this.#state === "new") {
      this.#state = "reading";
      log.enter();
    }
    while (this.#state === "reading") {
      const item = this.#take();
      if (item !== undefined) return { value: item, done: false };
      if (!log.over) await log.more();
      else {
        await this.#leave();
        if (log.failure) throw log.failure.error;
      }
    }
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    await this.#leave();
    return { value: undefined, done: true };
  }

  #take(): Item | undefined {
    const { events } = this.#log;
    while (this.#at < events.length) {
      const item = this.#reads(events[this.#at++]!);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  async #leave(): Promise<void> {
    const before = this.#state;
    this.#state = "over";
    if (before === "reading") await this.#log.leave();
  }
}
