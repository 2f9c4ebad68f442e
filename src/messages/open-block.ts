import { standardBlocks } from "./content-blocks.ts";
import { ContentJoin, finished, isPlainText, isRemark, type BlockList } from "./content-join.ts";
import type { ContentBlock, MessageContent, OtherBlock, StandardBlock } from "./content.ts";
import { Drafts } from "./drafts.ts";
import type { ToolCallDelta } from "./events.ts";
import { isKeyed, keyOf } from "./keyed-list.ts";
import { isClosed, readToolCalls, type ToolCallChunk, type ToolCallList } from "./tool-calls.ts";

/** A block of a message for which more may come. */
export interface OpenBlock {
  /** Its number among the blocks that have begun; below 0 while it has not. */
  index: number;
  /** Whether it is whole as soon as a piece of another block comes. */
  readonly wholeWhenLeft: boolean;
  /** It, as if nothing more came. */
  finished(): StandardBlock;
}

/** Text or thoughts, in one stretch: whether they came as plain strings or as pieces of a block. */
export class Passage implements OpenBlock {
  index = -1;
  readonly wholeWhenLeft = true;
  readonly kind: "text" | "reasoning";
  private readonly join: ContentJoin;

  constructor(kind: "text" | "reasoning", first: MessageContent) {
    this.kind = kind;
    this.join = new ContentJoin(new Drafts(), first);
  }

  add(next: MessageContent): void {
    this.join.add(next);
  }

  /** Whether a plain string of this kind goes on with it. */
  takes(kind: "text" | "reasoning"): boolean {
    const said = this.join.value();
    if (kind !== this.kind) return false;
    return typeof said === "string" || (kind === "text" && isPlainText(said[0] as OtherBlock));
  }

  /** Whether `piece` is one of this block: the rule of `KeyedList`. */
  owns(piece: ContentBlock): boolean {
    const block = this.join.value()[0];
    if (isRemark(piece as OtherBlock)) return this.kind === "text" && !isKeyed(block);
    const [index, before] = [keyOf(piece, "index"), keyOf(block, "index")];
    if (index !== undefined && before !== undefined) return index === before;
    const id = keyOf(piece, "id");
    return id !== undefined && id === keyOf(block, "id");
  }

  finished(): StandardBlock {
    const said = finished(this.join.value());
    if (typeof said !== "string" || this.kind === "text") return standardBlocks(said)[0]!;
    return { type: "reasoning", reasoning: said };
  }
}

/** Anything else. Of one with a key, nothing says which piece is the last one. */
export class DataBlock implements OpenBlock {
  index = -1;
  private readonly list: BlockList;
  private readonly at: number;

  constructor(list: BlockList, at: number) {
    this.list = list;
    this.at = at;
  }

  get wholeWhenLeft(): boolean {
    return !isKeyed(this.list.items[this.at]);
  }

  finished(): StandardBlock {
    return standardBlocks([this.list.items[this.at] as OtherBlock])[0]!;
  }
}

/** A tool call. Several may come at a time, each known by its key. */
export class CallBlock implements OpenBlock {
  index = -1;
  whole = false;
  private readonly list: ToolCallList;
  private readonly at: number;
  private hasName = false;
  private hasId = false;

  constructor(list: ToolCallList, at: number) {
    this.list = list;
    this.at = at;
  }

  get wholeWhenLeft(): boolean {
    return isClosed(this.call);
  }

  /** It without its arguments. */
  started(): ToolCallChunk {
    const { name, id } = this.call;
    this.hasName = !!name;
    this.hasId = !!id;
    return { ...(id && { id }), ...(name && { name }), args: "", type: "tool_call_chunk" };
  }

  /** What `piece` adds. Some providers repeat id and name with every piece. */
  delta({ args, name, id }: ToolCallChunk): ToolCallDelta | undefined {
    const late = { ...(name && !this.hasName && { name }), ...(id && !this.hasId && { id }) };
    if (!args && Object.keys(late).length === 0) return undefined;
    this.hasName ||= !!name;
    this.hasId ||= !!id;
    return { type: "tool-call-delta", args: args ?? "", ...late };
  }

  finished(): StandardBlock {
    this.whole = true;
    const { tool_calls, invalid_tool_calls } = readToolCalls([this.call]);
    return (tool_calls[0] ?? invalid_tool_calls[0])!;
  }

  private get call(): ToolCallChunk {
    return this.list.items[this.at]!;
  }
}
