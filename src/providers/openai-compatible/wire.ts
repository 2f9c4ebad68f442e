/**
 * The JSON of `POST {base}/chat/completions`, as https://platform.openai.com/docs/api-reference/chat describes it and as
 * recorded answers of many services show it. What a service sends is not checked: every field may be absent, or null.
 */

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly WireMessage[];
  readonly stream: true;
  readonly [field: string]: unknown;
}

export type WireMessage =
  | { role: "system" | "developer" | "user"; content: string | readonly object[]; name?: string }
  | WireAssistant
  | { role: "tool"; content: string | readonly object[]; tool_call_id: string };

export interface WireAssistant {
  role: "assistant";
  content: string | readonly object[];
  name?: string;
  refusal?: string;
  tool_calls?: readonly object[];
  /** Thoughts, under the name that the service has for them: `reasoning_content`, `reasoning`. */
  [thoughts: string]: unknown;
}

/** One event of a streamed answer, or a whole answer (which has `message` in the place of `delta`). */
export interface ChatEvent {
  readonly id?: string;
  readonly model?: string;
  /** Seconds since 1970. */
  readonly created?: number;
  readonly choices?: readonly WireChoice[];
  readonly usage?: WireUsage | null;
  readonly service_tier?: string | null;
  readonly system_fingerprint?: string | null;
  /** What a search of GLM's has found. */
  readonly web_search?: readonly unknown[];
  /** Addresses that the text is based on: xAI, Perplexity. */
  readonly citations?: readonly unknown[];
}

export interface WireChoice {
  readonly index?: number;
  readonly delta?: WirePart;
  readonly message?: WirePart;
  readonly finish_reason?: string | null;
}

export interface WirePart {
  readonly role?: string;
  /** Text; of Mistral also a list of parts. */
  readonly content?: string | readonly unknown[] | null;
  readonly refusal?: string | null;
  /** DeepSeek, GLM, llama.cpp, Qwen, xAI. */
  readonly reasoning_content?: string | null;
  /** vLLM, Groq, OpenRouter. */
  readonly reasoning?: string | null;
  /** The same as OpenRouter has it from a provider, with signatures. */
  readonly reasoning_details?: readonly unknown[] | null;
  readonly tool_calls?: readonly WireCallPart[] | null;
  readonly annotations?: readonly unknown[] | null;
  /** Pictures that the model has made: OpenRouter. */
  readonly images?: readonly unknown[] | null;
}

export interface WireCallPart {
  readonly index?: number;
  readonly id?: string | null;
  readonly function?: { readonly name?: string | null; readonly arguments?: string | object | null };
  /** A call with plain text. */
  readonly custom?: { readonly name?: string | null; readonly input?: string | null };
}

export interface WireUsage {
  readonly prompt_tokens?: number | null;
  readonly completion_tokens?: number | null;
  readonly total_tokens?: number | null;
  readonly prompt_tokens_details?: Readonly<Record<string, number | null>> | null;
  readonly completion_tokens_details?: Readonly<Record<string, number | null>> | null;
}

/** Text that is there. */
export function some(text: unknown): string | undefined {
  return typeof text === "string" && text !== "" ? text : undefined;
}
