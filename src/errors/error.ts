/**
 * What went wrong, as a stable word to branch on.
 *
 * | code | meaning |
 * |---|---|
 * | `aborted` | a signal or the consumer ended the run |
 * | `timeout` | a clock ran out: `timeout` says which |
 * | `connection` | the network failed before or during a response |
 * | `auth` | a key is missing or was refused |
 * | `not_found` | the provider does not know the model or the address |
 * | `invalid_request` | the provider refused a parameter |
 * | `rate_limit` | too many requests for now |
 * | `quota` | nothing left to spend: a retry cannot help |
 * | `overloaded` | the provider has no capacity for now |
 * | `content_filter` | input or output was withheld by a policy |
 * | `context_length` | the input does not fit the model |
 * | `provider` | any other refusal or failure that a provider reports |
 * | `truncated` | a stream ended without its end mark, or an answer at its limit of tokens where a whole one is needed |
 * | `protocol` | bytes that are not what the protocol promises |
 * | `limit` | a stated limit of this library was reached |
 * | `parse` | a model's text is not in the form that was asked for |
 * | `tool` | a tool failed |
 * | `store` | what is kept, such as a conversation, could not be read or written |
 * | `interrupted` | a run stopped in order to ask a person |
 * | `config` | the program itself is wrong: a step, an option, a missing variable |
 * | `async_step` | a synchronous run reached a step that has to wait |
 * | `thrown` | a step threw something that is not an Error; it is the `cause` |
 */
export type ErrorCode =
  | "aborted"
  | "timeout"
  | "connection"
  | "auth"
  | "not_found"
  | "invalid_request"
  | "rate_limit"
  | "quota"
  | "overloaded"
  | "content_filter"
  | "context_length"
  | "provider"
  | "truncated"
  | "protocol"
  | "limit"
  | "parse"
  | "tool"
  | "store"
  | "interrupted"
  | "config"
  | "async_step"
  | "thrown";

/** When it went wrong, seen from the consumer of the stream. */
export type ErrorPhase = "config" | "connect" | "before-first-chunk" | "mid-stream" | "parse" | "tool" | "store";

/** Which clock ran out. */
export type TimeoutName = "connect" | "firstChunk" | "idle" | "total" | "tool";

export interface RunletErrorOptions {
  /** What caused it: another error, a signal's reason, a thrown value. */
  cause?: unknown;
  phase?: ErrorPhase;
  /** Whether the same call could succeed later. Default: false. */
  retryable?: boolean;
  /** HTTP status of a provider's answer. */
  status?: number;
  /** The provider's name for this request, to quote in a support question. */
  requestId?: string;
  /** How long the provider asks to wait, in milliseconds. */
  retryAfterMs?: number;
  /** The provider's own error code, as it was sent. */
  providerCode?: string;
  /** Of a `timeout`: which clock ran out. */
  timeout?: TimeoutName;
}

const BRAND = Symbol.for("runlet.error");

/**
 * The one error class of the library. Its `code` says what happened, `path` which step (outermost first),
 * `partial` what had been received by then (joined), `cause` the error underneath.
 *
 * A function of yours that throws is not wrapped: its own error arrives, and {@link errorInfo} gives its path and partial.
 *
 * @example
 * try {
 *   for await (const text of chain.stream({ topic: "parrot" })) process.stdout.write(text);
 * } catch (error) {
 *   if (isRunletError(error, "truncated")) console.error("cut off after:", error.partial);
 *   else throw error;
 * }
 */
export class RunletError extends Error {
  readonly code: ErrorCode;
  readonly phase: ErrorPhase | undefined;
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly providerCode: string | undefined;
  readonly timeout: TimeoutName | undefined;
  /** Names of the steps that led to the failure, outermost first. Empty where no run was under way. */
  path: readonly string[] = [];
  /** What had been received when it failed, joined as `invoke` would join it; undefined where nothing had been. */
  partial: unknown = undefined;
  /** True where `partial` is only the beginning of what was received, cut at the `keepLimit`. */
  partialCut = false;

  constructor(code: ErrorCode, message: string, options: RunletErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    // Programs tell a cancelled run from a failed one by this name, as fetch has taught them.
    this.name = code === "aborted" ? "AbortError" : "RunletError";
    this.code = code;
    this.phase = options.phase;
    this.retryable = options.retryable ?? false;
    this.status = options.status;
    this.requestId = options.requestId;
    this.retryAfterMs = options.retryAfterMs;
    this.providerCode = options.providerCode;
    this.timeout = options.timeout;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Whether `error` is a {@link RunletError}, also one made by another copy of this package.
 * With `code`, whether it is one of that code.
 */
export function isRunletError(error: unknown, code?: ErrorCode): error is RunletError {
  return (
    typeof error === "object" &&
    error !== null &&
    BRAND in error &&
    (code === undefined || (error as unknown as RunletError).code === code)
  );
}
