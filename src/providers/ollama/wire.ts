/**
 * The JSON of `POST /api/chat`, `/api/generate` and `/api/embed`, as https://docs.ollama.com/api describes it. What the
 * service sends is not checked: every field of an answer may be absent.
 */

import type { JsonSchema } from "../../schema/json-schema.ts";

export interface OllamaChatRequest extends OllamaRequest {
  readonly messages: readonly OllamaMessage[];
  readonly tools?: readonly OllamaTool[] | undefined;
}

/** What both endpoints that answer with text take. */
export interface OllamaRequest {
  readonly model: string;
  readonly stream: true;
  readonly think: OllamaThink;
  readonly format?: "json" | JsonSchema | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly keep_alive?: string | number | undefined;
}

export type OllamaThink = boolean | "low" | "medium" | "high" | "max";

export interface OllamaMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  readonly thinking?: string;
  /** In base64. */
  readonly images?: readonly string[];
  readonly tool_calls?: readonly OllamaToolCall[];
  readonly tool_name?: string;
  readonly tool_call_id?: string;
}

export interface OllamaToolCall {
  readonly id?: string;
  /** The arguments are an object, and not its text. */
  readonly function: { readonly name: string; readonly arguments: object };
}

export interface OllamaTool {
  readonly type: "function";
  readonly function: { readonly name: string; readonly description?: string; readonly parameters: JsonSchema };
}

/** One line of an answer. */
export interface OllamaLine {
  readonly model?: string;
  readonly created_at?: string;
  /** Of `/api/chat`. */
  readonly message?: OllamaAnswerPart | null;
  /** Of `/api/generate`. */
  readonly response?: string;
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
  /** Times are in nanoseconds; what is 0 is left out. */
  readonly total_duration?: number;
  readonly load_duration?: number;
  readonly prompt_eval_duration?: number;
  readonly eval_duration?: number;
}

export interface OllamaAnswerPart {
  readonly content?: string;
  readonly thinking?: string;
  readonly tool_calls?: readonly OllamaToolCallPart[] | null;
}

/** A call comes whole. */
export interface OllamaToolCallPart {
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: unknown };
}
