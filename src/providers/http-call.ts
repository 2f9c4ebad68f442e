import type { Context } from "../engine/context.ts";
import { isPromise } from "../engine/closing.ts";
import type { Join } from "../engine/join.ts";
import type { Each, Sink } from "../engine/op.ts";
import { Program } from "../engine/program.ts";
import { Readable } from "../engine/readable.ts";
import type { Source } from "../engine/source.ts";
import { isRunletError, type RunletError } from "../errors/error.ts";
import type { AIMessageChunk } from "../messages/ai.ts";
import type { ModelOptions } from "../models/asking.ts";
import { MODEL_OPTIONS, type Known } from "../models/known-options.ts";
import { isOfRuns, type RunnableStep, type StepConfig } from "../runs/config.ts";
import { limitOf } from "../runs/timeout.ts";
import { censoredError } from "./censored-error.ts";
import type { Environment } from "./environment.ts";
import { headersOf } from "./headers.ts";
import { isFormat, readText, send, type Format, type HttpRequest } from "./http.ts";
import { jsonLines } from "./json-lines.ts";
import { resending } from "./resending.ts";
import { secretsOf } from "./secrets.ts";
import { decodeUtf8, DONE, serverSentEvents, type ServerSentEvent } from "./sse.ts";

/** A refusal, as it came over HTTP. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  /** The body as text; of a very long one, the beginning. */
  readonly body: string;
}

/** One call of a provider: what is asked, and what its answer means. */
export interface Call<Chunk = AIMessageChunk> {
  readonly request: HttpRequest;
  /** How the answer is cut into events: server-sent events (the default), or lines of JSON, each of which is one. */
  readonly format?: Format;
  /** What one event of the answer says: a chunk, nothing, or that it was the last. Throws where it says an error. */
  read(event: ServerSentEvent): Chunk | typeof DONE | undefined;
  /** What was read last has ended the answer, though the connection may stay open. */
  readonly ended?: boolean;
  /** Nothing more comes. Throws where the answer is not complete. */
  end(): void;
  /** The error that an answer stands for which is not a stream of events. */
  refuse(refusal: Refusal): RunletError;
}

/** What may be set for every model that answers over HTTP, and for one call of it. */
export interface HttpCallOptions {
  /** Further headers of the request. They go over those of the same name, but what says that it is JSON. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Further fields of the request's body, as the service names them. They go over everything else. */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
  /**
   * How often a request is sent again that was not answered, or refused for a reason that may pass (a rate limit, an
   * overloaded or failing service), after a growing wait or the one that the service asks for. Default: 2.
   */
  readonly maxRetries?: number | undefined;
  /** Told of the answer before its body is read: its status, and its headers, such as what is left of a rate limit. */
  readonly onResponse?: ((response: { readonly status: number; readonly headers: Headers }) => void) | undefined;
}

/** What asks: a model, with what it was made with. */
export interface HttpModelOptions extends HttpCallOptions {
  /** What sends the requests: for a proxy, or for tests. Default: the global `fetch`, as it is when a call is made. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Where keys and addresses are looked for that are not given. Default: the environment of the process. */
  readonly env?: Environment | undefined;
}

/** A model that completes text, or chats, over HTTP. */
export interface HttpLLMOptions extends HttpModelOptions, ModelOptions {}

export const SENDING_OPTIONS: Known<HttpModelOptions> = {
  headers: 1,
  extraBody: 1,
  maxRetries: 1,
  onResponse: 1,
  fetch: 1,
  env: 1,
};

export const HTTP_OPTIONS: Known<HttpLLMOptions> = { ...MODEL_OPTIONS, ...SENDING_OPTIONS };

/** What of a model's options, and of a call's, says how its requests are sent. */
export function sendingOf(options: HttpLLMOptions, config: HttpCallOptions): HttpLLMOptions {
  return {
    fetch: options.fetch,
    rateLimiter: options.rateLimiter,
    maxRetries: config.maxRetries ?? options.maxRetries,
    onResponse: config.onResponse ?? options.onResponse,
  };
}

