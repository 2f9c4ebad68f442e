import { isRunletError, RunletError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import type { Limit } from "../engine/clock.ts";
import { RequestClock } from "../engine/request-clock.ts";
import { censoredError } from "./censored-error.ts";
import { secretsOf } from "./secrets.ts";

/** A request with a JSON body. */
export interface HttpRequest {
  /** What errors call who is asked. Default: by the address. */
  readonly to?: string | undefined;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** How an answer is cut into events. */
export type Format = "sse" | "ndjson";

/** What may be asked for: events, or one JSON text. */
export type AnswerFormat = Format | "json";

const CONTENT_TYPES: Readonly<Record<AnswerFormat, string>> = {
  sse: "text/event-stream",
  ndjson: "application/x-ndjson",
  json: "application/json",
};

/** How a request is sent. */
export interface Sending {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  /** How long the beginning of the answer may take. */
  readonly limit?: Limit | undefined;
  /** What is asked for. */
  readonly format: AnswerFormat;
}

/**
 * Sends the request. A failure of the network is a `connection` error that names the host, never a header; where there is no
 * answer within the limit, the error is that of the limit.
 */
export async function send({ fetch, signal, limit, format }: Sending, request: HttpRequest): Promise<Response> {
  const init = written(request, format);
  const clock = limit && new RequestClock(signal, limit);
  try {
    return await fetch(request.url, { ...init, signal: clock?.signal ?? signal });
  } catch (error) {
    if (clock?.late) throw clock.late;
    // An aborted run is over, and nobody is told of this one.
    throw unreachable(request, error);
  } finally {
    clock?.stop();
  }
}

/**
 * A request as `fetch` takes it. It follows no redirect: another host would be sent the conversation, and all headers but
 * `authorization`, of which one may hold the key.
 *
 * @throws RunletError `config` where the body cannot be written as JSON
 */
export function written(request: HttpRequest, format: AnswerFormat) {
  return {
    method: "POST",
    headers: { ...request.headers, "content-type": "application/json", accept: CONTENT_TYPES[format] },
    body: json(request),
    redirect: "manual",
  } as const;
}

function json({ body }: HttpRequest): string {
  try {
    return JSON.stringify(body);
  } catch (error) {
    const message = `The body of the request cannot be written as JSON: ${(error as Error).message}.`;
    throw new RunletError("config", message, { phase: "config", cause: error });
  }
}

/** The error of a request that has failed before there was an answer, with what `fetch` says. */
export function unreachable(request: HttpRequest, error: unknown): RunletError {
  // One that plays a recording, say, knows better what is the matter.
  if (isRunletError(error)) return error;
  // What is said of such a header has the header in it.
  if (!areHeaders(request.headers)) return new RunletError("config", BAD_HEADERS, { phase: "config" });
  const cause = censoredError(error, secretsOf(request));
  const reason = reasonOf(cause);
  // What refuses a connection is there, and has nobody who listens: as a server on this machine that was not started.
  const hint = reason === "ECONNREFUSED" ? " Is it running?" : "";
  const message = `Could not reach ${namedIn(request)}${reason && `: ${reason}`}.${hint}`;
  return new RunletError("connection", message, { phase: "connect", retryable: true, cause });
}

function namedIn({ to, url }: HttpRequest): string {
  const { host } = new URL(url);
  return to === undefined || to.includes(host) ? host : `${to} at ${host}`;
}

const BAD_HEADERS =
  "A header of the request has a name or a value that cannot be sent: look for line ends, and for characters outside Latin-1.";

function areHeaders(headers: HttpRequest["headers"]): boolean {
  try {
    new Headers(headers);
    return true;
  } catch {
    return false;
  }
}

/** Whether a response is what was asked for: status 200 (no other, as browsers have it) and that content type. */
export function isFormat({ status, headers }: Pick<Response, "status" | "headers">, format: AnswerFormat): boolean {
  const type = (headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  return status === 200 && type === CONTENT_TYPES[format];
}

export const LONGEST_REFUSAL = 64 * 1024;
/** How long a refusal's body may take, in milliseconds: its status says most of it. */
export const PATIENCE_MS = 5000;

/** The text of a response that is not what was asked for: the beginning, where it is long. */
export async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  if (!response.body) return text;
  const reader = response.body.getReader();
  const end = () => void reader.cancel().catch(() => {});
  const timer = setTimeout(end, PATIENCE_MS);
  try {
    while (text.length < LONGEST_REFUSAL) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // The status says enough where the body breaks off.
  } finally {
    clearTimeout(timer);
    end();
  }
  return text;
}
