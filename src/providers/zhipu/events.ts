import { type ErrorPhase, RunletError } from "../../errors/error.ts";
import { DONE, type ServerSentEvent } from "../sse.ts";
import { contentOf, partOf, reasoningOf, some } from "./answer.ts";
import { excerpt } from "../../models/excerpt.ts";
import { refusal } from "./refusal.ts";
import { Repeat } from "../repeat.ts";
import type { GlmAnswer, GlmFinishReason, GlmToolCallPart, GlmUsage, GlmWebSearchResult } from "./wire.ts";

/** What one event adds to the answer. Every key is there, so that all deltas have one shape. */
export interface GlmDelta {
  readonly id: string | undefined;
  readonly model: string | undefined;
  /** Seconds since 1970. */
  readonly created: number | undefined;
  /** Text to append, never "". */
  readonly content: string | undefined;
  /** The model's thinking, to append, never "". */
  readonly reasoning: string | undefined;
  readonly toolCalls: readonly GlmToolCallDelta[] | undefined;
  /** As sent, but `sensitive` is told as "content_filter". */
  readonly finishReason: string | undefined;
  /** What is to be added to the usage told so far: all of them added up are the last usage that was sent. */
  readonly usage: GlmUsageDelta | undefined;
  readonly webSearch: readonly GlmWebSearchResult[] | undefined;
}

export interface GlmToolCallDelta {
  /** Which call of the answer this belongs to, from 0. */
  readonly index: number;
  /** Told once a call. */
  readonly id: string | undefined;
  /** Told once a call. */
  readonly name: string | undefined;
  /** JSON text to append; undefined where nothing was added. */
  readonly arguments: string | undefined;
}

export interface GlmUsageDelta {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  /** Of the prompt's tokens, those that were cached. */
  readonly cachedTokens: number;
  /** Of the completion's tokens, those that were thinking. */
  readonly reasoningTokens: number;
}

export interface GlmEventsOptions {
  /** What must not be shown in an error's message: the API key, the token made of it. */
  readonly secrets?: readonly string[];
}

/**
 * Reads the events of one streamed answer, in order. A whole answer (`stream: false`), as the data of one event, is
 * read just the same.
 *
 * @example
 * const answer = new GlmEvents();
 * for (const event of events) {
 *   const delta = answer.read(event);
 *   if (delta === DONE) break;
 *   if (delta?.content) process.stdout.write(delta.content);
 * }
 * answer.end(); // throws where the answer was cut short
 */
export class GlmEvents {
  private readonly secrets: readonly string[];
  private readonly calls: Call[] = [];
  private readonly repeat = new Repeat<GlmDelta>();
  private usage: GlmUsageDelta | undefined;
  private began = false;
  /** A finish reason came, which makes the end of the connection legal. It does not end the reading. */
  private finished = false;
  private networkError = false;
  private done = false;

  constructor({ secrets = [] }: GlmEventsOptions = {}) {
    this.secrets = secrets;
  }

  /**
   * What the event adds: a delta, undefined where that is nothing, or {@link DONE}.
   *
   * @throws RunletError the provider's error where the event is one, `protocol` where it is not JSON.
   */
  read(event: Pick<ServerSentEvent, "event" | "data" | "complete">): GlmDelta | typeof DONE | undefined {
    const { data } = event;
    if (this.done) return DONE;
    if (event.event === "error") throw this.refused(data);
    const text = this.repeat.read(data);
    if (text !== undefined) return moreText(this.repeat.earlier!, text);
    if (data.startsWith("[DONE]")) {
      this.done = true;
      return DONE;
    }
    const answer = this.parse(data, event.complete);
    if (answer === undefined) return undefined;
    if (answer.error) throw this.refused(data);

    const choice = answer.choices?.[0];
    const part = partOf(answer);
    const content = contentOf(part);
    const reasoning = reasoningOf(part);
    const toolCalls = Array.isArray(part?.tool_calls) ? this.toolCalls(part.tool_calls) : undefined;
    const finishReason = choice?.finish_reason ? this.finish(choice.finish_reason) : undefined;
    const usage = answer.usage ? this.add(answer.usage) : undefined;
    const webSearch = answer.web_search?.length ? answer.web_search : undefined;
    if (!(content ?? reasoning ?? toolCalls ?? finishReason ?? usage ?? webSearch)) return undefined;

    this.began = true;
    const { id, model, created } = answer;
    const delta = { id, model, created, content, reasoning, toolCalls, finishReason, usage, webSearch };
    this.learn(data, answer, delta);
    return delta;
  }

  /**
   * To be called when nothing more comes.
   *
   * @throws RunletError `truncated` where neither [DONE] nor a finish reason came, `provider` where the finish reason
   * was a network error inside the service.
   */
  end(): void {
    if (this.networkError) {
      const message = "Zhipu broke the answer off: a network error inside the service (finish_reason network_error).";
      throw new RunletError("provider", message, { ...this.phase(), retryable: true, providerCode: "network_error" });
    }
    if (this.done || this.finished) return;
    const message = "The answer of Zhipu broke off: the connection ended with neither a finish reason nor [DONE].";
    throw new RunletError("truncated", message, { ...this.phase(), retryable: true });
  }

