import type { JsonSchema } from "../schema/json-schema.ts";
import type { RunnableConfig } from "../runs/config.ts";
import type { ToolLike } from "./tool-definition.ts";

/** Whether the model is to call tools: as it likes, not at all, at least one (`any` is another word for it), or this one. */
export type ToolChoice = "auto" | "none" | "required" | "any" | { readonly name: string };

/** In which form the model is to answer: as text, as any JSON object, or as JSON that a schema describes. */
export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | {
      readonly type: "json_schema";
      /** What the model is told that it is: letters, digits, `_` and `-`. */
      readonly name: string;
      readonly description?: string | undefined;
      readonly schema: JsonSchema;
      /** Whether the service is to hold the model to it. Default: as the service has it. */
      readonly strict?: boolean | undefined;
    };

/**
 * What may be set for a chat model, and for one call of it (in the config of `invoke` and `stream`, or by `withConfig`),
 * whoever the provider is. A provider that has no such setting says so, or leaves it out where its page says that.
 */
export interface ChatModelCallOptions {
  /** Which of the provider's models answers. */
  readonly model?: string | undefined;
  /** From 0 (always the likeliest token) to what the provider takes, 1 or 2. */
  readonly temperature?: number | undefined;
  /** From 0 to 1: only the likeliest tokens that together have this probability. */
  readonly topP?: number | undefined;
  /** The longest answer, in tokens. */
  readonly maxTokens?: number | undefined;
  /** Words that end the answer. */
  readonly stop?: string | readonly string[] | undefined;
  /** The same seed and request give the same answer, as far as the service can. */
  readonly seed?: number | undefined;
  /** What the model may call: tools of Runlet's, their definitions, or tools that the provider itself has. */
  readonly tools?: readonly ToolLike[] | undefined;
  readonly toolChoice?: ToolChoice | undefined;
  /** Whether it may call several tools in one answer. */
  readonly parallelToolCalls?: boolean | undefined;
  readonly responseFormat?: ResponseFormat | undefined;
}

/**
 * The config of a chat model with these options: `ChatModel<ChatModelConfig>` is any that takes tools.
 *
 * @example
 * const ask = (model: ChatModel<ChatModelConfig>) => model.bindTools([weather]).invoke("What is the weather in Paris?");
 */
export interface ChatModelConfig extends RunnableConfig, ChatModelCallOptions {}

/** The words that end an answer, as a list. */
export function stopWords({ stop }: Pick<ChatModelCallOptions, "stop">): readonly string[] {
  return typeof stop === "string" ? [stop] : (stop ?? []);
}
