import { pause } from "../engine/pause.ts";
import { isRunletError } from "../errors/error.ts";
import { waitAfter } from "../runnables/backoff.ts";
import { sleep, type Block } from "./blocking/block.ts";
import type { HttpLLMOptions } from "./http-call.ts";

const RETRIES = 2;

/** Sends, and again where that failed for a reason that may pass. Nothing of an answer has come by then. */
export async function resending<T>(
  { maxRetries = RETRIES, rateLimiter }: HttpLLMOptions,
  signal: AbortSignal,
  send: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      await pause(waitBefore(error, attempt, maxRetries), signal);
      if (signal.aborted || (await rateLimiter?.acquire(signal)) === false) throw error;
    }
  }
}

/** The same where a wait blocks this thread. For a rate limiter it does not wait. */
export function resendingSync<T>(
  { maxRetries = RETRIES, rateLimiter }: HttpLLMOptions,
  block: Block,
  send: () => T,
): T {
  for (let attempt = 1; ; attempt++) {
    try {
      return send();
    } catch (error) {
      block(sleep(waitBefore(error, attempt, maxRetries)));
      if (rateLimiter?.tryAcquire() === false) throw error;
    }
  }
}

/** How long to wait after an attempt that has failed, in milliseconds. Throws its error where there is to be no other. */
function waitBefore(error: unknown, attempt: number, maxRetries: number): number {
  if (!(attempt <= maxRetries) || !isRunletError(error) || !error.retryable) throw error;
  const wait = waitAfter(error, attempt, {});
  if (wait === undefined) throw error;
  return wait;
}