  /** Of an event that has one text, and nothing else that is looked at. */
  private learn(data: string, answer: GlmAnswer, delta: GlmDelta): void {
    const { content, reasoning } = delta;
    if (answer.usage || answer.web_search || answer.choices?.[0]?.finish_reason) return;
    if (partOf(answer)?.tool_calls || (content && reasoning)) return;
    const text = content ?? reasoning;
    const textOf = content ? contentOf : reasoningOf;
    if (text) this.repeat.learn(data, delta, text, (value) => textOf(partOf(value as GlmAnswer)));
  }

  private parse(data: string, complete: boolean): GlmAnswer | undefined {
    if (data === "") return undefined;
    try {
      const answer: unknown = JSON.parse(data);
      if (typeof answer === "object" && answer !== null) return answer;
    } catch {
      // Said below, without the parser's own message, which quotes the text as it is.
    }
    // The connection broke inside this event. That is for `end` to say.
    if (!complete) return undefined;
    const message = `Zhipu sent an event that is not a JSON object: "${excerpt(data, this.secrets, 200)}".`;
    throw new RunletError("protocol", message, this.phase());
  }

  private finish(reason: GlmFinishReason): string {
    this.finished = true;
    if (reason === "network_error") this.networkError = true;
    return reason === "sensitive" ? "content_filter" : reason;
  }

  /** glm-5.3 behind some relays sends the usage so far on every chunk; the last one counts. */
  private add(sent: GlmUsage): GlmUsageDelta | undefined {
    const promptTokens = sent.prompt_tokens ?? 0;
    const completionTokens = sent.completion_tokens ?? 0;
    const now: GlmUsageDelta = {
      promptTokens,
      completionTokens,
      totalTokens: sent.total_tokens ?? promptTokens + completionTokens,
      cachedTokens: sent.prompt_tokens_details?.cached_tokens ?? 0,
      reasoningTokens: sent.completion_tokens_details?.reasoning_tokens ?? 0,
    };
    const before = this.usage;
    this.usage = now;
    if (!before) return now;
    const added: GlmUsageDelta = {
      promptTokens: now.promptTokens - before.promptTokens,
      completionTokens: now.completionTokens - before.completionTokens,
      totalTokens: now.totalTokens - before.totalTokens,
      cachedTokens: now.cachedTokens - before.cachedTokens,
      reasoningTokens: now.reasoningTokens - before.reasoningTokens,
    };
    return Object.values(added).some((tokens) => tokens !== 0) ? added : undefined;
  }

  private toolCalls(parts: readonly GlmToolCallPart[]): GlmToolCallDelta[] | undefined {
    const deltas: GlmToolCallDelta[] = [];
    for (const part of parts) {
      // The service's own tools (web_search and the like) report here too, and ask nothing of us.
      if (!part?.function) continue;
      const call = this.callOf(part);
      const id = call.id === undefined ? some(part.id) : undefined;
      const name = call.named ? undefined : some(part.function.name);
      const sent = part.function.arguments ?? "";
      const text = typeof sent === "string" ? sent : JSON.stringify(sent);
      if (id) call.id = id;
      if (name) call.named = true;
      if (id || name || text) deltas.push({ index: call.index, id, name, arguments: some(text) });
    }
    return deltas.length > 0 ? deltas : undefined;
  }

  /** By index, where that is missing by id, and where both are it is the last one. */
  private callOf({ index, id }: GlmToolCallPart): Call {
    const { calls } = this;
    const known =
      index !== undefined
        ? calls.find((call) => call.index === index)
        : id
          ? calls.find((call) => call.id === id)
          : calls.at(-1);
    if (known) return known;
    const call: Call = { index: index ?? (calls.at(-1)?.index ?? -1) + 1, id: undefined, named: false };
    calls.push(call);
    return call;
  }

  private refused(body: string): RunletError {
    return refusal({ status: 200, inStream: true, body, secrets: this.secrets, ...this.phase() });
  }

  private phase(): { phase: ErrorPhase } {
    return { phase: this.began ? "mid-stream" : "before-first-chunk" };
  }
}

/** What an event adds that says this where the earlier one said another text. */
function moreText({ id, model, created, content, reasoning }: GlmDelta, text: string): GlmDelta {
  return {
    id,
    model,
    created,
    content: content && text,
    reasoning: reasoning && text,
    toolCalls: undefined,
    finishReason: undefined,
    usage: undefined,
    webSearch: undefined,
  };
}

interface Call {
  readonly index: number;
  id: string | undefined;
  /** Its name was told. */
  named: boolean;
}