/**
 * The options of a model, and over them those of a call: its headers and fields of the body are added, name by name. Where a
 * call sets none, the options themselves, so that what was made of them once holds for it too.
 */
export function optionsOf<O extends HttpCallOptions, C extends HttpCallOptions>(options: O, config: C): O & C {
  // What a config leaves undefined is not set by it.
  const set = (Object.keys(config) as (keyof C)[]).filter((key) => !isOfRuns(key) && config[key] !== undefined);
  if (set.length === 0) return options as O & C;
  const merged = { ...options } as O & C;
  for (const key of set) merged[key] = config[key] as (O & C)[keyof C];
  const { headers, extraBody } = config;
  if (headers && options.headers) Object.assign(merged, { headers: headersOf(options.headers, headers) });
  if (extraBody && options.extraBody) Object.assign(merged, { extraBody: { ...options.extraBody, ...extraBody } });
  return merged;
}

/** A body while it is read: what is known of its end. */
type Reading = Pick<Readable, "broken" | "complete">;

/** Makes a call, and gives the chunks of its answer, which join by `join`. */
export async function answerOver<Chunk>(
  asked: Call<Chunk> | PromiseLike<Call<Chunk>>,
  options: HttpLLMOptions,
  config: StepConfig,
  step: RunnableStep,
  join: Join,
): Promise<Source> {
  const call = isPromise(asked) ? await asked : asked;
  const { format = "sse" } = call;
  const { signal } = config;
  const fetch = options.fetch ?? globalThis.fetch;
  const sending = { fetch, signal, limit: limitOf("connect", config), format };
  const response = await resending(options, signal, () => responseTo(sending, call, options));
  const body = new Readable(response.body ?? new Blob().stream());
  return { kind: "program", program: reading(call, format, body, step, join), input: body.reads };
}

async function responseTo(sending: Parameters<typeof send>[0], call: Call<unknown>, options: HttpCallOptions) {
  const response = await send(sending, call.request);
  options.onResponse?.({ status: response.status, headers: response.headers });
  if (isFormat(response, sending.format)) return response;
  throw call.refuse({ status: response.status, headers: response.headers, body: await readText(response) });
}

/** Bytes to text, text to events, events to chunks. */
export function reading(call: Call<unknown>, format: Format, body: Reading, step: RunnableStep, join: Join): Program {
  const events = format === "sse" ? serverSentEvents(step, LAST_EVENT) : jsonLines(step);
  const mapping = new Mapping(call, body, step, join);
  return new Program([decodeUtf8(step) as Each, events as Each, mapping as Each]);
}

const LAST_EVENT = { lastEvent: "keep" } as const;

/** The op that makes chunks of events, and what it opens: a body is read once. */
class Mapping implements Each<ServerSentEvent>, Sink<ServerSentEvent> {
  readonly sees = "chunk";
  readonly step: RunnableStep;
  private readonly call: Call<unknown>;
  private readonly body: Reading;
  private readonly joining: Join;
  private out!: Sink;
  private context!: Context;

  constructor(call: Call<unknown>, body: Reading, step: RunnableStep, join: Join) {
    this.call = call;
    this.body = body;
    this.step = step;
    this.joining = join;
  }

  open(out: Sink, context: Context): Sink<ServerSentEvent> {
    this.out = out;
    this.context = context;
    return this;
  }

  join(): Join {
    return this.joining;
  }

  push(event: ServerSentEvent): void {
    let chunk: unknown;
    try {
      chunk = this.call.read(event);
    } catch (error) {
      throw this.context.blame(error);
    }
    if (chunk !== undefined && chunk !== DONE) this.out.push(chunk);
    if (chunk === DONE || this.call.ended) this.finish();
  }

  end(): void {
    try {
      this.call.end();
    } catch (error) {
      const cause = this.body.broken;
      if (cause !== undefined && isRunletError(error))
        error.cause ??= censoredError(cause, secretsOf(this.call.request));
      throw error;
    }
  }

  private finish(): void {
    this.body.complete = true;
    this.context.stop();
  }
}
