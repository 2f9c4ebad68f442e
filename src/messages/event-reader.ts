import type { Sink } from "../engine/op.ts";
import { isRunletError } from "../errors/error.ts";
import { errorInfo } from "../errors/info.ts";
import { AIMessage, type AIMessageChunk } from "./ai.ts";
import { isCall } from "./content-blocks.ts";
import { BlockList, isFrame, isPlainText, isUnfilled } from "./content-join.ts";
import type { ContentBlock, MessageContent, OtherBlock } from "./content.ts";
import { Drafts } from "./drafts.ts";
import type { ContentBlockDelta, MessageStreamEvent, StartedBlock } from "./events.ts";
import { isKeyed } from "./keyed-list.ts";
import type { ChunkJoin } from "./message-chunk.ts";
import { CallBlock, DataBlock, type OpenBlock, Passage } from "./open-block.ts";
import { NO_ITEMS } from "./record.ts";
import { type ToolCallChunk, ToolCallList } from "./tool-calls.ts";
import { addUsage, type UsageMetadata } from "./usage.ts";

/**
 * Tells what happens to one message, as events, while its chunks come. It waits for nothing and looks at each chunk once.
 *
 * Text and thoughts are finished by the first piece of another block; should more of them come later, that is another
 * block. Tool calls may come several at a time: one whose arguments are a closed object is finished when another block goes
 * on, any other one with the message. A block that came whole is finished at once, one that a provider numbers or names
 * with the message.
 *
 * @example
 * const events: MessageStreamEvent[] = [];
 * const reader = new MessageEventReader(events);
 * for (const chunk of chunks) reader.push(chunk);
 * reader.end(); // the last of `events` has the whole message
 */
export class MessageEventReader implements Sink<AIMessageChunk> {
  private readonly out: Sink<MessageStreamEvent>;
  private readonly data = new BlockList(new Drafts(), NO_ITEMS);
  private readonly dataBlocks: DataBlock[] = [];
  private readonly calls = new ToolCallList(new Drafts(), NO_ITEMS);
  private readonly callBlocks: CallBlock[] = [];
  /** Begun and not finished, in the order of their numbers. */
  private readonly open = new Set<OpenBlock>();
  /** The block of the last piece. */
  private current: OpenBlock | undefined = undefined;
  private begun = 0;
  private join: ChunkJoin<AIMessageChunk> | undefined = undefined;
  private usage: UsageMetadata | undefined = undefined;
  /** Thoughts come in the content: what else tells them says them again. */
  private thinks = false;

  constructor(out: Sink<MessageStreamEvent>) {
    this.out = out;
  }

  push(chunk: AIMessageChunk): void {
    if (this.join) this.join.add(chunk);
    else this.begin(chunk.id, chunk.startJoin());
    const { content, tool_call_chunks: calls, usage_metadata: usage } = chunk;
    const thoughts = chunk.additional_kwargs["reasoning_content"];
    if (typeof thoughts === "string" && thoughts !== "") this.addThoughts(thoughts, content);
    if (typeof content === "string") this.addText(content);
    // What a provider also tells among its content is the same calls.
    else for (const piece of content) if (calls.length === 0 || !isCall(piece)) this.addPiece(piece);
    for (const piece of calls) this.addCall(piece);
    if (usage) this.out.push({ type: "usage", usage: (this.usage = addUsage(this.usage, usage)!) });
  }

  /** The last chunk has come. */
  end(): void {
    if (!this.join) this.begin(undefined);
    for (const block of this.open) this.finish(block);
    const message = this.partial ?? new AIMessage("");
    this.out.push({ type: "message-finish", message, reason: finishReason(message) });
  }

  /** No more chunks come, because of `error`. */
  fail(error: unknown): void {
    const ours = isRunletError(error) ? error : undefined;
    const { name = "Error", message = String(error) } = (error ?? {}) as Partial<Error>;
    this.out.push({
      type: "error",
      name,
      code: ours?.code,
      message,
      phase: ours?.phase,
      retryable: ours?.retryable ?? false,
      path: errorInfo(error)?.path ?? [],
      partial: this.partial,
    });
  }

  /** The message as far as it has come. To be asked for when no more chunks come. */
  get partial(): AIMessage | undefined {
    return this.join?.value().toMessage();
  }

  private begin(id: string | undefined, join?: ChunkJoin<AIMessageChunk>): void {
    this.join = join;
    this.out.push({ type: "message-start", id });
  }

  // What a chunk adds

