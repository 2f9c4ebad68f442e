/** An item of a request's input or of an answer's output. Fields that are not listed are kept as they are. */
export interface ResponseItem {
  readonly type?: string;
  readonly [field: string]: unknown;
}

/** A part of the content of a message, or of what a tool has answered. */
export interface ResponsePart {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What is posted: https://platform.openai.com/docs/api-reference/responses/create */
export interface ResponsesRequest {
  readonly model: string;
  readonly input: readonly ResponseItem[];
  readonly stream: true;
  readonly [field: string]: unknown;
}

/** What the events of an answer may have: https://platform.openai.com/docs/api-reference/responses-streaming */
export interface ResponseEvent {
  readonly type?: unknown;
  readonly output_index?: unknown;
  readonly content_index?: unknown;
  readonly summary_index?: unknown;
  readonly delta?: unknown;
  readonly item?: unknown;
  readonly annotation?: unknown;
  readonly response?: unknown;
}

/** The whole answer, as the last event has it. */
export interface ResponseEnd {
  readonly id?: unknown;
  readonly model?: unknown;
  readonly status?: unknown;
  readonly service_tier?: unknown;
  readonly incomplete_details?: { readonly reason?: unknown } | null;
  readonly usage?: ResponseUsage | null;
}

export interface ResponseUsage {
  readonly input_tokens?: number | null;
  readonly output_tokens?: number | null;
  readonly total_tokens?: number | null;
  readonly input_tokens_details?: Readonly<Record<string, number | null>> | null;
  readonly output_tokens_details?: Readonly<Record<string, number | null>> | null;
}
