import { RunletError } from "../../errors/error.ts";
import {
  stopWords,
  type ChatModelCallOptions,
  type ResponseFormat,
  type ToolChoice,
} from "../../models/call-options.ts";
import { isProviderTool, toolDefinition, type ToolLike } from "../../models/tool-definition.ts";
import { noForm } from "./no-form.ts";
import type {
  AISDKCallOptions,
  AISDKModel,
  AISDKResponseFormat,
  AISDKTool,
  AISDKToolChoice,
  ProviderMetadata,
} from "./specification.ts";

/** What may be set for a model of the AI SDK, and for one call of it. Which model it is, is settled. */
export interface AISDKModelOptions extends Omit<ChatModelCallOptions, "model" | "parallelToolCalls"> {
  /** Only the likeliest so many tokens. */
  readonly topK?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  /** Further headers of the request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * What one provider alone takes, by its name, as the AI SDK has it:
   * `{ anthropic: { thinking: { type: "enabled", budgetTokens: 2000 } } }`.
   */
  readonly providerOptions?: ProviderMetadata | undefined;
}

/** What a model is asked beside its messages. */
export function askedOf(options: AISDKModelOptions, model: AISDKModel): Omit<AISDKCallOptions, "prompt"> {
  for (const option of ["model", "parallelToolCalls"]) if (option in options) throw noOption(option);
  const { tools = [], toolChoice, responseFormat } = options;
  const stop = stopWords(options);
  return defined<Omit<AISDKCallOptions, "prompt">>({
    temperature: options.temperature,
    topP: options.topP,
    topK: options.topK,
    maxOutputTokens: options.maxTokens,
    stopSequences: stop.length > 0 ? [...stop] : undefined,
    seed: options.seed,
    presencePenalty: options.presencePenalty,
    frequencyPenalty: options.frequencyPenalty,
    tools: tools.length > 0 ? tools.map((tool) => toolOf(tool, model)) : undefined,
    toolChoice: toolChoice && choiceOf(toolChoice),
    responseFormat: responseFormat && formatOf(responseFormat),
    headers: options.headers,
    providerOptions: options.providerOptions,
  });
}

/** A tool, in the form of the model's version. */
function toolOf(tool: ToolLike, { specificationVersion: version }: AISDKModel): AISDKTool {
  const definition = toolDefinition(tool);
  if (!isProviderTool(definition)) {
    const { name, description, parameters, strict } = definition;
    const said = defined<{ description?: string; strict?: boolean }>({ description, strict });
    return { type: "function", name, inputSchema: parameters, ...said };
  }
  const { type, id, name, args = {} } = definition;
  if (!/^provider(-defined)?$/.test(type) || typeof id !== "string") throw noForm(`a tool of the type "${type}"`);
  return {
    type: version === "v2" ? "provider-defined" : "provider",
    id: id as `${string}.${string}`,
    name: typeof name === "string" ? name : id.slice(id.indexOf(".") + 1),
    args: args as Record<string, unknown>,
  };
}

function choiceOf(choice: ToolChoice): AISDKToolChoice {
  if (typeof choice === "object") return { type: "tool", toolName: choice.name };
  return { type: choice === "any" ? "required" : choice };
}

function formatOf(format: ResponseFormat): AISDKResponseFormat {
  if (format.type === "text") return { type: "text" };
  if (format.type === "json_object") return { type: "json" };
  const { schema, name, description } = format;
  return { type: "json", schema, name, ...(description !== undefined && { description }) };
}

function noOption(option: string): RunletError {
  const instead = option === "model" ? "give another one to fromAISDK()" : `see the provider's own providerOptions`;
  return new RunletError("config", `A model of the AI SDK has no call option "${option}": ${instead}.`, {
    phase: "config",
  });
}

/** The fields that are there. */
export function defined<T extends object>(fields: { [K in keyof T]?: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
