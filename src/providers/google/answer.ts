import { RunletError } from "../../errors/error.ts";
import { AIMessageChunk } from "../../messages/ai.ts";
import type { ContentBlock, MessageContent, TextBlock } from "../../messages/content.ts";
import type { DataRecord } from "../../messages/record.ts";
import type { ToolCallChunk } from "../../messages/tool-calls.ts";
import { madeUpId } from "../../models/chat-model.ts";
import { excerpt } from "../../models/excerpt.ts";
import { HttpAnswer, type Json } from "../http-answer.ts";
import type { HttpRequest } from "../http.ts";
import type { ServerSentEvent } from "../sse.ts";
import { UsageTold } from "../usage-told.ts";
import { Calls } from "./calls.ts";
import { Citations } from "./citations.ts";
import { blockOf } from "./parts.ts";
import { GOOGLE } from "./provider.ts";
import { usageOf } from "./usage.ts";
import type { GeminiCandidate, GeminiEvent, GeminiPart } from "./wire.ts";

/** What the parts of an event say. */
interface Said {
  /** Text, as long as there is nothing else. */
  text: string;
  blocks: ContentBlock[] | undefined;
  readonly calls: ToolCallChunk[];
  /** The signatures of calls, by their ids. */
  signatures: Record<string, string> | undefined;
}

/** One streamed answer: each event is a piece of it in the form of a whole one. It has no end mark but the finish reason. */
export class GeminiAnswer extends HttpAnswer {
  protected readonly endMark = "a finish reason nor an error";
  private readonly calls = new Calls();
  private readonly usage = new UsageTold();
  private readonly citations = new Citations();
  /** It may say what of its text comes from where. */
  private readonly searches: boolean;
  private id: string | undefined = undefined;
  /** What the last block is to which more may come, and its index. */
  private stretch: "text" | "reasoning" | undefined = undefined;
  private index = -1;

  constructor(request: HttpRequest, model: string, searches: boolean) {
    super(GOOGLE, request, model);
    this.searches = searches;
  }

  protected take(json: Json, event: ServerSentEvent): AIMessageChunk | undefined {
    const answer: GeminiEvent = json;
    const candidate = candidateOf(answer);
    const parts = candidate?.content?.parts;
    const usage = answer.usageMetadata ? this.usageOf(answer) : undefined;
    const only = Array.isArray(parts) && parts.length === 1 ? plainText(parts[0]) : undefined;
    if (only !== undefined && !usage && !this.searches && !this.stretch && !saysMore(candidate!)) {
      if (only === "") return undefined;
      const chunk = new AIMessageChunk({ content: only, id: this.idOf(answer) });
      if (!hasCounts(answer)) this.says(event, chunk, only, textIn);
      return chunk;
    }
    if (!candidate) this.checkBlocked(answer);
    const said: Said = { text: "", blocks: undefined, calls: [], signatures: undefined };
    if (Array.isArray(parts)) for (const part of parts) if (isRecord(part)) this.readPart(part, said, answer);
    return this.chunkOf(answer, candidate, said, usage);
  }

  protected again({ id }: AIMessageChunk, content: string): AIMessageChunk {
    return new AIMessageChunk({ content, id });
  }

  private chunkOf(
    answer: GeminiEvent,
    candidate: GeminiCandidate | undefined,
    said: Said,
    usage: ReturnType<UsageTold["tell"]>,
  ): AIMessageChunk | undefined {
    const response_metadata = candidate && this.metadataOf(answer, candidate);
    if (this.finished) this.calls.close(said.calls);
    if (candidate) for (const remark of this.citations.read(candidate)) addRemark(said, remark);
    const content: MessageContent = said.blocks ?? said.text;
    const { calls, signatures } = said;
    if (content.length === 0 && calls.length === 0 && !signatures && !usage && !response_metadata) return undefined;
    return new AIMessageChunk({
      content,
      id: this.idOf(answer),
      additional_kwargs: signatures && { thought_signatures: signatures },
      tool_call_chunks: calls.length > 0 ? calls : undefined,
      usage_metadata: usage,
      response_metadata,
    });
  }

  private readPart(part: GeminiPart, said: Said, answer: GeminiEvent): void {
    const { text, thought, thoughtSignature: signature, functionCall } = part;
    if (thought === true && typeof text === "string") return this.addThought(text, signature, said);
    const plain = plainText(part);
    if (plain !== undefined) return this.addText(plain, said);
    this.stretch = undefined;
    if (isRecord(functionCall)) {
      this.calls.read(functionCall, this.idOf(answer), said.calls);
      if (typeof signature === "string") said.signatures = { ...said.signatures, [this.calls.id]: signature };
      return;
    }
    // A part with a signature stays a part: it goes back as it came.
    const block = typeof text === "string" ? { ...this.textBlock(text), thoughtSignature: signature } : blockOf(part);
    this.stretch = undefined;
    if (block) addBlock(said, block);
  }

