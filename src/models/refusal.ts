import { type ErrorCode, type ErrorPhase, RunletError } from "../errors/error.ts";
import { hide } from "../errors/secrets.ts";
import { excerpt } from "./excerpt.ts";
import { saidIn, type Said } from "./said.ts";
import { verdictOf, type Verdict } from "./verdict.ts";

/** A service, as its errors speak of it. */
export interface Provider {
  /** "OpenAI". */
  readonly name: string;
  /** What its own codes mean, where they mean more than the words that many share. */
  verdict?(said: Said | undefined, status: number): Verdict | undefined;
  /** What else its body says of the reason, in a few words: whose text was refused. */
  about?(said: Said): string | undefined;
  /** What may be added to an error, by its code, to say what to do. */
  readonly hints?: Partial<Record<ErrorCode, string>>;
}

/** An answer that is not what was asked for, or an error that was said inside one. */
export interface Refused {
  /** The HTTP status: 200 where the error came inside a stream. */
  readonly status: number;
  /** The error was an event of a stream: it is one, whatever it says. Default: false. */
  readonly inStream?: boolean;
  /** The body, or the event's data, as text. */
  readonly body: string;
  readonly headers?: { get(name: string): string | null };
  /** What must not be shown, should the provider repeat it. */
  readonly secrets: readonly string[];
  /** The model that was asked for. */
  readonly model?: string | undefined;
  readonly phase: ErrorPhase;
}

/**
 * The error that an answer of a service stands for. It quotes the provider's own words, with the secrets hidden, and
 * carries `providerCode`, `status`, `requestId`, `retryAfterMs` and `retryable`.
 *
 * An answer with a status below 400 and no error in it is a `protocol` error: not what was asked for.
 */
export function refusalOf(provider: Provider, refused: Refused): RunletError {
  const { status, inStream = false, body, headers, secrets, model, phase } = refused;
  const said = saidIn(body);
  const verdict: Verdict =
    said || inStream || status >= 400
      ? (provider.verdict?.(said, status) ?? verdictOf(said?.words ?? [], status))
      : { code: "protocol", retryable: false };
  const { code, retryable: usually } = verdict;

  // What the answer says of itself goes over what such answers usually mean.
  const shouldRetry = headers?.get("x-should-retry");
  const retryable = shouldRetry === "true" || (usually && shouldRetry !== "false");

  const providerCode = said?.words[0] === undefined ? undefined : excerpt(said.words[0], secrets, 60);
  const words = excerpt(said ? said.message : withoutTags(hide(body, secrets)), secrets);
  const source = providerCode === undefined ? `status ${status}` : `${providerCode}, status ${status}`;
  const what = lead(provider.name, code, retryable, model && excerpt(model, secrets, 100));
  const about = said && provider.about?.(said);
  const where = about ? ` (${excerpt(about, secrets, 60)})` : "";
  const message = `${what}${where}: ${words === "" ? "no reason given" : `"${words}"`} (${source})${provider.hints?.[code] ?? ""}.`;

  const requestId = said?.requestId ?? headers?.get("x-request-id") ?? headers?.get("request-id") ?? undefined;
  const retryAfterMs = retryAfter(headers) ?? verdict.retryAfterMs;
  return new RunletError(code, message, {
    phase,
    retryable,
    status,
    ...(providerCode !== undefined && { providerCode }),
    ...(requestId !== undefined && { requestId: excerpt(requestId, secrets, 100) }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function lead(name: string, code: ErrorCode, retryable: boolean, model: string | undefined): string {
  if (code === "not_found" && model) return `${name} does not offer the model "${model}", or has no such address`;
  return (LEADS[code] ?? (retryable ? "% failed" : "% refused the request")).replace("%", name);
}

const LEADS: Partial<Record<ErrorCode, string>> = {
  auth: "% refused the API key or its account",
  quota: "% refused the request because the account has nothing left to spend on it",
  not_found: "% has no such model or address",
  invalid_request: "% refused a parameter of the request",
  content_filter: "% withheld the answer by its content policy",
  context_length: "The input does not fit the model of %",
  rate_limit: "% takes no more requests for now",
  overloaded: "% has no capacity for now",
  protocol: "% answered with something that is neither the stream that was asked for nor an error",
};

/** The words of a page that a proxy may have put in the place of an answer. */
function withoutTags(body: string): string {
  return body.slice(0, 8_000).replace(/<(style|script)\b[^>]*>[^]*?<\/\1\s*>|<[^<>]*>/gi, " ");
}

/** `Retry-After`, in seconds or as a date, or `retry-after-ms`, in milliseconds from now. */
export function retryAfter(headers: Refused["headers"]): number | undefined {
  const exact = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (!Number.isNaN(exact)) return Math.max(0, Math.round(exact));
  const header = headers?.get("retry-after");
  if (!header) return undefined;
  const seconds = Number(header);
  const milliseconds = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, Math.round(milliseconds));
}
