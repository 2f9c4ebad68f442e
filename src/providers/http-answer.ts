import { type ErrorPhase, isRunletError, RunletError } from "../errors/error.ts";
import type { AIMessageChunk } from "../messages/ai.ts";
import { excerpt } from "../models/excerpt.ts";
import type { Call, Refusal } from "./http-call.ts";
import type { HttpRequest } from "./http.ts";
import { refusalOf, type Provider } from "../models/refusal.ts";
import { Repeat } from "./repeat.ts";
import { secretsOf } from "./secrets.ts";
import { DONE, type ServerSentEvent } from "./sse.ts";

/** An event's data, parsed. What a service sends is not checked: any field may be absent, or of another type. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * One call of a provider whose answer is events of JSON: what they have in common. A provider says what an event adds, in
 * `take`, and what makes the end of the connection legal, by `finished`.
 */
export abstract class HttpAnswer<Chunk = AIMessageChunk> implements Call<Chunk> {
  readonly request: HttpRequest;
  protected readonly provider: Provider;
  protected readonly model: string | undefined;
  /** Something of the answer came. */
  protected began = false;
  /** A finish reason came, or whatever makes the end of the connection legal. It does not end the reading. */
  protected finished = false;
  private readonly repeat = new Repeat<Chunk>();
  /** The end mark came. To be set by `take` where the mark is part of an event that adds something. */
  ended = false;

  constructor(provider: Provider, request: HttpRequest, model?: string) {
    this.provider = provider;
    this.request = { to: provider.name, ...request };
    this.model = model;
  }

  /** What an event adds; undefined where that is nothing. `DONE` ends the reading. */
  protected abstract take(answer: Json, event: ServerSentEvent): Chunk | typeof DONE | undefined;

  /** The chunk of an event that is like an earlier one, which gave `earlier`, but for its text. */
  protected abstract again(earlier: Chunk, text: string): Chunk;

  /** What the end of an answer lacks, where neither of these came: "a finish reason nor [DONE]". */
  protected abstract readonly endMark: string;

  /**
   * @throws RunletError the provider's error where the event is one, `protocol` where it is not JSON.
   */
  read(event: ServerSentEvent): Chunk | typeof DONE | undefined {
    const { data } = event;
    if (this.ended) return DONE;
    if (event.event === "error") throw this.refused(data);
    const text = this.repeat.read(data);
    if (text !== undefined) return this.again(this.repeat.earlier!, text);
    const chunk = data.startsWith("[DONE]") ? DONE : this.readJson(event);
    if (chunk === DONE) this.ended = true;
    else if (chunk !== undefined) this.began = true;
    return chunk;
  }

  /** Says of an event that it adds this text, where `textOf` finds it, and nothing else: those like it are read faster. */
  protected says(event: ServerSentEvent, chunk: Chunk, text: string, textOf: (value: unknown) => unknown): void {
    this.repeat.learn(event.data, chunk, text, textOf);
  }

  private readJson(event: ServerSentEvent): Chunk | typeof DONE | undefined {
    const { data } = event;
    const answer = this.parse(data, event.complete);
    if (answer === undefined) return undefined;
    if (answer["error"]) throw this.refused(data);
    try {
      return this.take(answer, event);
    } catch (error) {
      if (isRunletError(error)) throw error;
      throw this.unreadable("an event with a field of a type that it cannot have", data, error);
    }
  }

  private parse(data: string, complete: boolean): Json | undefined {
    if (data === "") return undefined;
    try {
      const answer: unknown = JSON.parse(data);
      if (typeof answer === "object" && answer !== null && !Array.isArray(answer)) return answer as Json;
    } catch {
      // Said below, without the parser's own message, which quotes the text as it is.
    }
    // The connection broke inside this event. That is for `end` to say.
    if (!complete) return undefined;
    throw this.unreadable("an event that is not a JSON object", data);
  }

  private unreadable(what: string, data: string, cause?: unknown): RunletError {
    const message = `${this.provider.name} sent ${what}: "${excerpt(data, this.secrets(), 200)}".`;
    return new RunletError("protocol", message, { phase: this.phase(), ...(cause !== undefined && { cause }) });
  }

  /** @throws RunletError `truncated` where nothing has come that may be the end */
  end(): void {
    if (this.ended || this.finished) return;
    const message = `The answer of ${this.provider.name} broke off: the connection ended with neither ${this.endMark}.`;
    throw new RunletError("truncated", message, { phase: this.phase(), retryable: true });
  }

  refuse({ status, headers, body }: Refusal): RunletError {
    const { model } = this;
    const phase = "before-first-chunk";
    return refusalOf(this.provider, { status, headers, body, secrets: this.secrets(), model, phase });
  }

  /** The error that an event is. */
  protected refused(body: string): RunletError {
    const { model } = this;
    return refusalOf(this.provider, {
      status: 200,
      inStream: true,
      body,
      secrets: this.secrets(),
      model,
      phase: this.phase(),
    });
  }

  /** What must not be shown in an error. */
  protected secrets(): readonly string[] {
    return secretsOf(this.request);
  }

  protected phase(): ErrorPhase {
    return this.began ? "mid-stream" : "before-first-chunk";
  }
}
