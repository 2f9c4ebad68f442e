import { RunletError } from "../../errors/error.ts";
import { AIMessageChunk } from "../../messages/ai.ts";
import { madeUpId } from "../../models/chat-model.ts";
import { HttpAnswer, type Json } from "../http-answer.ts";
import type { HttpRequest } from "../http.ts";
import type { Provider } from "../../models/refusal.ts";
import type { ServerSentEvent } from "../sse.ts";
import { UsageTold } from "../usage-told.ts";
import { readBlocks, readParts, type Said } from "./blocks.ts";
import { Calls } from "./calls.ts";
import { ReasoningDetails } from "./reasoning-details.ts";
import { usageOf } from "./usage.ts";
import { some, type ChatEvent, type WireChoice, type WirePart } from "./wire.ts";

/** Finish reasons that say that the answer has failed. GLM and Mistral say so nowhere else, with status 200. */
const FAILED: ReadonlySet<string> = new Set(["network_error", "error"]);

/**
 * One streamed answer of chat completions, whichever service gives it. A whole answer (`stream: false`), as the data of one
 * event, is read just the same.
 *
 * Thoughts are in `additional_kwargs.reasoning_content`, whatever the service calls them; `reasoning_field` says how, where
 * it has another name.
 */
export class ChatAnswer extends HttpAnswer {
  protected readonly endMark = "a finish reason nor [DONE]";
  private readonly keys: readonly string[];
  private readonly calls = new Calls();
  private readonly usage = new UsageTold();
  private details: ReasoningDetails | undefined = undefined;
  private id: string | undefined = undefined;
  private fieldTold = false;
  private failure: string | undefined = undefined;

  /** @param keys what must not be shown, besides what the request has */
  constructor(provider: Provider, request: HttpRequest, model?: string, keys: readonly string[] = []) {
    super(provider, request, model);
    this.keys = keys;
  }

  /** @throws RunletError also where the finish reason was a failure of the service */
  override end(): void {
    const { failure } = this;
    if (failure === undefined) return super.end();
    const message = `${this.provider.name} broke the answer off, by an error of its own (finish_reason ${failure}).`;
    throw new RunletError("provider", message, { phase: this.phase(), retryable: true, providerCode: failure });
  }

  protected take(json: Json, event: ServerSentEvent): AIMessageChunk | undefined {
    const answer: ChatEvent = json;
    const first = answer.choices?.[0];
    // Of several answers that were asked for, the first.
    const choice = first?.index ? undefined : first;
    const part = partOf(choice);
    return saysMore(answer, choice, part) ? this.rich(answer, choice, part) : this.plain(answer, part, event);
  }

  protected again(earlier: AIMessageChunk, text: string): AIMessageChunk {
    const { id, content } = earlier;
    return content === ""
      ? new AIMessageChunk({ content, id, additional_kwargs: { reasoning_content: text } })
      : new AIMessageChunk({ content: text, id });
  }

  protected override secrets(): readonly string[] {
    return [...super.secrets(), ...this.keys];
  }

  /** Text or thoughts: nearly all events say nothing else. */
  private plain(answer: ChatEvent, part: WirePart | undefined, event: ServerSentEvent): AIMessageChunk | undefined {
    const text = some(part?.content);
    const thoughts = thoughtsOf(part);
    if (!text && !thoughts) return undefined;
    const id = this.idOf(answer);
    if (thoughts) {
      const additional_kwargs = { reasoning_content: thoughts, ...this.fieldOf(part!) };
      const chunk = new AIMessageChunk({ content: text ?? "", id, additional_kwargs });
      if (!text) this.says(event, chunk, thoughts, (value) => thoughtsOf(partIn(value)));
      return chunk;
    }
    const chunk = new AIMessageChunk({ content: text!, id });
    this.says(event, chunk, text!, (value) => some(partIn(value)?.content));
    return chunk;
  }

  private rich(
    answer: ChatEvent,
    choice: WireChoice | undefined,
    part: WirePart | undefined,
  ): AIMessageChunk | undefined {
    const said: Said = { text: some(part?.content) ?? "", thoughts: thoughtsOf(part) ?? "", blocks: [] };
    if (Array.isArray(part?.content)) readParts(part.content, said);
    readBlocks(part, answer, said);
    if (Array.isArray(part?.reasoning_details)) (this.details ??= new ReasoningDetails()).add(part.reasoning_details);
    const calls = Array.isArray(part?.tool_calls) ? this.calls.read(part.tool_calls) : [];
    const metadata = choice?.finish_reason ? this.finish(choice.finish_reason, answer) : undefined;
    if (metadata) calls.push(...this.calls.close());
    const usage = answer.usage ? this.usage.tell(usageOf(answer.usage)) : undefined;
    const kwargs = this.kwargs(answer, part, said.thoughts, metadata !== undefined);
    const { text, blocks } = said;
    if (!text && !kwargs && !metadata && !usage && calls.length === 0 && blocks.length === 0) return undefined;
    return new AIMessageChunk({
      content: blocks.length === 0 ? text : text === "" ? blocks : [{ type: "text", text }, ...blocks],
      id: this.idOf(answer),
      additional_kwargs: kwargs,
      tool_call_chunks: calls.length > 0 ? calls : undefined,
      usage_metadata: usage,
      response_metadata: metadata,
    });
  }

  private kwargs(
    { web_search: found }: ChatEvent,
    part: WirePart | undefined,
    thoughts: string,
    last: boolean,
  ): Json | undefined {
    const kwargs = {
      ...(thoughts && { reasoning_content: thoughts, ...this.fieldOf(part!) }),
      ...(last && this.details && { reasoning_details: this.details.all }),
      ...(Array.isArray(found) && found.length > 0 && { web_search: found }),
    };
    return Object.keys(kwargs).length > 0 ? kwargs : undefined;
  }

  /** The name of the field that the thoughts came in, once, where it is not the usual one. */
  private fieldOf(part: WirePart): { readonly reasoning_field: string } | undefined {
    if (this.fieldTold || some(part.reasoning_content) || !some(part.reasoning)) return undefined;
    this.fieldTold = true;
    return { reasoning_field: "reasoning" };
  }

  private finish(reason: string, { model, service_tier, system_fingerprint }: ChatEvent): Json {
    this.finished = true;
    if (FAILED.has(reason)) this.failure = reason;
    return {
      // GLM's word for it.
      finish_reason: reason === "sensitive" ? "content_filter" : reason,
      ...(some(model) && { model_name: model }),
      ...(some(service_tier) && { service_tier }),
      ...(some(system_fingerprint) && { system_fingerprint }),
    };
  }

  private idOf(answer: ChatEvent): string {
    return (this.id ??= some(answer.id) ?? madeUpId());
  }
}

function partOf(choice: WireChoice | undefined): WirePart | undefined {
  return choice?.delta ?? choice?.message;
}

function partIn(answer: unknown): WirePart | undefined {
  return partOf((answer as ChatEvent).choices?.[0]);
}

function thoughtsOf(part: WirePart | undefined): string | undefined {
  // Some services send the same text under both names.
  return some(part?.reasoning_content) ?? some(part?.reasoning);
}

/** Whether an event has to be looked at for more than text and thoughts. */
function saysMore(answer: ChatEvent, choice: WireChoice | undefined, part: WirePart | undefined): boolean {
  if (answer.usage || answer.web_search || answer.citations || choice?.finish_reason) return true;
  if (!part) return false;
  if (part.tool_calls || part.refusal || part.annotations || part.images || part.reasoning_details) return true;
  return typeof part.content === "object" && part.content !== null;
}
