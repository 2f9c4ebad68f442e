import { RunletError } from "../../errors/error.ts";
import { stopWords, type ResponseFormat, type ToolChoice } from "../../models/call-options.ts";
import { strictFormat, strictTool } from "../../models/strict.ts";
import { isProviderTool, toolDefinition, type ToolLike } from "../../models/tool-definition.ts";
import type { Dialect } from "./dialect.ts";
import type { ChatCompletionsCallOptions } from "./options.ts";

/**
 * The fields of a request's body that are set by options.
 *
 * @throws RunletError `config` for an option that the service has no word for
 */
export function bodyOptions(options: ChatCompletionsCallOptions, dialect: Dialect): Record<string, unknown> {
  const { maxTokens = "max_tokens", seed = "seed", asksUsage = true } = dialect;
  const { tools = [], toolChoice, parallelToolCalls, responseFormat, streamUsage = true } = options;
  const body: Record<string, unknown> = {
    temperature: options.temperature,
    top_p: options.topP,
    [maxTokens]: options.maxTokens,
    stop: stopField(options, dialect),
    [seed]: options.seed,
    tools: tools.length > 0 ? tools.map((tool) => toolField(tool, dialect)) : undefined,
    tool_choice: toolChoice && toolChoiceField(toolChoice, dialect),
    parallel_tool_calls: parallelToolCalls,
    response_format: responseFormat && formatField(responseFormat, dialect),
    frequency_penalty: options.frequencyPenalty,
    presence_penalty: options.presencePenalty,
    reasoning_effort: options.reasoningEffort,
    verbosity: options.verbosity,
    service_tier: options.serviceTier,
    prompt_cache_key: options.promptCacheKey,
    user: options.user,
    stream_options: asksUsage && streamUsage ? { include_usage: true } : undefined,
  };
  if (parallelToolCalls !== undefined) has("parallelToolCalls", dialect);
  // What is undefined is no field: JSON has no word for it.
  return body;
}

function stopField(options: ChatCompletionsCallOptions, { name, maxStops = Infinity }: Dialect): object | undefined {
  const words = stopWords(options);
  if (words.length > maxStops)
    throw refused(`${name} takes at most ${maxStops} stop words, and was given ${words.length}.`);
  return words.length > 0 ? words : undefined;
}

/** A tool that the service has itself is handed on as it is. */
export function toolField(tool: ToolLike, { strictSchema }: Dialect): object {
  const definition = toolDefinition(tool);
  if (isProviderTool(definition)) return definition;
  return { type: "function", function: strictTool(definition, strictSchema) };
}

function toolChoiceField(choice: ToolChoice, dialect: Dialect): unknown {
  if (choice === "auto") return choice;
  has("toolChoice", dialect);
  if (choice === "any" || choice === "required") return dialect.anyTool ?? "required";
  return typeof choice === "object" && "name" in choice
    ? { type: "function", function: { name: choice.name } }
    : choice;
}

function formatField(format: ResponseFormat, dialect: Dialect): object {
  if (format.type !== "json_schema") return format;
  has("json_schema", dialect);
  const { type, name, description, schema, strict } = strictFormat(format, dialect.strictSchema);
  return { type, json_schema: { name, description, schema, strict } };
}

function has(option: NonNullable<Dialect["lacks"]>[number], { name, lacks }: Dialect): void {
  if (!lacks?.includes(option)) return;
  const what = option === "json_schema" ? 'responseFormat of type "json_schema"' : option;
  throw refused(`${name} has no ${what}: leave it out.`);
}

function refused(message: string): RunletError {
  return new RunletError("config", message, { phase: "config" });
}
