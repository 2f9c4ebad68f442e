/**
 * The JSON of `POST {base}/models/{model}:streamGenerateContent`, as https://ai.google.dev/api/generate-content describes it
 * and as recorded answers show it. What the service sends is not checked: every field of an answer may be absent.
 */

import type { JsonSchema } from "../../schema/json-schema.ts";

export interface GeminiRequest {
  readonly contents: readonly GeminiContent[];
  readonly systemInstruction?: { readonly parts: readonly GeminiPart[] } | undefined;
  readonly tools?: readonly GeminiTool[] | undefined;
  readonly toolConfig?: GeminiToolConfig | undefined;
  readonly safetySettings?: readonly GeminiSafetySetting[] | undefined;
  readonly generationConfig?: Readonly<Record<string, unknown>> | undefined;
  readonly cachedContent?: string | undefined;
}

export interface GeminiContent {
  readonly role: "user" | "model";
  readonly parts: readonly GeminiPart[];
}

/** One thing that was said: of the fields that say what, one. */
export interface GeminiPart {
  readonly text?: string;
  /** The text is what the model thinks. */
  readonly thought?: boolean;
  /** What the service has to be sent back with this part, and understands alone. */
  readonly thoughtSignature?: string;
  readonly inlineData?: { readonly mimeType?: string; readonly data?: string };
  readonly fileData?: { readonly mimeType?: string; readonly fileUri: string };
  readonly functionCall?: GeminiFunctionCall;
  readonly functionResponse?: GeminiFunctionResponse;
  readonly [other: string]: unknown;
}

/** A call: whole, or where the arguments are streamed a piece of one. */
export interface GeminiFunctionCall {
  readonly id?: string;
  readonly name?: string;
  /** An object, and not its text. */
  readonly args?: object;
  readonly partialArgs?: readonly GeminiPartialArg[];
  /** More of this call comes. */
  readonly willContinue?: boolean;
}

/** A value of the arguments, or where `willContinue` a piece of a text. */
export interface GeminiPartialArg {
  /** Where it stands: `$.recipe.steps[0]`. */
  readonly jsonPath?: string;
  readonly stringValue?: string;
  readonly numberValue?: number;
  readonly boolValue?: boolean;
  readonly nullValue?: unknown;
  readonly willContinue?: boolean;
}

export interface GeminiFunctionResponse {
  readonly id?: string;
  readonly name: string;
  readonly response: { readonly output: string } | { readonly error: string };
  readonly parts?: readonly GeminiPart[];
}

export interface GeminiFunction {
  readonly name: string;
  readonly description?: string;
  readonly parametersJsonSchema: JsonSchema;
}

export type GeminiTool =
  | { readonly functionDeclarations: readonly GeminiFunction[] }
  | { readonly [ownTool: string]: unknown };

/** How the model is to use its tools: https://ai.google.dev/api/caching#ToolConfig */
export interface GeminiToolConfig {
  readonly functionCallingConfig?: {
    readonly mode?: "AUTO" | "ANY" | "NONE" | "VALIDATED";
    readonly allowedFunctionNames?: readonly string[];
    /** Vertex AI: the arguments of a call come in pieces. */
    readonly streamFunctionCallArguments?: boolean;
  };
  readonly [field: string]: unknown;
}

/** What is to be withheld: https://ai.google.dev/api/generate-content#v1beta.SafetySetting */
export interface GeminiSafetySetting {
  readonly category: string;
  readonly threshold: string;
}

/** How the model is to think: https://ai.google.dev/gemini-api/docs/thinking */
export interface GeminiThinkingConfig {
  /** Whether the answer is to have summaries of what it thinks. */
  readonly includeThoughts?: boolean;
  /** In tokens; 0 switches it off where the model can, -1 leaves it to the model. */
  readonly thinkingBudget?: number;
  /** From Gemini 3 on, in the place of a budget. */
  readonly thinkingLevel?: "minimal" | "low" | "medium" | "high";
}

/** One event of an answer. */
export interface GeminiEvent {
  readonly candidates?: readonly GeminiCandidate[];
  readonly promptFeedback?: { readonly blockReason?: string; readonly blockReasonMessage?: string };
  readonly usageMetadata?: GeminiUsage;
  readonly modelVersion?: string;
  readonly responseId?: string;
}

export interface GeminiCandidate {
  readonly index?: number;
  readonly content?: { readonly parts?: readonly (GeminiPart | null)[] };
  readonly finishReason?: string;
  readonly finishMessage?: string;
  readonly safetyRatings?: unknown;
  readonly groundingMetadata?: GeminiGrounding;
  readonly citationMetadata?: GeminiCitations;
  readonly urlContextMetadata?: unknown;
  readonly logprobsResult?: unknown;
}

/** Counts of the whole answer so far. */
export interface GeminiUsage {
  readonly promptTokenCount?: number;
  /** What the service's own tools have added to the prompt. */
  readonly toolUsePromptTokenCount?: number;
  readonly cachedContentTokenCount?: number;
  readonly candidatesTokenCount?: number;
  readonly thoughtsTokenCount?: number;
  readonly totalTokenCount?: number;
}

/** Where the answer comes from: https://ai.google.dev/api/generate-content#GroundingMetadata */
export interface GeminiGrounding {
  readonly groundingChunks?: readonly Readonly<Record<string, GeminiSource | undefined>>[];
  readonly groundingSupports?: readonly {
    readonly segment?: { readonly startIndex?: number; readonly endIndex?: number; readonly text?: string };
    readonly groundingChunkIndices?: readonly number[];
  }[];
}

/** What was found: in the web, on a map, among documents. */
export interface GeminiSource {
  readonly uri?: string;
  readonly title?: string;
}

/** What the answer quotes. In `citations` with Vertex AI. */
export interface GeminiCitations {
  readonly citationSources?: readonly GeminiCitation[];
  readonly citations?: readonly GeminiCitation[];
}

export interface GeminiCitation extends GeminiSource {
  readonly startIndex?: number;
  readonly endIndex?: number;
}
