/**
 * The JSON of `POST {base}/chat/completions`, as https://docs.bigmodel.cn and https://docs.z.ai describe it and as
 * recorded answers show it. What the service sends is not checked: every field of an answer may be absent.
 */

export interface GlmRequest {
  model: string;
  /** Not only system and assistant messages: the service refuses those with status 400. */
  messages: readonly GlmMessage[];
  stream?: boolean;
  /** From 0 to 1. */
  temperature?: number;
  top_p?: number;
  /** False: always the likeliest token; `temperature` and `top_p` have no effect. */
  do_sample?: boolean;
  max_tokens?: number;
  /** The service takes one word. */
  stop?: readonly string[];
  /** 128 at most. */
  tools?: readonly GlmTool[];
  /** The specification has "auto" only; some models take the rest, others refuse or ignore it. */
  tool_choice?: "auto" | "none" | "required" | { type: "function"; function: { name: string } };
  /** glm-4.6 and later: a tool call's arguments come in fragments; without it each call is one chunk. */
  tool_stream?: boolean;
  /** glm-4.5 and later, where it is on by default. */
  thinking?: { type: "enabled" | "disabled"; clear_thinking?: boolean };
  reasoning_effort?: string;
  response_format?: { type: "text" | "json_object" };
  request_id?: string;
  /** 6 to 128 characters. */
  user_id?: string;
  seed?: number;
  sensitive_word_check?: { type: string; status: string };
  meta?: Record<string, string>;
  watermark_enabled?: boolean;
}

export type GlmMessage =
  | { role: "system"; content: string }
  | { role: "user"; content: string | readonly GlmContentPart[] }
  | {
      role: "assistant";
      content?: string | null;
      /** To be sent back unchanged between the calls of one turn with tools. */
      reasoning_content?: string;
      tool_calls?: readonly GlmToolCall[];
    }
  | { role: "tool"; content: string; tool_call_id: string };

export type GlmContentPart =
  | { type: "text"; text: string }
  | { type: "image_url"; image_url: { url: string } }
  | { type: "video_url"; video_url: { url: string } }
  | { type: "file_url"; file_url: { url: string } };

export type GlmTool =
  | { type: "function"; function: { name: string; description?: string; parameters: object } }
  | { type: "web_search"; web_search: Record<string, unknown> }
  | { type: "retrieval"; retrieval: { knowledge_id: string; prompt_template?: string } }
  | { type: "mcp"; mcp: Record<string, unknown> };

export interface GlmToolCall {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
}

/** One event of a streamed answer, or a whole answer (which has `message` in the place of `delta`). */
export interface GlmAnswer {
  id?: string;
  created?: number;
  object?: string;
  model?: string;
  request_id?: string;
  choices?: readonly GlmChoice[];
  usage?: GlmUsage | null;
  web_search?: readonly GlmWebSearchResult[];
  error?: GlmError | string;
}

export interface GlmChoice {
  index?: number;
  delta?: GlmAnswerPart;
  message?: GlmAnswerPart;
  finish_reason?: GlmFinishReason | null;
}

export type GlmFinishReason =
  | "stop"
  | "tool_calls"
  | "length"
  | "sensitive"
  | "network_error"
  | "model_context_window_exceeded"
  | (string & {});

export interface GlmAnswerPart {
  role?: string;
  content?: string | null;
  reasoning_content?: string | null;
  /** What vLLM and some relays call `reasoning_content`. */
  reasoning?: string | null;
  tool_calls?: readonly GlmToolCallPart[] | null;
}

export interface GlmToolCallPart {
  index?: number;
  id?: string | null;
  type?: string;
  /** The specification says that `arguments` is an object; the service sends a string. */
  function?: { name?: string | null; arguments?: string | object | null };
}

export interface GlmUsage {
  prompt_tokens?: number;
  completion_tokens?: number;
  total_tokens?: number;
  prompt_tokens_details?: { cached_tokens?: number } | null;
  completion_tokens_details?: { reasoning_tokens?: number } | null;
}

export interface GlmWebSearchResult {
  title?: string;
  content?: string;
  link?: string;
  media?: string;
  icon?: string;
  refer?: string;
  publish_date?: string;
}

export interface GlmError {
  code?: string | number;
  message?: string;
  /** The Anthropic-style address of the service gives the code here. */
  type?: string;
}

/** The body of a refusal: HTTP status 4xx or 5xx, and now and then 200. */
export interface GlmErrorBody {
  error: GlmError | string;
  request_id?: string;
  contentFilter?: readonly { level?: number; role?: string }[];
}
