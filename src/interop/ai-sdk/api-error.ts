import { isRunletError, type RunletError } from "../../errors/error.ts";

/** How the AI SDK knows an error of its own, also of another copy of its packages. */
const MARKS = ["vercel.ai.error", "vercel.ai.error.AI_APICallError"];

/**
 * An error as the AI SDK takes it: a refusal of a provider as its `APICallError`, so that it is tried again where that may
 * help; an abort, and what is no error of this library, as it is.
 */
export function apiError(error: unknown): unknown {
  if (!isRunletError(error) || error.code === "aborted" || MARKS.some((mark) => Symbol.for(mark) in error))
    return error;
  return new APICallError(error);
}

class APICallError extends Error {
  override readonly name = "AI_APICallError";
  readonly url = "";
  readonly requestBodyValues = {};
  readonly statusCode: number | undefined;
  readonly responseHeaders: Record<string, string>;
  readonly isRetryable: boolean;
  readonly data: unknown;

  constructor(error: RunletError) {
    const { code, status, retryable, retryAfterMs, requestId, providerCode } = error;
    super(error.message, { cause: error });
    this.statusCode = status;
    this.responseHeaders = {
      ...(retryAfterMs !== undefined && { "retry-after-ms": String(retryAfterMs) }),
      ...(requestId !== undefined && { "x-request-id": requestId }),
    };
    this.isRetryable = retryable;
    this.data = { code, ...(providerCode !== undefined && { providerCode }) };
    for (const mark of MARKS) Object.defineProperty(this, Symbol.for(mark), { value: true });
  }
}
