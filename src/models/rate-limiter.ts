import { timer } from "../engine/timer.ts";
import { RunletError } from "../errors/error.ts";

/** What says when a request may be sent. One that is shared between models is a limit for all of them together. */
export interface RateLimiter {
  /** Takes the right to send one, if there is one now. */
  tryAcquire(): boolean;
  /** Waits for the right to send one: true; or false, where the signal aborts before. */
  acquire(signal?: AbortSignal): Promise<boolean>;
}

export interface InMemoryRateLimiterFields {
  /** How many requests may be sent in a second, on average. Default: 1. */
  readonly requestsPerSecond?: number;
  /** How many may be sent at once, after a while without any. Default: 1. */
  readonly maxBucketSize?: number;
}

/**
 * A limit on requests in this process: a bucket of tokens, which is full at first, of which each request takes one. Who
 * waits is served in the order of asking. Nothing runs while nobody waits.
 *
 * @example
 * const rateLimiter = new InMemoryRateLimiter({ requestsPerSecond: 5, maxBucketSize: 10 });
 * const models = [new ChatOpenAI({ rateLimiter }), new ChatOpenAI({ model: "gpt-5", rateLimiter })];
 */
export class InMemoryRateLimiter implements RateLimiter {
  readonly requestsPerSecond: number;
  readonly maxBucketSize: number;
  #tokens: number;
  /** When the tokens were counted, in milliseconds. */
  #counted = performance.now();
  readonly #waiting = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @throws `config` for a rate that is not more than 0, or a bucket of less than one token */
  constructor({ requestsPerSecond = 1, maxBucketSize = 1 }: InMemoryRateLimiterFields = {}) {
    if (!(requestsPerSecond > 0))
      throw new RunletError("config", `requestsPerSecond is a number above 0, not ${String(requestsPerSecond)}.`);
    if (!(maxBucketSize >= 1))
      throw new RunletError("config", `maxBucketSize is a number from 1 on, not ${String(maxBucketSize)}.`);
    this.requestsPerSecond = requestsPerSecond;
    this.maxBucketSize = maxBucketSize;
    this.#tokens = maxBucketSize;
  }

  tryAcquire(): boolean {
    return this.#waiting.size === 0 && this.#take();
  }

  async acquire(signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted) return false;
    if (this.tryAcquire()) return true;
    return new Promise((resolve) => {
      const leave = (acquired: boolean): void => {
        signal?.removeEventListener("abort", abort);
        this.#waiting.delete(served);
        resolve(acquired);
      };
      const served = (): void => leave(true);
      const abort = (): void => {
        leave(false);
        if (this.#waiting.size === 0) this.#stop();
      };
      signal?.addEventListener("abort", abort);
      this.#waiting.add(served);
      this.#timer ??= this.#wait();
    });
  }

  /** Until there is a whole token. Rounded up: a timer that goes off early would find less than one. */
  #wait(): ReturnType<typeof setTimeout> {
    return timer(this.#serve, Math.max(1, Math.ceil(((1 - this.#tokens) / this.requestsPerSecond) * 1000)));
  }

  readonly #serve = (): void => {
    this.#timer = undefined;
    for (const served of this.#waiting) {
      if (!this.#take()) break;
      served();
    }
    if (this.#waiting.size > 0) this.#timer = this.#wait();
  };

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #take(): boolean {
    const now = performance.now();
    const earned = ((now - this.#counted) / 1000) * this.requestsPerSecond;
    this.#tokens = Math.min(this.maxBucketSize, this.#tokens + earned);
    this.#counted = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
