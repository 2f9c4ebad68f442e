import type { StructuredOutputMethod } from "../../models/structured-output.ts";
import type { StrictSchema } from "../../models/strict.ts";
import type { Provider } from "../../models/refusal.ts";

/**
 * In what a service differs from the others that speak chat completions. Most differ in nothing but their address.
 *
 * @example
 * new ChatOpenAICompatible({ model: "m", baseURL: "https://llm.example/v1", dialect: { name: "Example", maxTokens: "max_completion_tokens" } });
 */
export interface Dialect extends Provider {
  /** Where the service is, up to and without `/chat/completions`. */
  readonly baseURL?: string | undefined;
  /** The model that is asked where none is named. */
  readonly model?: string | undefined;
  /** Variables of the environment that hold the key, the address. */
  readonly keyNames?: readonly string[];
  readonly baseNames?: readonly string[];
  /** Whether a call without a key is an error before anything is sent. Default: false. */
  readonly needsKey?: boolean;
  /** What shows the key to the service. Default: `authorization: Bearer …`. */
  readonly showKey?: (key: string) => Readonly<Record<string, string>>;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the longest answer is called. Default: "max_tokens". */
  readonly maxTokens?: "max_tokens" | "max_completion_tokens";
  /** What a seed is called. Default: "seed". */
  readonly seed?: string;
  /** The word for a call of any tool. Default: "required". */
  readonly anyTool?: string;
  /** Whether usage has to be asked for, by `stream_options`. Default: true. */
  readonly asksUsage?: boolean;
  /** How many words may end an answer. Default: any number. */
  readonly maxStops?: number;
  /** Fields of the body that only this service has, or has in a way of its own. */
  readonly fields?: (options: never) => Readonly<Record<string, unknown>>;
  /** Options that it has no word for: they are refused before anything is sent. */
  readonly lacks?: readonly ("json_schema" | "parallelToolCalls" | "toolChoice")[];
  /** What a schema has to be for a model to be held to it. Default: any. */
  readonly strictSchema?: StrictSchema;
  /** How a model is best asked for structured output. Default: "functionCalling". */
  readonly structured?: StructuredOutputMethod;
  /**
   * How a model's thoughts are sent back to it: under the name that they came in (the default), as a part of the content of
   * type "thinking", or not at all, where the service refuses them.
   */
  readonly thoughts?: "field" | "thinking" | "none";
  /** Whether messages may name who speaks. Default: true. */
  readonly names?: boolean;
  /** Types of content parts that hold an address: of videos, of files. Without one the service takes no such addresses. */
  readonly videoPart?: "video_url";
  readonly filePart?: "file_url" | "document_url" | "file";
  /** Whether a tool may answer with parts, such as pictures, and not with text alone. Default: false. */
  readonly toolParts?: boolean;
  /** An id of a tool call as the service takes it, where another one may have made it. */
  readonly callId?: (id: string) => string;
}
