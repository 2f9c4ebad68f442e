import { AIMessageChunk } from "../../messages/ai.ts";
import type { MessageContent } from "../../messages/content.ts";
import { isRecord } from "../../messages/record.ts";
import { madeUpId } from "../../models/chat-model.ts";
import { HttpAnswer, type Json } from "../http-answer.ts";
import type { HttpRequest } from "../http.ts";
import type { Provider } from "../../models/refusal.ts";
import type { ServerSentEvent } from "../sse.ts";
import { MODEL_PROVIDER } from "./blocks.ts";
import { OpenCall } from "./open-call.ts";
import { OpenHosted } from "./open-hosted.ts";
import { numberOf, some, type Added, type OpenItem } from "./open-item.ts";
import { OpenMessage } from "./open-message.ts";
import { OpenReasoning } from "./open-reasoning.ts";
import { usageOf } from "./usage.ts";
import type { ResponseEnd, ResponseEvent } from "./wire.ts";

export interface AnswerOptions {
  readonly provider: Provider;
  readonly request: HttpRequest;
  readonly model: string;
  /** Whether its text may have citations: then it is never plain. */
  readonly mayCite: boolean;
}

/** Reads the events of one answer. They are many for each thing said: what repeats it whole is not looked at. */
export class ResponsesAnswer extends HttpAnswer {
  protected readonly endMark = "response.completed nor response.incomplete";
  private readonly items: OpenItem[] = [];
  private readonly mayCite: boolean;
  private id: string | undefined = undefined;

  constructor({ provider, request, model, mayCite }: AnswerOptions) {
    super(provider, request, model);
    this.mayCite = mayCite;
  }

  protected override take(answer: Json, event: ServerSentEvent): AIMessageChunk | undefined {
    const said: ResponseEvent = answer;
    const type = some(said.type) ?? event.event;
    switch (type) {
      case "response.output_text.delta":
        return this.text(said);
      case "response.output_item.added":
        return this.begin(said);
      case "response.output_item.done":
        return this.whole(said);
      case "response.completed":
      case "response.incomplete":
        return this.finish(said);
      case "response.created":
        this.named(said);
        return undefined;
      case "response.failed":
      case "error":
        throw this.refused(event.data);
      default:
        return this.more(type, said);
    }
  }

  // Each event has a number of its own, and none is like another but for its text.
  protected override again(_earlier: AIMessageChunk, text: string): AIMessageChunk {
    return this.chunk(text);
  }

  private text(said: ResponseEvent): AIMessageChunk | undefined {
    const text = some(said.delta);
    if (text === undefined) return undefined;
    const item = this.itemAt(numberOf(said.output_index), "message");
    return item instanceof OpenMessage ? this.chunk(item.text(text, numberOf(said.content_index))!) : undefined;
  }

  private begin({ output_index, item }: ResponseEvent): AIMessageChunk | undefined {
    if (!isRecord(item)) return undefined;
    return this.added(this.itemAt(numberOf(output_index), item["type"]).begin(item));
  }

  private whole({ output_index, item }: ResponseEvent): AIMessageChunk | undefined {
    if (!isRecord(item)) return undefined;
    return this.added(this.itemAt(numberOf(output_index), item["type"]).whole(item));
  }

  private more(type: string, said: ResponseEvent): AIMessageChunk | undefined {
    const output = numberOf(said.output_index);
    const kind = KINDS.get(type);
    if (kind === undefined) return undefined;
    return this.added(this.itemAt(output, kind).more(type, said));
  }

  private itemAt(output: number, type: unknown): OpenItem {
    return (this.items[output] ??= this.open(output, type));
  }

  private open(output: number, type: unknown): OpenItem {
    switch (type) {
      case "message":
        return new OpenMessage(output, !this.mayCite && output === 0);
      case "reasoning":
        return new OpenReasoning(output);
      case "function_call":
      case "custom_tool_call":
        return new OpenCall(output);
      default:
        return new OpenHosted(output);
    }
  }

  private finish({ response }: ResponseEvent): AIMessageChunk {
    this.finished = true;
    this.ended = true;
    const end: ResponseEnd = isRecord(response) ? response : {};
    const { status, model, usage, service_tier: tier } = end;
    return new AIMessageChunk({
      content: "",
      id: this.idOf(some(end.id)),
      usage_metadata: usage ? usageOf(usage) : undefined,
      response_metadata: {
        finish_reason: some(end.incomplete_details?.reason) ?? some(status) ?? "completed",
        model_name: some(model) ?? this.model,
        model_provider: MODEL_PROVIDER,
        ...(some(tier) && { service_tier: tier }),
      },
    });
  }

  private named({ response }: ResponseEvent): void {
    if (isRecord(response)) this.id ??= some(response["id"]);
  }

  private added(added: Added | undefined): AIMessageChunk | undefined {
    if (added === undefined) return undefined;
    const { content = "", call, kwargs } = added;
    if (call === undefined) return this.chunk(content);
    return new AIMessageChunk({ content, id: this.idOf(), tool_call_chunks: [call], additional_kwargs: kwargs });
  }

  private chunk(content: MessageContent): AIMessageChunk {
    return new AIMessageChunk({ content, id: this.idOf() });
  }

  /** That of the first event that has one, for all chunks: some services give each event another. */
  private idOf(said?: string): string {
    return (this.id ??= said ?? madeUpId());
  }
}

/** Events that are pieces of an item, and the type of item that they are pieces of. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ["response.refusal.delta", "message"],
  ["response.output_text.annotation.added", "message"],
  ["response.reasoning_summary_text.delta", "reasoning"],
  ["response.reasoning_text.delta", "reasoning"],
  ["response.function_call_arguments.delta", "function_call"],
  ["response.custom_tool_call_input.delta", "custom_tool_call"],
]);
