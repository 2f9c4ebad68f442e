import { type ErrorCode, type ErrorPhase, RunletError } from "../../errors/error.ts";
import { classify } from "./codes.ts";
import { excerpt, hide } from "../../models/excerpt.ts";
import type { GlmError, GlmErrorBody } from "./wire.ts";

/** An answer that is not a stream of events, or an error that was said inside one. */
export interface Refused {
  /** The HTTP status: 200 where the error came inside a stream. */
  readonly status: number;
  /** The error was an event of a stream: it is one, whatever it says. Default: false. */
  readonly inStream?: boolean;
  /** The body, or the event's data, as text. */
  readonly body: string;
  readonly headers?: { get(name: string): string | null };
  /** What must not be shown, should the provider repeat it: the API key, the token made of it. */
  readonly secrets?: readonly string[];
  /** The model that was asked for. */
  readonly model?: string;
  /** Default: "before-first-chunk". */
  readonly phase?: ErrorPhase;
}

/**
 * The error that an answer of the service stands for. It quotes the provider's own words, with the secrets hidden, and
 * carries `providerCode`, `status`, `requestId`, `retryAfterMs` and `retryable`.
 *
 * An answer with a status below 400 and no error in it is a `protocol` error: not what was asked for.
 */
export function refusal(refused: Refused): RunletError {
  const { status, inStream = false, body, headers, secrets = [], model, phase = "before-first-chunk" } = refused;
  const said = parse(body);
  const providerCode = said?.code === undefined ? undefined : excerpt(said.code, secrets, 40);
  const { code, retryable: usually } =
    said || inStream || status >= 400
      ? classify(said?.code, status)
      : ({ code: "protocol", retryable: false } as const);

  // What the answer says of itself goes over what such answers usually mean.
  const shouldRetry = headers?.get("x-should-retry");
  const retryable = shouldRetry === "true" || (usually && shouldRetry !== "false");

  const words = excerpt(said ? said.message : withoutTags(hide(body, secrets)), secrets);
  const source = providerCode === undefined ? `status ${status}` : `code ${providerCode}, status ${status}`;
  const what =
    code === "not_found" && providerCode !== undefined && model !== undefined
      ? `Zhipu does not offer the model "${excerpt(model, secrets, 100)}" to this key`
      : (LEADS[code] ?? (retryable ? "Zhipu failed" : "Zhipu refused the request"));
  const where = said?.filtered ? ` (in the text of: ${excerpt(said.filtered, secrets, 60)})` : "";
  const message = `${what}${where}: ${words === "" ? "no reason given" : `"${words}"`} (${source})${HINTS[code] ?? ""}.`;

  const requestId = said?.requestId ?? headers?.get("x-request-id") ?? undefined;
  const retryAfterMs = retryAfter(headers?.get("retry-after"));
  return new RunletError(code, message, {
    phase,
    retryable,
    status,
    ...(providerCode !== undefined && { providerCode }),
    ...(requestId !== undefined && { requestId: excerpt(requestId, secrets, 100) }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

const LEADS: Partial<Record<ErrorCode, string>> = {
  auth: "Zhipu refused the API key or its account",
  quota: "Zhipu refused the request because the account has nothing left to spend on it",
  not_found: "Zhipu has no such model or address",
  invalid_request: "Zhipu refused a parameter of the request",
  content_filter: "Zhipu withheld the answer by its content policy",
  context_length: "The input does not fit the model",
  rate_limit: "Zhipu takes no more requests for now",
  overloaded: "Zhipu has no capacity for now",
  protocol: "Zhipu answered with something that is neither a stream of events nor an error",
};

const HINTS: Partial<Record<ErrorCode, string>> = {
  auth: "; check the key, and that it was made for this address (bigmodel.cn and z.ai do not take each other's)",
  quota: "; a Coding Plan key gets this at the standard address, and a standard key at the plan's",
  not_found: "; check the model's name, the baseURL, and which models the account may use",
};

interface Said {
  readonly code: string | undefined;
  readonly message: string;
  readonly requestId: string | undefined;
  /** Whose text a filter stopped: "user", "assistant". */
  readonly filtered: string | undefined;
}

/** What a JSON body says of an error; undefined where it is not JSON, or says nothing of one. */
function parse(body: string): Said | undefined {
  let json: (GlmErrorBody & GlmError) | null;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof json !== "object" || json === null) return undefined;
  const error: GlmError = typeof json.error === "string" ? { message: json.error } : (json.error ?? json);
  // The Anthropic-style address has its code in `type`; where that is a word, it is no code.
  const code = error.code ?? (/^\d+$/.test(error.type ?? "") ? error.type : undefined);
  if (json.error === undefined && code === undefined && error.message === undefined) return undefined;
  return {
    code: code === undefined ? undefined : String(code),
    message: typeof error.message === "string" ? error.message : JSON.stringify(error.message ?? ""),
    requestId: typeof json.request_id === "string" ? json.request_id : undefined,
    filtered: Array.isArray(json.contentFilter)
      ? json.contentFilter.map((item: { role?: string }) => item.role).join(", ")
      : undefined,
  };
}

/** The words of a page that a proxy may have put in the place of an answer. */
function withoutTags(body: string): string {
  return body.slice(0, 8_000).replace(/<(style|script)\b[^>]*>[^]*?<\/\1\s*>|<[^<>]*>/gi, " ");
}

/** `Retry-After`, in seconds or as a date, in milliseconds from now. */
function retryAfter(header: string | null | undefined): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const milliseconds = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, Math.round(milliseconds));
}
