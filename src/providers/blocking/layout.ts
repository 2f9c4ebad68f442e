/**
 * What a request and its answer share between two threads: some words, and behind them a ring of bytes.
 *
 * The answer goes through the ring in three sections: its head as JSON, its body, and how it ended as JSON. Each position
 * counts all bytes so far, modulo 2³², so that the difference of two is right however long the body is.
 */
export const WORD = {
  /** Goes up whenever something else has changed: what the reader sleeps on. */
  changed: 0,
  /** How far the worker has written, and the reader read. */
  written: 1,
  read: 2,
  /** The worker waits for room: it is to be told when there is some. */
  full: 3,
  /** How many sections are complete, and from here on where each of them ended. */
  sections: 4,
  ends: 5,
} as const;

export const SECTION = { head: 0, body: 1, end: 2 } as const;

/** Where the ring begins, in bytes. */
export const RING_AT = 64;

/** How much the worker reads ahead, in bytes: a power of two. */
export const RING_BYTES = 64 * 1024;

/** What the worker is told. */
export type ToWorker =
  | {
      readonly id: number;
      readonly ask: AskedOfWorker;
      readonly shared: SharedArrayBuffer;
    }
  /**
   * There is room again; the answer is not wanted any more; it is complete, and what is left of it is only its end; whether
   * the worker is still there.
   */
  | { readonly id: number; readonly say: "room" | "close" | "complete" | "alive" };

/** The name of the error where the other thread has another `fetch` than whoever asks. */
export const REPLACED = "ReplacedFetch";

export interface AskedOfWorker {
  /** The text of the `fetch` of whoever asks. */
  readonly source?: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An error, as it is told through the ring. */
export interface ToldError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly cause?: ToldError;
}

/** The head of an answer, or why there is none. */
export interface ToldHead {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly error?: ToldError;
}

/** How an answer ended. */
export interface ToldEnd {
  readonly error?: ToldError;
}
