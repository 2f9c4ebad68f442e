import { RunletError } from "../../errors/error.ts";
import type { Block } from "./block.ts";
import { SECTION, type AskedOfWorker, type ToldEnd, type ToldError, type ToldHead, type ToWorker } from "./layout.ts";
import { Pipe, type Filler } from "./pipe.ts";
import { nextId, threadOf, type Thread, type Threads } from "./thread.ts";

/**
 * Fetches in a worker, and blocks this thread until there is the head of the answer. `block` says of each wait how long it
 * may take.
 *
 * @throws what `fetch` would reject with; what `block` throws, the request being ended; RunletError `connection` where the
 * worker has died
 */
export function blockingFetch(threads: Threads, ask: AskedOfWorker, block: Block): BlockingResponse {
  return new BlockingResponse(threadOf(threads), ask, block);
}

/** What answers a request, while its body is read. */
export class BlockingResponse {
  readonly status: number;
  readonly headers: Headers;
  /** What broke the connection, if something did. */
  broken: unknown = undefined;
  private readonly thread: Thread;
  private readonly id = nextId();
  private readonly pipe: Pipe;
  private over = false;

  constructor(thread: Thread, ask: AskedOfWorker, block: Block) {
    this.thread = thread;
    this.pipe = new Pipe(this.filler());
    thread.tell({ id: this.id, ask, shared: this.pipe.shared });
    const { status, headers, error } = this.told<ToldHead>(SECTION.head, block);
    if (error) throw errorOf(error);
    this.status = status;
    this.headers = new Headers(headers as [string, string][]);
  }

  /**
   * What there is of the body, all at once; blocks where there is nothing. Undefined at the end, also where the connection
   * breaks: whether the answer is complete is for its end mark to say.
   *
   * @throws what `block` throws, the request being ended
   */
  read(block: Block): Uint8Array<ArrayBuffer> | undefined {
    if (this.over) return undefined;
    const bytes = this.take(SECTION.body, block);
    if (bytes) return bytes;
    const { error } = this.told<ToldEnd>(SECTION.end, block);
    this.over = true;
    if (error) this.broken = errorOf(error);
    return undefined;
  }

  /** The answer is not wanted any more: the request is ended. */
  close(): void {
    this.leave("close");
  }

  /** The answer is complete, and what is left of it is only its end, for which its connection may wait. */
  complete(): void {
    this.leave("complete");
  }

  /** How long nothing may come before it is asked whether the other thread is still there, in milliseconds. */
  set patience(ms: number) {
    this.pipe.patience = ms;
  }

  private leave(say: "close" | "complete"): void {
    if (!this.over) this.say(say);
    this.over = true;
  }

  private take(section: number, block: Block): Uint8Array<ArrayBuffer> | undefined {
    try {
      return this.pipe.read(section, block);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private told<T>(section: number, block: Block): T {
    const decoder = new TextDecoder();
    let text = "";
    for (let bytes; (bytes = this.take(section, block));) text += decoder.decode(bytes, { stream: true });
    return JSON.parse(text) as T;
  }

  private say(say: Extract<ToWorker, { say: unknown }>["say"]): void {
    this.thread.tell({ id: this.id, say });
  }

  private filler(): Filler {
    return {
      room: () => this.say("room"),
      alive: () => this.say("alive"),
      gone: () => {
        this.thread.giveUp();
        throw new RunletError("connection", "The thread that fetches has ended.", { retryable: true });
      },
    };
  }
}

function errorOf({ name, message, code, cause }: ToldError): Error {
  const error = new Error(message, cause && { cause: errorOf(cause) });
  return Object.assign(error, { name }, code !== undefined && { code });
}
