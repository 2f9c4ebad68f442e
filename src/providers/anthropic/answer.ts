import { RunletError } from "../../errors/error.ts";
import { AIMessageChunk } from "../../messages/ai.ts";
import type { OtherBlock } from "../../messages/content.ts";
import { isRecord, type DataRecord } from "../../messages/record.ts";
import { madeUpId } from "../../models/chat-model.ts";
import { HttpAnswer, type Json } from "../http-answer.ts";
import type { HttpRequest } from "../http.ts";
import { DONE, type ServerSentEvent } from "../sse.ts";
import { UsageTold } from "../usage-told.ts";
import { AnswerBlock, type Places } from "./answer-block.ts";
import { asksForCitations } from "./citations.ts";
import { ANTHROPIC } from "./provider.ts";
import { newerUsage, usageOf } from "./usage.ts";
import type { MessageEvent, MessagesRequest, WireAnswer, WireDelta, WireEnd, WireUsage } from "./wire.ts";

/** Where the pieces that make up nearly all of an answer have their text. */
const TEXT_OF: ReadonlyMap<string | undefined, (event: unknown) => unknown> = new Map([
  ["text_delta", (event: unknown) => (event as MessageEvent | null)?.delta?.text],
  ["thinking_delta", (event: unknown) => (event as MessageEvent | null)?.delta?.thinking],
  ["input_json_delta", (event: unknown) => (event as MessageEvent | null)?.delta?.partial_json],
]);

/** The blocks whose pieces say enough where nothing has said that they begin. */
const UNOPENED: ReadonlyMap<string | undefined, string> = new Map([
  ["text_delta", "text"],
  ["thinking_delta", "thinking"],
]);

/**
 * One answer: https://platform.claude.com/docs/en/build-with-claude/streaming. Its blocks are the message's content, in
 * the service's own form and with their place in the answer as `index`. Calls of the program's tools are tool calls
 * instead, which leaves their places free. Text is told as plain strings as long as nothing else has come.
 */
export class AnthropicAnswer extends HttpAnswer {
  protected readonly endMark = "a stop reason nor message_stop";
  private id: string | undefined = undefined;
  /** By the service's numbers. */
  private readonly blocks = new Map<number | undefined, AnswerBlock>();
  private places: Places = { taken: 0 };
  /** The block whose events were read the fast way last. */
  private repeated: AnswerBlock | undefined = undefined;
  /** Any text may turn out to have citations, for which it has to be a block. */
  private readonly cited: boolean;
  private counts: WireUsage = {};
  private readonly usage = new UsageTold();
  /** What was said of the whole since the last chunk. It waits for the next one: a first chunk that is empty is no answer. */
  private untold: DataRecord | undefined = undefined;

  constructor(request: HttpRequest, { model, messages }: MessagesRequest) {
    super(ANTHROPIC, request, model);
    this.cited = asksForCitations(messages);
  }

  protected take(json: Json, sent: ServerSentEvent): AIMessageChunk | typeof DONE | undefined {
    const event = json as MessageEvent;
    const chunk = this.said(event, sent);
    return chunk && this.untold ? this.tell(chunk) : (chunk ?? (event.type === "message_stop" ? DONE : undefined));
  }

  protected again(_: AIMessageChunk, text: string): AIMessageChunk {
    return this.repeated!.more(text);
  }

  private said(event: MessageEvent, sent: ServerSentEvent): AIMessageChunk | undefined {
    switch (event.type) {
      case "content_block_delta":
        return isRecord(event.delta) ? this.add(event.index, event.delta, sent) : undefined;
      case "content_block_start":
        return isRecord(event.content_block) ? this.open(event.index, event.content_block) : undefined;
      case "content_block_stop":
        return this.blocks.get(event.index)?.close();
      case "message_start":
        return isRecord(event.message) ? this.start(event.message) : undefined;
      case "message_delta":
        this.note(event.delta ?? {}, event.usage, event.context_management);
        return this.nothing();
      default:
        // `message_stop`, `ping`, and what is newer than this.
        return undefined;
    }
  }

  // The answer as a whole

  private start(message: WireAnswer): AIMessageChunk | undefined {
    // Some gateways send it twice.
    if (this.id !== undefined && (message.id ?? this.id) === this.id) return undefined;
    if (this.began) throw this.begunAnew();
    this.id = message.id ?? madeUpId();
    this.blocks.clear();
    this.places = { taken: 0 };
    this.untold = { model_provider: "anthropic", ...(message.model && { model_name: message.model }) };
    this.note(message, message.usage);
    // One that goes on where a program of the service's has called a tool has all of it here.
    const chunks = (Array.isArray(message.content) ? message.content : [])
      .filter(isRecord)
      .map((block, at) => this.open(at, block as OtherBlock))
      .filter((chunk) => chunk !== undefined);
    if (message.stop_reason) chunks.push(this.nothing());
    return chunks.length > 0 ? chunks.reduce((all, chunk) => all.concat(chunk)) : undefined;
  }

  /**
   * A gateway that has lost its own connection may begin again within the same answer. What both have said is nobody's
   * message: the service refuses it when it is sent back.
   */
  private begunAnew(): RunletError {
    const message = "The answer of Anthropic broke off: another one began in the midst of it.";
    return new RunletError("truncated", message, { phase: this.phase(), retryable: true });
  }

  private note(end: WireEnd, usage: WireUsage | null | undefined, context_management?: unknown): void {
    const { stop_reason, stop_sequence, stop_details, container } = end;
    if (stop_reason) this.finished = true;
    if (usage) this.counts = newerUsage(this.counts, usage);
    const said = { finish_reason: stop_reason, stop_sequence, stop_details, container, context_management };
    const some = Object.entries(said).filter(([, value]) => value !== null && value !== undefined);
    this.untold = { ...this.untold, ...Object.fromEntries(some), usage: this.counts };
  }

  /** The chunk, with what is to be told of the whole. */
  private tell(chunk: AIMessageChunk): AIMessageChunk {
    const { id, untold } = this;
    this.untold = undefined;
    const usage_metadata = this.usage.tell(usageOf(this.counts));
    return chunk.concat(new AIMessageChunk({ content: "", id, response_metadata: untold, usage_metadata }));
  }

  private nothing(): AIMessageChunk {
    return new AIMessageChunk({ content: "", id: this.id });
  }

  // Its blocks

  private open(index: number | undefined, started: OtherBlock): AIMessageChunk | undefined {
    return this.begin(index, started).open();
  }

  private begin(index: number | undefined, started: OtherBlock): AnswerBlock {
    const plain = this.places.taken === 0 && !this.cited && !("citations" in started);
    const block = new AnswerBlock(started, { id: (this.id ??= madeUpId()), places: this.places, plain });
    this.blocks.set(index, block);
    return block;
  }

  private add(index: number | undefined, delta: WireDelta, sent: ServerSentEvent): AIMessageChunk | undefined {
    const type = UNOPENED.get(delta.type);
    const block = this.blocks.get(index) ?? (type === undefined ? undefined : this.begin(index, { type }));
    const chunk = block?.add(delta);
    const textOf = TEXT_OF.get(delta.type);
    if (chunk && textOf) {
      this.repeated = block;
      this.says(sent, chunk, textOf({ delta }) as string, textOf);
    }
    return chunk;
  }
}