  private addText(text: string, said: Said): void {
    if (text === "") return;
    if (said.blocks || this.searches) return addBlock(said, this.textBlock(text));
    this.stretch = undefined;
    said.text += text;
  }

  private textBlock(text: string): TextBlock {
    if (!this.searches || text === "") return { type: "text", text };
    this.enter("text");
    this.citations.keep(text, this.index);
    return { type: "text", text, index: this.index };
  }

  private addThought(reasoning: string, thoughtSignature: unknown, said: Said): void {
    this.enter("reasoning");
    const signed = typeof thoughtSignature === "string" ? { thoughtSignature } : {};
    addBlock(said, { type: "reasoning", reasoning, index: this.index, ...signed });
  }

  private enter(stretch: "text" | "reasoning"): void {
    if (this.stretch !== stretch) this.index++;
    this.stretch = stretch;
  }

  private metadataOf(answer: GeminiEvent, candidate: GeminiCandidate): DataRecord | undefined {
    const { finishReason, finishMessage, groundingMetadata, citationMetadata, urlContextMetadata } = candidate;
    const finished = typeof finishReason === "string" && finishReason !== "FINISH_REASON_UNSPECIFIED";
    if (finished) this.finished = true;
    const told = {
      finish_reason: finished ? finishReason : undefined,
      model_name: finished ? answer.modelVersion : undefined,
      finish_message: finishMessage,
      safety_ratings: finished ? candidate.safetyRatings : undefined,
      grounding_metadata: groundingMetadata,
      citation_metadata: citationMetadata,
      url_context_metadata: urlContextMetadata,
      logprobs: candidate.logprobsResult,
    };
    const entries = Object.entries(told).filter(([, value]) => value !== undefined);
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  }

  /** @throws RunletError `content_filter` where there is no answer since it was not to be given */
  private checkBlocked({ promptFeedback }: GeminiEvent): void {
    const reason = promptFeedback?.blockReason;
    if (typeof reason !== "string" || reason === "BLOCK_REASON_UNSPECIFIED") return;
    const why = promptFeedback?.blockReasonMessage;
    const words = excerpt(typeof why === "string" ? why : reason, this.secrets());
    const message = `Google withheld the answer by its content policy, because of what was asked: "${words}".`;
    throw new RunletError("content_filter", message, { phase: this.phase(), status: 200, providerCode: reason });
  }

  private usageOf({ usageMetadata }: GeminiEvent) {
    const usage = usageOf(usageMetadata!);
    return usage && this.usage.tell(usage);
  }

  private idOf({ responseId }: GeminiEvent): string {
    return (this.id ??= typeof responseId === "string" && responseId !== "" ? responseId : madeUpId());
  }
}

function addBlock(said: Said, block: ContentBlock): void {
  if (!said.blocks) said.blocks = said.text === "" ? [] : [{ type: "text", text: said.text }];
  said.blocks.push(block);
}

/** Annotations belong to the text before them, which may have come in the same event. */
function addRemark(said: Said, remark: TextBlock): void {
  if (remark.index === undefined && said.text !== "" && !said.blocks) said.blocks = [{ ...remark, text: said.text }];
  else addBlock(said, remark);
}

/** Of several answers that were asked for, the first. */
function candidateOf({ candidates }: GeminiEvent): GeminiCandidate | undefined {
  if (!Array.isArray(candidates)) return undefined;
  return candidates.find((candidate: GeminiCandidate | null) => isRecord(candidate) && !candidate.index);
}

/** The text of a part that is nothing else. */
function plainText(part: GeminiPart | null | undefined): string | undefined {
  if (!part || typeof part.text !== "string" || part.thought === true || part.thoughtSignature) return undefined;
  return part.text;
}

function textIn(event: unknown): unknown {
  return candidateOf(event as GeminiEvent)?.content?.parts?.[0]?.text;
}

/** Whether a candidate says more than its parts do. */
function saysMore(candidate: GeminiCandidate): boolean {
  return Boolean(
    candidate.finishReason ?? candidate.groundingMetadata ?? candidate.citationMetadata ?? candidate.urlContextMetadata,
  );
}

/** Whether an event has counts, which those like it have to be asked for. */
function hasCounts({ usageMetadata }: GeminiEvent): boolean {
  return isRecord(usageMetadata) && usageOf(usageMetadata) !== undefined;
}

function isRecord<T>(value: T): value is T & object {
  return typeof value === "object" && value !== null;
}
