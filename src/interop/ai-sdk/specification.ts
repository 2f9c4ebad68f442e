// The AI SDK's specifications of a language model, as far as they are used here, written down so that no package of it has
// to be installed for the types: https://github.com/vercel/ai/tree/main/packages/provider/src/language-model. Where the
// versions differ, a field says so; what a provider sends is not checked.

export type JsonValue = null | string | number | boolean | JsonObject | JsonValue[];
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/** What one provider alone says, or takes, by its name. */
export type ProviderMetadata = Record<string, JsonObject>;

/** A language model of a provider of the AI SDK. Structural: models of the specifications v2, v3 and v4 are of this type. */
export interface AISDKModel {
  readonly specificationVersion: "v2" | "v3" | "v4";
  readonly provider: string;
  readonly modelId: string;
  doStream(options: never): PromiseLike<{
    readonly stream: ReadableStream<unknown>;
    readonly response?: { readonly headers?: Readonly<Record<string, string>> };
  }>;
}

/** What a model is asked. */
export interface AISDKCallOptions {
  prompt: PromptMessage[];
  maxOutputTokens?: number;
  temperature?: number;
  stopSequences?: string[];
  topP?: number;
  topK?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  responseFormat?: AISDKResponseFormat;
  seed?: number;
  tools?: AISDKTool[];
  toolChoice?: AISDKToolChoice;
  abortSignal?: AbortSignal;
  headers?: Record<string, string | undefined>;
  providerOptions?: ProviderMetadata;
}

export type AISDKResponseFormat =
  | { type: "text" }
  | { type: "json"; schema?: object; name?: string; description?: string };

export type AISDKTool = FunctionTool | ProviderTool;
export interface FunctionTool {
  type: "function";
  name: string;
  description?: string;
  inputSchema: object;
  strict?: boolean;
  providerOptions?: ProviderMetadata;
}
/** A tool that the provider has: `anthropic.web_search_20250305`. In v2 its type is `provider-defined`. */
export interface ProviderTool {
  type: "provider" | "provider-defined";
  id: `${string}.${string}`;
  name: string;
  args: Record<string, unknown>;
}

export type AISDKToolChoice =
  | { type: "auto" }
  | { type: "none" }
  | { type: "required" }
  | { type: "tool"; toolName: string };

interface Noted {
  providerOptions?: ProviderMetadata;
}

export type PromptMessage = Noted &
  (
    | { role: "system"; content: string }
    | { role: "user"; content: (TextPart | FilePart)[] }
    | { role: "assistant"; content: AssistantPart[] }
    | { role: "tool"; content: (ToolResultPart | OtherPart)[] }
  );

export type AssistantPart = TextPart | FilePart | ReasoningPart | ToolCallPart | ToolResultPart | OtherPart;
export interface TextPart extends Noted {
  type: "text";
  text: string;
}
export interface ReasoningPart extends Noted {
  type: "reasoning";
  text: string;
}
export interface FilePart extends Noted {
  type: "file";
  data: FileData;
  mediaType: string;
  filename?: string;
}
/** Base64 text, bytes or an address; from v4 on a union that says which. */
export type FileData = string | Uint8Array | URL | TaggedData;
export type TaggedData =
  | { type: "data"; data: string | Uint8Array }
  | { type: "url"; url: URL }
  | { type: "reference"; reference: Record<string, string> }
  | { type: "text"; text: string };
export interface ToolCallPart extends Noted {
  type: "tool-call";
  toolCallId: string;
  toolName: string;
  input: unknown;
  providerExecuted?: boolean;
}
export interface ToolResultPart extends Noted {
  type: "tool-result";
  toolCallId: string;
  toolName: string;
  output: ToolOutput;
}
export type ToolOutput =
  | { type: "text" | "error-text"; value: string }
  | { type: "json" | "error-json"; value: JsonValue }
  | { type: "execution-denied"; reason?: string }
  | { type: "content"; value: OutputPart[] };
/** A part of a tool's output: text, or a file in one of the forms that the versions have for it. */
export interface OutputPart {
  type: string;
  text?: string;
  data?: FileData;
  url?: string;
  mediaType?: string;
}
/** A part that only some versions or providers have: an approval, something custom. */
export interface OtherPart extends Noted {
  type: "tool-approval-response" | "custom" | "reasoning-file";
}

interface Told {
  providerMetadata?: ProviderMetadata;
}

/** A part of what a model streams. */
export type StreamPart =
  | { type: "stream-start"; warnings: { type: "other"; message: string }[] }
  | ({ type: "response-metadata" } & ResponseMetadata)
  | PassageEdge
  | PassagePiece
  | (Told & { type: "tool-input-start"; id: string; toolName: string; providerExecuted?: boolean })
  | (Told & { type: "tool-input-delta"; id: string; delta: string })
  | (Told & { type: "tool-input-end"; id: string })
  | ContentPart
  | (Told & { type: "finish"; usage: AISDKUsage; finishReason: AISDKFinishReason })
  | { type: "error"; error: unknown };

/** Where a text or a thought begins or ends. */
export interface PassageEdge extends Told {
  type: "text-start" | "text-end" | "reasoning-start" | "reasoning-end";
  id: string;
}
export interface PassagePiece extends Told {
  type: "text-delta" | "reasoning-delta";
  id: string;
  delta: string;
}

export interface ResponseMetadata {
  id?: string;
  timestamp?: Date;
  modelId?: string;
}

/** What comes as a whole, in a stream as in an answer that is not streamed. */
export type ContentPart = SaidToolCall | SaidToolResult | SaidFile | SaidSource;
export interface SaidToolCall extends Told {
  type: "tool-call";
  toolCallId: string;
  toolName: string;
  /** JSON text. */
  input: string;
  providerExecuted?: boolean;
}
export interface SaidToolResult extends Told {
  type: "tool-result";
  toolCallId: string;
  toolName: string;
  result: NonNullable<JsonValue>;
  isError?: boolean;
}
export interface SaidFile extends Told {
  type: "file";
  mediaType: string;
  data: string | Uint8Array;
}
export type SaidSource = Told & { type: "source"; id: string } & (
    | { sourceType: "url"; url: string; title?: string }
    | { sourceType: "document"; mediaType: string; title: string; filename?: string }
  );

export interface AISDKUsage {
  inputTokens: {
    total: number | undefined;
    noCache: number | undefined;
    cacheRead: number | undefined;
    cacheWrite: number | undefined;
  };
  outputTokens: { total: number | undefined; text: number | undefined; reasoning: number | undefined };
}

export interface AISDKFinishReason {
  unified: "stop" | "length" | "content-filter" | "tool-calls" | "error" | "other";
  /** The provider's own word. */
  raw: string | undefined;
}

/** An answer as a whole. */
export interface GenerateResult {
  content: ((Told & { type: "text"; text: string }) | (Told & { type: "reasoning"; text: string }) | ContentPart)[];
  finishReason: AISDKFinishReason;
  usage: AISDKUsage;
  providerMetadata?: ProviderMetadata;
  response?: ResponseMetadata;
  warnings: [];
}

/** A language model of the specification v3, which `ai` takes from version 6 on. */
export interface AISDKLanguageModel {
  readonly specificationVersion: "v3";
  readonly provider: string;
  readonly modelId: string;
  supportedUrls: Record<string, RegExp[]>;
  doGenerate(options: AISDKCallOptions): PromiseLike<GenerateResult>;
  doStream(options: AISDKCallOptions): PromiseLike<{ stream: ReadableStream<StreamPart> }>;
}
