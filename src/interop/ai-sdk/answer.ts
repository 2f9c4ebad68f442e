import { AIMessageChunk } from "../../messages/ai.ts";
import type { ContentBlock } from "../../messages/content.ts";
import { Drafts } from "../../messages/drafts.ts";
import { mergeRecords } from "../../messages/metadata.ts";
import type { DataRecord } from "../../messages/record.ts";
import type { ToolCallChunk } from "../../messages/tool-calls.ts";
import { madeUpId } from "../../models/chat-model.ts";
import { finishOf, type Finish } from "./finish.ts";
import { citationBlock, citationBlocks, fileBlock, resultBlock, serverCallBlock } from "./said-blocks.ts";
import type {
  PassageEdge,
  PassagePiece,
  ProviderMetadata,
  ResponseMetadata,
  SaidToolCall,
  StreamPart,
} from "./specification.ts";

/** Parts that only the specification v4 has. */
type NewerPart =
  | { type: "custom"; kind: string; providerMetadata?: ProviderMetadata }
  | { type: "reasoning-file" | "tool-approval-request"; providerMetadata?: ProviderMetadata }
  | { type: "raw" | "ping" };
export type AnswerPart = StreamPart | NewerPart;

type Of<Type extends AnswerPart["type"]> = Extract<AnswerPart, { type: Type }>;

/** A text or a thought whose pieces are blocks. */
interface Passage {
  readonly index: number;
  /** What was said of it and not told yet. */
  metadata: DataRecord | undefined;
  said: boolean;
}

/** A tool call whose arguments have begun to come. */
interface Call {
  readonly index: number;
  args: string;
}

/**
 * Makes chunks of the parts of one answer, all with one id. Text is plain content, unless its provider says more of it;
 * then, as thoughts always do, it comes in blocks, which have what was said in `providerMetadata`.
 */
export class Answer {
  /** How it ended; undefined as long as it has not. */
  finish: Finish | undefined = undefined;
  private readonly modelId: string;
  private id: string | undefined = undefined;
  private response: ResponseMetadata = {};
  private warnings: readonly unknown[] = [];
  private readonly texts = new Map<string, Passage>();
  private readonly thoughts = new Map<string, Passage>();
  private readonly calls = new Map<string, Call>();
  private blocks = 0;
  private begunCalls = 0;

  constructor(modelId: string) {
    this.modelId = modelId;
  }

  /** What a part adds, if anything. An error is the caller's to read. */
  read(part: Exclude<AnswerPart, Of<"error">>): AIMessageChunk | undefined {
    switch (part.type) {
      case "text-delta":
        return this.text(part);
      case "reasoning-delta":
        return this.thought(part);
      case "tool-input-delta":
        return this.argumentsPiece(part);
      case "text-start":
        if (part.providerMetadata) this.open(this.texts, part.id, part.providerMetadata);
        return undefined;
      case "reasoning-start":
        this.open(this.thoughts, part.id, part.providerMetadata);
        return undefined;
      case "text-end":
        return this.endText(part);
      case "reasoning-end":
        return this.endThought(part);
      case "tool-input-start":
        return part.providerExecuted ? undefined : this.beginCall(part.id, part.toolName, "");
      case "tool-call":
        return part.providerExecuted ? this.blocksOf([serverCallBlock(part)]) : this.call(part);
      case "tool-result":
        return this.blocksOf([resultBlock(part)]);
      case "source":
        return this.blocksOf([citationBlock(part)]);
      case "file":
        return this.blocksOf([fileBlock(part)]);
      case "custom":
        // That one is about the stream, and no part of what is said.
        return part.kind.endsWith(".message_start") ? undefined : this.blocksOf([{ ...part }]);
      case "reasoning-file":
      case "tool-approval-request":
        return this.blocksOf([{ ...part }]);
      case "stream-start":
        this.warnings = part.warnings;
        return undefined;
      case "response-metadata":
        this.response = { ...this.response, ...part };
        return undefined;
      case "finish":
        return this.finished(part);
      default:
        return undefined;
    }
  }

  private text({ id, delta, providerMetadata }: PassagePiece): AIMessageChunk | undefined {
    const passage = this.texts.get(id) ?? (providerMetadata && this.open(this.texts, id));
    // Nearly all text comes without anything that is said of it.
    if (!passage) return delta === "" ? undefined : this.chunk(delta);
    const metadata = told(passage, providerMetadata);
    if (delta === "" && !metadata) return undefined;
    passage.said = true;
    return this.blocksOf([textBlock(delta, passage.index, metadata)]);
  }

