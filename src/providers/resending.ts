import { pause } from "../engine/pause.ts";
import { isRunletError } from "../errors/error.ts";
import { waitAfter } from "../runnables/backoff.ts";
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
      if (attempt > maxRetries || !isRunletError(error) || !error.retryable) throw error;
      const wait = waitAfter(error, attempt, {});
      if (wait === undefined) throw error;
      await pause(wait, signal);
      if (signal.aborted || (await rateLimiter?.acquire(signal)) === false) throw error;
    }
  }
}
