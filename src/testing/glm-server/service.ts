import type { ServerResponse } from "node:http";
import type { GlmRequest } from "../../providers/zhipu/wire.ts";
import { check, type GlmChecks } from "./check.ts";
import { deliver, type Write, writesOf } from "./deliver.ts";
import { eventsOf } from "./events.ts";
import {
  type GlmDelivery,
  type GlmRefusal,
  type GlmReplier,
  type GlmReply,
  type GlmScript,
  glmError,
} from "./reply.ts";
import { wholeOf } from "./whole.ts";

export interface GlmServiceOptions extends GlmChecks, GlmDelivery {
  /** The replies, used in turn, the last one again and again; or a function that makes them. */
  readonly replies: readonly GlmReply[] | GlmReplier;
}

/** What is known of a request when it is answered. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What the service does with each request: checks it, chooses the reply, sends it. */
export class Service {
  private readonly options: GlmServiceOptions;
  private readonly replyTo: (request: GlmRequest) => GlmReply | PromiseLike<GlmReply>;

  constructor(options: GlmServiceOptions) {
    const { replies } = options;
    let next = 0;
    this.options = options;
    this.replyTo =
      typeof replies === "function"
        ? (request) => replies(request.messages, request)
        : () => replies[Math.min(next++, replies.length - 1)]!;
  }

  /** Gives whether the socket is to be cut now. Rejects when `signal` is aborted: the client has gone. */
  async answer(asked: Asked, response: ServerResponse, signal: AbortSignal): Promise<{ cut: boolean }> {
    const reply = refusalOf(asked, this.options) ?? named(await this.replyTo(asked.body as GlmRequest));
    if ("body" in reply) return send(response, reply);

    const request = asked.body as GlmRequest;
    const delivery: GlmDelivery = { ...this.options, ...reply };
    let writes: Write[];
    if ("raw" in reply) writes = writesOf([Buffer.from(reply.raw)], delivery);
    else if (request.stream === true) writes = streamOf(reply, request, delivery);
    else {
      await deliver(response, writesOf(reply.tokens.filter(isPause), delivery), signal);
      return send(response, wholeOf(reply, request));
    }
    response.writeHead("raw" in reply ? (reply.status ?? 200) : 200, {
      "Content-Type": reply.contentType ?? "text/event-stream;charset=UTF-8",
    });
    response.flushHeaders();
    await deliver(response, writes, signal);
    if (delivery.cutAfter !== undefined) return { cut: true };
    response.end();
    return { cut: false };
  }
}

/** An HTTP answer in one piece. */
export function send(response: ServerResponse, { status, body, headers }: GlmRefusal): { cut: false } {
  const [type, text] =
    typeof body === "string"
      ? ["text/html;charset=UTF-8", body]
      : ["application/json;charset=UTF-8", JSON.stringify(body)];
  response.writeHead(status, { "Content-Type": type, ...headers });
  response.end(text);
  return { cut: false };
}

function refusalOf({ method, path, headers, body }: Asked, checks: GlmChecks): GlmRefusal | undefined {
  if (method !== "POST" || !/\/chat\/completions\/*(\?.*)?$/.test(path))
    return { status: 404, body: { timestamp: new Date().toISOString(), status: 404, error: "Not Found", path } };
  if (typeof body !== "object" || body === null) return glmError("1210");
  return check(headers["authorization"], body, checks);
}

function named(reply: GlmReply): Exclude<GlmReply, readonly unknown[]> {
  return "length" in reply ? { tokens: reply } : reply;
}

function isPause(part: unknown): part is number {
  return typeof part === "number";
}

const made = new WeakMap<GlmScript, Map<string, Write[]>>();

/** The bytes of a stream, kept where they are the same each time. */
function streamOf(script: GlmScript, request: GlmRequest, delivery: GlmDelivery): Write[] {
  if (script.id === undefined || script.created === undefined) return writesOf(eventsOf(script, request), delivery);
  const { slow, eventsPerWrite, splitAt, cutAfter } = delivery;
  const { model, tool_stream: toolStream, messages } = request;
  const key = JSON.stringify([model, toolStream, messages, slow, eventsPerWrite, splitAt, cutAfter]);
  const known = made.get(script) ?? new Map<string, Write[]>();
  const writes = known.get(key) ?? writesOf(eventsOf(script, request), delivery);
  made.set(script, known.set(key, writes));
  return writes;
}