  private thought({ id, delta, providerMetadata }: PassagePiece): AIMessageChunk | undefined {
    const passage = this.thoughts.get(id) ?? this.open(this.thoughts, id);
    const metadata = told(passage, providerMetadata);
    if (delta === "" && !metadata) return undefined;
    return this.blocksOf([reasoningBlock(delta, passage.index, metadata)]);
  }

  private endText(part: PassageEdge): AIMessageChunk | undefined {
    const passage = this.texts.get(part.id);
    this.texts.delete(part.id);
    const metadata = passage?.said ? told(passage, part.providerMetadata) : undefined;
    const blocks: ContentBlock[] = metadata ? [textBlock("", passage!.index, metadata)] : [];
    blocks.push(...citationBlocks(part));
    return blocks.length > 0 ? this.blocksOf(blocks) : undefined;
  }

  /** A thought that is kept secret has no text, and has to be sent back all the same. */
  private endThought({ id, providerMetadata }: PassageEdge): AIMessageChunk | undefined {
    const passage = this.thoughts.get(id);
    this.thoughts.delete(id);
    const metadata = passage && told(passage, providerMetadata);
    return metadata && this.blocksOf([reasoningBlock("", passage.index, metadata)]);
  }

  private open(passages: Map<string, Passage>, id: string, metadata?: ProviderMetadata): Passage {
    const passage: Passage = { index: this.blocks++, metadata, said: false };
    passages.set(id, passage);
    return passage;
  }

  private beginCall(id: string, name: string, args: string, kwargs?: DataRecord): AIMessageChunk {
    const call: Call = { index: this.begunCalls++, args };
    this.calls.set(id, call);
    return this.callChunk(
      { type: "tool_call_chunk", index: call.index, id, name, ...(args !== "" && { args }) },
      kwargs,
    );
  }

  private argumentsPiece({ id, delta }: Of<"tool-input-delta">): AIMessageChunk | undefined {
    const call = this.calls.get(id);
    // Of what the provider carries out itself the whole is told.
    if (!call || delta === "") return undefined;
    call.args += delta;
    return this.callChunk({ type: "tool_call_chunk", index: call.index, args: delta });
  }

  /** The whole call, of which the pieces may have come: what is left of it. */
  private call({ toolCallId: id, toolName, input, providerMetadata }: SaidToolCall): AIMessageChunk | undefined {
    const kwargs = providerMetadata && { tool_call_metadata: { [id]: providerMetadata } };
    const call = this.calls.get(id);
    if (!call) return this.beginCall(id, toolName, input, kwargs);
    const rest = input.startsWith(call.args) ? input.slice(call.args.length) : "";
    call.args += rest;
    if (rest === "") return kwargs && this.chunk("", kwargs);
    return this.callChunk({ type: "tool_call_chunk", index: call.index, args: rest }, kwargs);
  }

  private finished(part: Of<"finish">): AIMessageChunk {
    this.finish = finishOf(part);
    const { reason, raw, usage } = this.finish;
    const { modelId = this.modelId, timestamp } = this.response;
    return new AIMessageChunk({
      content: "",
      id: this.identity,
      usage_metadata: usage,
      response_metadata: {
        finish_reason: raw ?? reason,
        unified_finish_reason: reason,
        model_name: modelId,
        ...(timestamp && { timestamp: timestamp.toISOString() }),
        ...(part.providerMetadata && { provider_metadata: part.providerMetadata }),
        ...(this.warnings.length > 0 && { warnings: this.warnings }),
      },
    });
  }

  private get identity(): string {
    return (this.id ??= this.response.id || madeUpId());
  }

  private chunk(content: string, kwargs?: DataRecord): AIMessageChunk {
    return new AIMessageChunk({ content, id: this.identity, additional_kwargs: kwargs });
  }

  private blocksOf(content: readonly ContentBlock[]): AIMessageChunk {
    return new AIMessageChunk({ content, id: this.identity });
  }

  private callChunk(piece: ToolCallChunk, additional_kwargs?: DataRecord): AIMessageChunk {
    return new AIMessageChunk({ content: "", id: this.identity, tool_call_chunks: [piece], additional_kwargs });
  }
}

/** What was said of a passage and not told yet. */
function told(passage: Passage, more: ProviderMetadata | undefined): DataRecord | undefined {
  const { metadata } = passage;
  passage.metadata = undefined;
  return metadata && more ? mergeRecords(new Drafts(), metadata, more) : (metadata ?? more);
}

function textBlock(text: string, index: number, providerMetadata: DataRecord | undefined): ContentBlock {
  return providerMetadata ? { type: "text", text, index, providerMetadata } : { type: "text", text, index };
}

function reasoningBlock(reasoning: string, index: number, providerMetadata: DataRecord | undefined): ContentBlock {
  return providerMetadata
    ? { type: "reasoning", reasoning, index, providerMetadata }
    : { type: "reasoning", reasoning, index };
}
