import type { ErrorCode, ErrorPhase } from "../errors/error.ts";
import type { AIMessage } from "./ai.ts";
import type { ContentBlock, ReasoningBlock, StandardBlock, TextBlock } from "./content.ts";
import type { ToolCallChunk } from "./tool-calls.ts";
import type { UsageMetadata } from "./usage.ts";

/** The message begins. */
export interface MessageStartEvent {
  readonly type: "message-start";
  /** As the first chunk has it. Where a provider tells its own later, the finished message has that one. */
  readonly id: string | undefined;
}

/**
 * A block as it begins: of text, thoughts and tool calls, with nothing in it yet; of any other, its type, since what is
 * in it comes as `data-delta`.
 */
export type StartedBlock =
  | TextBlock
  | ReasoningBlock
  | ToolCallChunk
  | { readonly type: Exclude<StandardBlock["type"], "text" | "reasoning"> };

/** A block begins. Blocks are numbered from 0, in the order in which they begin. */
export interface ContentBlockStartEvent {
  readonly type: "content-block-start";
  readonly index: number;
  readonly content: StartedBlock;
}

/** Text to append. Never empty. */
export interface TextDelta {
  readonly type: "text-delta";
  readonly text: string;
}

/** Thoughts to append. Never empty. */
export interface ReasoningDelta {
  readonly type: "reasoning-delta";
  readonly reasoning: string;
}

/** A piece of a tool call. */
export interface ToolCallDelta {
  readonly type: "tool-call-delta";
  /** JSON text to append to the arguments. */
  readonly args: string;
  /** Where the block began without it. */
  readonly name?: string;
  /** Where the block began without it. */
  readonly id?: string;
}

/** A piece of anything else, as the provider sent it: an image, audio, the citations of a text, a signature. */
export interface DataDelta {
  readonly type: "data-delta";
  readonly data: ContentBlock;
}

export type ContentBlockDelta = TextDelta | ReasoningDelta | ToolCallDelta | DataDelta;

/** More has come for a block that has begun and is not finished. */
export interface ContentBlockDeltaEvent {
  readonly type: "content-block-delta";
  readonly index: number;
  readonly delta: ContentBlockDelta;
}

/** A block is whole. A tool call is parsed by now: a `tool_call`, or an `invalid_tool_call` that says why it is not. */
export interface ContentBlockFinishEvent {
  readonly type: "content-block-finish";
  readonly index: number;
  readonly content: StandardBlock;
}

/** What the message has cost so far. */
export interface UsageEvent {
  readonly type: "usage";
  readonly usage: UsageMetadata;
}

/** The message is whole: the last event. */
export interface MessageFinishEvent {
  readonly type: "message-finish";
  readonly message: AIMessage;
  /** Why the model stopped, in its provider's word: `stop`, `tool_calls`, `length`, … */
  readonly reason: string | undefined;
}

/** The message has failed and will not be whole: the last event. Blocks that were open are never finished. Plain data. */
export interface MessageErrorEvent {
  readonly type: "error";
  readonly name: string;
  /** Undefined for an error that is not the library's own. */
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly phase: ErrorPhase | undefined;
  readonly retryable: boolean;
  /** Names of the steps that led to the failure, outermost first. */
  readonly path: readonly string[];
  /** The message as far as these events have told it; undefined where nothing had come. */
  readonly partial: AIMessage | undefined;
}

/** What happens to a message while it is streamed. A union on `type`. */
export type MessageStreamEvent =
  | MessageStartEvent
  | ContentBlockStartEvent
  | ContentBlockDeltaEvent
  | ContentBlockFinishEvent
  | UsageEvent
  | MessageFinishEvent
  | MessageErrorEvent;
