import { isRunletError } from "../errors/error.ts";

/** How long to wait between two attempts. */
export interface BackoffOptions {
  /**
   * The longest wait before the second attempt, in milliseconds. It doubles with each further one, up to `maxDelayMs`; the wait
   * itself is drawn at random between 0 and that, so that many clients do not come back at once. Default: 500.
   */
  readonly initialDelayMs?: number;
  /** Default: 8000. */
  readonly maxDelayMs?: number;
  /**
   * A provider that says how long to wait (Retry-After) is obeyed. Where it asks for longer than this, in milliseconds,
   * there is no further attempt. Default: 60000.
   */
  readonly maxRetryAfterMs?: number;
}

/** The wait after the failure of an attempt, counted from 1, in milliseconds; undefined where it would be too long. */
export function waitAfter(error: unknown, attempt: number, options: BackoffOptions): number | undefined {
  const { initialDelayMs = 500, maxDelayMs = 8000, maxRetryAfterMs = 60_000 } = options;
  const jitter = Math.random() * Math.min(maxDelayMs, initialDelayMs * 2 ** (attempt - 1));
  const asked = isRunletError(error) ? error.retryAfterMs : undefined;
  if (asked === undefined) return jitter;
  return asked > maxRetryAfterMs ? undefined : asked + Math.min(jitter, initialDelayMs);
}
