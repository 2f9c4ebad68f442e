import type { Context } from "../engine/context.ts";
import type { Each, Sink } from "../engine/op.ts";
import { Program } from "../engine/program.ts";
import type { Source } from "../engine/source.ts";
import { isRunletError, type RunletError } from "../errors/error.ts";
import type { AIMessageChunk } from "../messages/ai.ts";
import type { BaseMessage } from "../messages/message.ts";
import { messageJoin } from "../messages/gather.ts";
import { ChatModel } from "../models/chat-model.ts";
import type { RunnableConfig, RunnableStep, StepConfig } from "../runs/config.ts";
import { limitOf } from "../runs/timeout.ts";
import { isEventStream, readBody, readText, send, type Body, type HttpRequest } from "./http.ts";
import { decodeUtf8, DONE, serverSentEvents, type ServerSentEvent } from "./sse.ts";

/** A refusal, as it came over HTTP. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  /** The body as text; of a very long one, the beginning. */
  readonly body: string;
}

/** One call of a provider: what is asked, and what its answer means. */
export interface Call {
  readonly request: HttpRequest;
  /** What one event of the answer says: a chunk, nothing, or that it was the last. Throws where it says an error. */
  read(event: ServerSentEvent): AIMessageChunk | typeof DONE | undefined;
  /** Nothing more comes. Throws where the answer is not complete. */
  end(): void;
  /** The error that an answer stands for which is not a stream of events. */
  refuse(refusal: Refusal): RunletError;
}

/**
 * A chat model that answers over HTTP with server-sent events. A provider's class says what one call is: the request,
 * and what the events of the answer mean. The sending, the bytes, the events, errors of the network, aborts and the end
 * of the connection are looked after here.
 */
export abstract class HttpChatModel<Config extends RunnableConfig = RunnableConfig> extends ChatModel<Config> {
  override get "~alone"(): boolean {
    return true;
  }

  protected override get waits(): boolean {
    return true;
  }

  /** What sends the requests. Default: the global one, as it is when a call is made. */
  protected readonly fetch: typeof globalThis.fetch | undefined;

  constructor(options: { readonly fetch?: typeof globalThis.fetch | undefined } = {}) {
    super();
    this.fetch = options.fetch;
  }

  protected abstract call(messages: readonly BaseMessage[], config: StepConfig & Config): Call | PromiseLike<Call>;

  protected async reply(
    messages: readonly BaseMessage[],
    config: StepConfig & Config,
    step: RunnableStep,
  ): Promise<Source> {
    const call = await this.call(messages, config);
    const sending = { fetch: this.fetch ?? globalThis.fetch, signal: config.signal, limit: limitOf("connect", config) };
    const response = await send(sending, call.request);
    if (!isEventStream(response)) {
      const body = await readText(response);
      throw call.refuse({ status: response.status, headers: response.headers, body });
    }
    const body = readBody(response.body!);
    const program = new Program([
      decodeUtf8(step) as Each,
      serverSentEvents(step, { lastEvent: "keep" }) as Each,
      eventMapping(step, call, body) as Each,
    ]);
    return { kind: "program", program, input: body.reads };
  }
}

function eventMapping(step: RunnableStep, call: Call, body: Body): Each<ServerSentEvent, AIMessageChunk> {
  return {
    sees: "chunk",
    step,
    open: (out, context) => new Mapping(out, context, call, body),
    join: () => messageJoin,
  };
}

class Mapping implements Sink<ServerSentEvent> {
  private readonly out: Sink<AIMessageChunk>;
  private readonly context: Context;
  private readonly call: Call;
  private readonly body: Body;

  constructor(out: Sink<AIMessageChunk>, context: Context, call: Call, body: Body) {
    this.out = out;
    this.context = context;
    this.call = call;
    this.body = body;
  }

  push(event: ServerSentEvent): void {
    let chunk: AIMessageChunk | typeof DONE | undefined;
    try {
      chunk = this.call.read(event);
    } catch (error) {
      throw this.context.blame(error);
    }
    if (chunk === DONE) this.finish();
    else if (chunk !== undefined) this.out.push(chunk);
  }

  end(): void {
    try {
      this.call.end();
    } catch (error) {
      const cause = this.body.broken();
      if (cause !== undefined && isRunletError(error)) error.cause ??= cause;
      throw error;
    }
  }

  private finish(): void {
    this.body.complete();
    this.context.stop();
  }
}
