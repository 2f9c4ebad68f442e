import type { OtherBlock } from "../../messages/content.ts";

/**
 * The JSON of `POST {base}/v1/messages`, as https://platform.claude.com/docs/en/api/messages describes it and as recorded
 * answers show it. What the service sends is not checked: every field of an answer may be absent, or null.
 */
export interface MessagesRequest extends Conversation {
  readonly model: string;
  readonly max_tokens: number;
  readonly stream: true;
  readonly [field: string]: unknown;
}

/** What was said so far, in the service's form. */
export interface Conversation {
  readonly system?: string | readonly OtherBlock[];
  readonly messages: readonly WireMessage[];
}

export interface WireMessage {
  readonly role: "user" | "assistant";
  readonly content: string | readonly OtherBlock[];
}

/** One event of an answer. */
export interface MessageEvent {
  readonly type?: string;
  /** Which block of the answer it is about. */
  readonly index?: number;
  readonly message?: WireAnswer;
  readonly content_block?: OtherBlock;
  readonly delta?: WireDelta;
  readonly usage?: WireUsage | null;
  readonly context_management?: unknown;
}

export interface WireAnswer extends WireEnd {
  readonly id?: string;
  readonly model?: string;
  /** Blocks that are there from the beginning: of an answer that goes on with calls of a program. */
  readonly content?: readonly OtherBlock[];
  readonly usage?: WireUsage | null;
}

/** How an answer ends. */
export interface WireEnd {
  readonly stop_reason?: string | null;
  readonly stop_sequence?: string | null;
  readonly stop_details?: unknown;
  readonly container?: unknown;
}

/** What is added to a block, or said of the whole answer. */
export interface WireDelta extends WireEnd {
  readonly type?: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly signature?: string;
  readonly partial_json?: string;
  readonly citation?: OtherBlock;
}

/** Tokens so far. Those of the cache are not among `input_tokens`. */
export interface WireUsage {
  readonly input_tokens?: number | null;
  readonly output_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
  readonly cache_read_input_tokens?: number | null;
  readonly output_tokens_details?: { readonly thinking_tokens?: number | null } | null;
}
