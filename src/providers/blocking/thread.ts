import { letGo } from "../../engine/closing.ts";
import { RunletError } from "../../errors/error.ts";
import type { ToWorker } from "./layout.ts";
import { WORKER_PROGRAM } from "./worker-program.ts";

/** What of `node:worker_threads` is used. */
export interface Threads {
  readonly Worker: new (text: string, options: { readonly eval: true; readonly name: string }) => Worker;
}

interface Worker {
  on(event: "error" | "exit", listener: () => void): unknown;
  postMessage(message: ToWorker): void;
  unref(): void;
  terminate(): unknown;
}

let current: Thread | undefined;
let count = 0;

/**
 * The thread that fetches: one for all requests of this one, kept for the next, which never keeps the process alive.
 *
 * @throws RunletError `async_step` where none may be started
 */
export function threadOf(threads: Threads): Thread {
  try {
    return (current ??= new Thread(threads));
  } catch (cause) {
    const message = "No thread could be started to fetch in, while this one blocks. Use stream() or invoke().";
    throw new RunletError("async_step", message, { cause, phase: "config" });
  }
}

/** A number for a request. */
export function nextId(): number {
  return ++count;
}

export class Thread {
  private readonly worker: Worker;

  constructor({ Worker }: Threads) {
    this.worker = new Worker(WORKER_PROGRAM, { eval: true, name: "runlet-fetch" });
    const forget = (): void => this.forget();
    // Also so that an error of it is not one of this thread. Whoever waits for it finds that it is gone.
    this.worker.on("error", forget);
    this.worker.on("exit", forget);
    this.worker.unref();
  }

  tell(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  /** It does not answer: the next request has a new one. */
  giveUp(): void {
    this.forget();
    letGo(this.worker.terminate());
  }

  private forget(): void {
    if (current === this) current = undefined;
  }
}
