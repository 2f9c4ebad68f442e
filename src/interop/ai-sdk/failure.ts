import { type ErrorCode, type ErrorPhase, isRunletError, RunletError } from "../../errors/error.ts";
import { excerpt } from "../../models/excerpt.ts";
import { refusalOf } from "../../models/refusal.ts";

/** What the AI SDK's own errors are, by name; those of an answer have a status, and are judged by what it says. */
const OURS: Readonly<Record<string, ErrorCode>> = {
  AI_LoadAPIKeyError: "auth",
  AI_LoadSettingError: "config",
  AI_NoSuchModelError: "not_found",
  AI_UnsupportedFunctionalityError: "config",
  AI_UnsupportedModelVersionError: "config",
  AI_InvalidPromptError: "config",
  AI_InvalidArgumentError: "config",
  AI_EmptyResponseBodyError: "protocol",
  AI_InvalidResponseDataError: "protocol",
  AI_JSONParseError: "protocol",
  AI_TypeValidationError: "protocol",
  AI_NoContentGeneratedError: "protocol",
};

interface Thrown {
  readonly name?: string;
  readonly message?: string;
  readonly statusCode?: number;
  readonly responseBody?: string;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly isRetryable?: boolean;
  readonly data?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** Whose failure it is, and when. */
export interface Failing {
  /** The provider, as the AI SDK calls it: `openai.chat`. */
  readonly provider: string;
  readonly modelId: string;
  /** What must not be shown. */
  readonly secrets: readonly string[];
  /** What the answer says that it is, where that is known. */
  readonly contentType: string | undefined;
  readonly phase: ErrorPhase;
}

/**
 * The error that something stands for which a model of the AI SDK has thrown, or has told of in its stream: a word, an
 * object that the provider sent, an error. What is neither the provider's, the AI SDK's nor the network's is left as it is.
 */
export function failureOf(thrown: unknown, failing: Failing): unknown {
  if (isRunletError(thrown)) return thrown;
  if (!(thrown instanceof Error)) return said(thrown, failing);
  const error: Thrown = thrown;
  const { name = "", message = "", statusCode } = error;
  const code = OURS[name];
  if (code !== undefined) return own(code, error, failing);
  const reason = networkReason(thrown);
  // An answer may have begun well, and then its connection broke.
  if (statusCode !== undefined && (statusCode >= 400 || reason === undefined)) return refused(error, failing);
  return reason === undefined && name !== "AI_APICallError" ? thrown : connection(reason ?? message, thrown);
}

const NO_STREAM = /^(text\/(html|plain)|application\/json)\b/i;

/** A stream that ended without its end; or was none, where that is what its answer said of itself. */
export function cutOff({ provider, phase, contentType }: Failing, cause?: unknown): RunletError {
  if (phase === "before-first-chunk" && NO_STREAM.test(contentType ?? ""))
    return new RunletError("protocol", `${provider} answered with ${contentType} in the place of a stream.`, { phase });
  return new RunletError("truncated", `The answer of ${provider} broke off before its end.`, {
    phase,
    retryable: true,
    ...(cause !== undefined && { cause }),
  });
}

/** A stream that ended because something in its making has failed. */
export function stopped({ provider, phase, secrets }: Failing, cause?: unknown): RunletError {
  const reason = cause instanceof Error ? `: ${excerpt(cause.message, secrets)}` : ", and does not say which";
  return new RunletError("provider", `${provider} ended its answer because of an error${reason}.`, {
    phase,
    ...(cause !== undefined && { cause }),
  });
}

function refused(error: Thrown, { provider, modelId, secrets, phase }: Failing): RunletError {
  const { statusCode: status = 0, responseHeaders = {}, message = "" } = error;
  const body = error.responseBody || message;
  return refusalOf(
    { name: provider },
    {
      status,
      body,
      headers: { get: (name) => responseHeaders[name] ?? null },
      secrets: [...secrets, ...keysIn(body)],
      model: modelId,
      phase,
    },
  );
}

/** An error that came inside the stream, as its provider wrote it. */
function said(told: unknown, { provider, modelId, secrets, phase }: Failing): RunletError {
  const body = JSON.stringify(typeof told === "string" ? { error: told } : told) ?? "";
  const refused = { status: 200, inStream: true, body, secrets: [...secrets, ...keysIn(body)], model: modelId, phase };
  return refusalOf({ name: provider }, refused);
}

function own(code: ErrorCode, error: Thrown, failing: Failing): RunletError {
  // That is how providers say that the end came before the reason for it.
  if (error.name === "AI_InvalidResponseDataError" && error.data === undefined) return cutOff(failing, error);
  const phase = code === "protocol" ? failing.phase : "config";
  const words = excerpt(error.message ?? "", failing.secrets);
  return new RunletError(code, `${failing.provider}: ${words}`, { phase, cause: error });
}

function connection(reason: string, cause: unknown): RunletError {
  return new RunletError("connection", `Could not reach the model${reason && `: ${reason}`}.`, {
    phase: "connect",
    retryable: true,
    cause,
  });
}

/** What the network has done, where that is what `error` is about. */
function networkReason(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as Thrown;
    if (typeof code === "string" && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code)) return code;
    if (at.cause === undefined && /^(terminated|fetch failed|failed to fetch|load failed)$/i.test(at.message))
      return at.message;
  }
  return undefined;
}

/** What looks like a key, in a text about keys. The model keeps its own to itself, so that it cannot be looked for. */
function keysIn(text: string): string[] {
  if (!/key|auth|secret|credential/i.test(text)) return [];
  return (text.match(/[\w.*-]{12,}/g) ?? []).filter((word) => /\d/.test(word));
}
