import type { InvalidToolCall, ToolCall, ToolCallChunk } from "./tool-calls.ts";

/** What every block may carry: pieces with the same `index`, or else `id`, are one block. */
interface Piece {
  readonly id?: string;
  readonly index?: number | string;
}

/** Where a statement comes from. Offsets count UTF-16 units of the block's text. */
export interface Citation extends Piece {
  readonly type: "citation";
  readonly url?: string;
  readonly title?: string;
  readonly source?: string;
  readonly citedText?: string;
  readonly startIndex?: number;
  readonly endIndex?: number;
}

export interface TextBlock extends Piece {
  readonly type: "text";
  readonly text: string;
  readonly annotations?: readonly (Citation | OtherBlock)[];
}

/** What a model thought before it answered. */
export interface ReasoningBlock extends Piece {
  readonly type: "reasoning";
  readonly reasoning: string;
}

/** Data by one of: an address, the data (base64 text, or bytes), the id of a file that the provider keeps. */
interface DataBlock extends Piece {
  readonly url?: string;
  readonly data?: string | Uint8Array;
  readonly fileId?: string;
  readonly mimeType?: string;
}
export interface ImageBlock extends DataBlock {
  readonly type: "image";
}
export interface AudioBlock extends DataBlock {
  readonly type: "audio";
}
export interface VideoBlock extends DataBlock {
  readonly type: "video";
}
export interface FileBlock extends DataBlock {
  readonly type: "file";
}

export interface ToolCallBlock extends ToolCall, Pick<Piece, "index"> {}
export interface InvalidToolCallBlock extends InvalidToolCall, Pick<Piece, "index"> {}

/** A block of a type that is not listed here, as it was given, in `value`. */
export interface NonStandardBlock extends Piece {
  readonly type: "non_standard";
  readonly value: OtherBlock;
}

/** A block of any type: a provider's own, or one that is newer than this list. */
export interface OtherBlock {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The content blocks that mean the same with every provider. A union on `type`. */
export type StandardBlock =
  | TextBlock
  | ReasoningBlock
  | ToolCallBlock
  | InvalidToolCallBlock
  | ToolCallChunk
  | ImageBlock
  | AudioBlock
  | VideoBlock
  | FileBlock
  | Citation
  | NonStandardBlock;

/** A part of a message's content: a standard block, or a provider's own. */
export type ContentBlock = StandardBlock | OtherBlock;

/** The content of a message: text, or a list of blocks. */
export type MessageContent = string | readonly ContentBlock[];

/** The text of `content`: the string, or the text of its text blocks end to end. */
export function textOf(content: MessageContent): string {
  if (typeof content === "string") return content;
  let text = "";
  for (const block of content) if (block.type === "text" && typeof block.text === "string") text += block.text;
  return text;
}
