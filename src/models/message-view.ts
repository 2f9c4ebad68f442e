import { MessageCursor, type Reads } from "./message-cursor.ts";
import type { MessageLog } from "./message-log.ts";

/**
 * One side of a message that is being streamed: read it piece by piece with `for await`, from the beginning and as often as
 * you like, or await the whole. Where the message fails, both fail with its error: a loop after the pieces that had come.
 */
export class MessageView<out Item, out Whole> implements AsyncIterable<Item>, PromiseLike<Whole> {
  readonly #log: MessageLog;
  readonly #reads: Reads<Item>;
  readonly #join: () => Whole;
  #whole: Promise<Whole> | undefined;

  /** @internal */
  constructor(log: MessageLog, reads: Reads<Item>, join: (items: Item[]) => Whole) {
    this.#log = log;
    this.#reads = reads;
    this.#join = () => join(log.events.map(reads).filter((item) => item !== undefined));
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Item, undefined> {
    return new MessageCursor(this.#log, this.#reads);
  }

  // oxlint-disable-next-line unicorn/no-thenable -- that it can be awaited is what it is for
  then<A = Whole, B = never>(
    onfulfilled?: ((whole: Whole) => A | PromiseLike<A>) | null,
    onrejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#whole ??= this.#log.complete().then(this.#join);
    return this.#whole.then(onfulfilled, onrejected);
  }
}
