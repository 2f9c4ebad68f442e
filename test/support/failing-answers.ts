import { inspect } from "node:util";
import { expect } from "vitest";
import { isRunletError, type RunletError } from "../../src/errors/error.ts";
import type { AIMessage } from "../../src/messages/ai.ts";
import type { ChatModel } from "../../src/models/chat-model.ts";
import { replayServer, type Replayed } from "./replay-server.ts";

/** How a provider's answers look. */
export interface Wire {
  readonly contentType: string;
  /** An event that says "Hel". */
  readonly begun: string;
  /** The body of a refusal with this status. */
  readonly refusal: (status: number) => string;
  /** An error of an overloaded service, as an event. */
  readonly event: string;
  /** An event that is none. */
  readonly garbage: string;
}

interface Failing {
  readonly name: string;
  readonly reply: Replayed;
  readonly error: Partial<RunletError>;
}

const PAGE = "<!doctype html><html><head><style>p { color: red }</style></head><body><p>Bad Gateway</p></body></html>";

/** What may go wrong with an answer over HTTP, and the error that it is. */
export function failingAnswers({ contentType, begun, refusal, event, garbage }: Wire): readonly Failing[] {
  const refused = (status: number, error: Partial<RunletError>, headers = {}): Failing => ({
    name: `status ${status}${Object.keys(headers).map((name) => ` with ${name}`)}`,
    reply: { status, headers, contentType: "application/json", body: refusal(status) },
    error: { status, phase: "before-first-chunk", partial: undefined, ...error },
  });
  const page = (status: number, error: Partial<RunletError>): Failing => ({
    name: `a page with status ${status}`,
    reply: { status, contentType: "text/html", body: PAGE },
    error: { status, phase: "before-first-chunk", ...error, message: expect.stringContaining('"Bad Gateway"') },
  });
  const midStream = (name: string, reply: Partial<Replayed>, error: Partial<RunletError>): Failing => ({
    name,
    reply: { contentType, body: begun, ...reply },
    error: { phase: "mid-stream", ...error, partial: expect.objectContaining({ text: "Hel" }) },
  });
  return [
    refused(401, { code: "auth", retryable: false }),
    refused(404, { code: "not_found", retryable: false }),
    refused(429, { code: "rate_limit", retryable: true, retryAfterMs: 7000 }, { "retry-after": "7" }),
    refused(500, { code: "provider", retryable: true }),
    refused(503, { code: "overloaded", retryable: true }),
    page(200, { code: "protocol", retryable: false }),
    page(502, { code: "provider", retryable: true }),
    {
      name: "another content type",
      reply: { contentType: "application/json", body: "{}" },
      error: { code: "protocol", status: 200, retryable: false },
    },
    midStream("a connection that breaks", { then: "cut" }, { code: "truncated", retryable: true }),
    midStream("an answer without its end", {}, { code: "truncated", retryable: true }),
    midStream("an answer that ends inside an event", { body: begun + garbage.slice(0, -2) }, { code: "truncated" }),
    midStream("an error in mid-stream", { body: begun + event }, { code: "overloaded", retryable: true }),
    midStream("an event that is none", { body: begun + garbage }, { code: "protocol", retryable: false }),
  ];
}

/** The error that the model of a server with this answer fails with. It shows none of the secrets. */
export async function failureOf(
  model: (url: string) => ChatModel,
  reply: Replayed,
  secrets: readonly string[],
): Promise<RunletError> {
  await using server = await replayServer(reply);
  const error: unknown = await model(server.url)
    .invoke("hello")
    .then(
      (message: AIMessage) => expect.fail(`it did not fail, but said "${message.text}"`),
      (reason: unknown) => reason,
    );
  if (!isRunletError(error)) throw error;
  for (const secret of secrets) expect(inspect(error, { depth: 9 })).not.toContain(secret);
  return error;
}