  private addThoughts(reasoning: string, content: MessageContent): void {
    this.thinks ||= typeof content !== "string" && content.some((piece) => kindOf(piece) === "reasoning");
    if (this.thinks) return;
    this.addString("reasoning", reasoning);
    this.tell(this.current!, { type: "reasoning-delta", reasoning });
  }

  private addText(text: string): void {
    if (text === "") return;
    this.addString("text", text);
    this.tell(this.current!, { type: "text-delta", text });
  }

  private addString(kind: Passage["kind"], text: string): void {
    const { current } = this;
    if (current instanceof Passage && current.takes(kind)) current.add(text);
    else this.start(new Passage(kind, text), EMPTY[kind]);
  }

  private addPiece(piece: ContentBlock): void {
    const { current } = this;
    const kind = kindOf(piece);
    if (current instanceof Passage && current.owns(piece)) {
      current.add([piece]);
      this.tellPassage(current, piece as OtherBlock);
    } else if (kind === undefined) this.addData(piece as OtherBlock);
    else if (!saysNothing(piece as OtherBlock)) {
      this.thinks ||= kind === "reasoning";
      const passage = new Passage(kind, [piece]);
      this.enter(passage);
      this.tellPassage(passage, piece as OtherBlock);
      if (!isKeyed(piece) && !passage.takes("text")) this.enter(undefined);
    }
  }

  private tellPassage(passage: Passage, piece: OtherBlock): void {
    const { kind } = passage;
    if (passage.index < 0) {
      // Opened without text: it begins when that comes, since a message does not keep one in which none came.
      if (isUnfilled(piece)) return;
      this.start(passage, EMPTY[kind]);
    }
    const field = kind === "text" || typeof piece[kind] === "string" ? kind : "thinking";
    const { [field]: said, ...rest } = piece;
    if (typeof said === "string" && said !== "") {
      this.tell(
        passage,
        kind === "text" ? { type: "text-delta", text: said } : { type: "reasoning-delta", reasoning: said },
      );
    }
    if (!Object.keys(rest).every(isFrame)) this.tell(passage, { type: "data-delta", data: rest as OtherBlock });
  }

  private addData(piece: OtherBlock): void {
    const at = this.data.add(piece)!;
    let block = this.dataBlocks[at];
    if (block) this.enter(block);
    else {
      block = this.dataBlocks[at] = new DataBlock(this.data, at);
      this.start(block, { type: block.finished().type } as StartedBlock);
    }
    this.tell(block, { type: "data-delta", data: piece });
    if (block.wholeWhenLeft) this.enter(undefined);
  }

  private addCall(piece: ToolCallChunk): void {
    const at = this.calls.add(piece)!;
    let block = this.callBlocks[at];
    if (block && !block.whole) this.enter(block);
    else {
      // Behind a call that is whole: white space, or what its provider repeats with every piece.
      if (block && !piece.args?.trim()) return;
      block = this.callBlocks[at] = new CallBlock(this.calls, at);
      this.start(block, block.started());
    }
    const delta = block.delta(piece);
    if (delta) this.tell(block, delta);
  }

  // The life of a block

  /** A piece of `block` comes next. */
  private enter(block: OpenBlock | undefined): void {
    const left = this.current;
    if (left === block) return;
    this.current = block;
    if (left && this.open.has(left) && left.wholeWhenLeft) this.finish(left);
  }

  private start(block: OpenBlock, content: StartedBlock): void {
    this.enter(block);
    block.index = this.begun++;
    this.open.add(block);
    this.out.push({ type: "content-block-start", index: block.index, content });
  }

  private tell({ index }: OpenBlock, delta: ContentBlockDelta): void {
    this.out.push({ type: "content-block-delta", index, delta });
  }

  private finish(block: OpenBlock): void {
    this.open.delete(block);
    this.out.push({ type: "content-block-finish", index: block.index, content: block.finished() });
  }
}

const EMPTY = {
  text: Object.freeze({ type: "text", text: "" }),
  reasoning: Object.freeze({ type: "reasoning", reasoning: "" }),
} as const;

function kindOf({ type }: ContentBlock): Passage["kind"] | undefined {
  if (type === "text") return type;
  return type === "reasoning" || type === "thinking" ? "reasoning" : undefined;
}

/** A text block without text or key is nothing: a message drops it. */
function saysNothing(piece: OtherBlock): boolean {
  return piece["text"] === "" && isPlainText(piece);
}

function finishReason({ response_metadata }: AIMessage): string | undefined {
  const reason = response_metadata["finish_reason"] ?? response_metadata["stop_reason"];
  return typeof reason === "string" ? reason : undefined;
}
