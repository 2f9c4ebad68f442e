import { RunletError } from "../../errors/error.ts";
import { stopWords } from "../../models/call-options.ts";
import { isProviderTool, toolDefinition, type ToolLike } from "../../models/tool-definition.ts";
import type { GoogleCallOptions } from "./options.ts";
import type { GeminiFunction, GeminiRequest, GeminiTool, GeminiToolConfig } from "./wire.ts";

/**
 * The fields of a request's body that are set by options.
 *
 * @throws RunletError `config` for an option that the service has no form for
 */
export function bodyOptions(options: GoogleCallOptions): Omit<GeminiRequest, "contents"> {
  const { safetySettings, cachedContent, parallelToolCalls } = options;
  if (parallelToolCalls === false) throw noForm("parallelToolCalls: false");
  return {
    tools: toolsOf(options),
    toolConfig: toolConfigOf(options),
    safetySettings,
    cachedContent,
    generationConfig: generationConfigOf(options),
  };
}

/** The error for what Google cannot be told. */
export function noForm(what: string): RunletError {
  return new RunletError("config", `Google has no form for ${what}.`, { phase: "config" });
}

/** The functions as one tool, the service's own tools each as itself. */
function toolsOf({ tools }: GoogleCallOptions): readonly GeminiTool[] | undefined {
  if (!tools?.length) return undefined;
  const functions: GeminiFunction[] = [];
  const own: GeminiTool[] = [];
  for (const tool of tools) addTool(tool, functions, own);
  return functions.length > 0 ? [{ functionDeclarations: functions }, ...own] : own;
}

function addTool(tool: ToolLike, functions: GeminiFunction[], own: GeminiTool[]): void {
  const definition = toolDefinition(tool);
  if (isProviderTool(definition)) {
    const { type, ...settings } = definition;
    own.push({ [type]: settings });
  } else {
    const { name, description, parameters } = definition;
    functions.push({ name, ...(description && { description }), parametersJsonSchema: parameters });
  }
}

const MODES = { auto: "AUTO", none: "NONE", required: "ANY", any: "ANY" } as const;

function toolConfigOf({ toolConfig, toolChoice }: GoogleCallOptions): GeminiToolConfig | undefined {
  if (toolChoice === undefined) return toolConfig;
  const chosen =
    typeof toolChoice === "string"
      ? { mode: MODES[toolChoice] }
      : ({ mode: "ANY", allowedFunctionNames: [toolChoice.name] } as const);
  return { ...toolConfig, functionCallingConfig: { ...toolConfig?.functionCallingConfig, ...chosen } };
}

function generationConfigOf(options: GoogleCallOptions): GeminiRequest["generationConfig"] {
  const stop = stopWords(options);
  const config = {
    temperature: options.temperature,
    topP: options.topP,
    topK: options.topK,
    maxOutputTokens: options.maxTokens,
    stopSequences: stop.length > 0 ? stop : undefined,
    seed: options.seed,
    thinkingConfig: options.thinkingConfig,
    ...formatOf(options),
    ...options.generationConfig,
  };
  return Object.values(config).some((value) => value !== undefined) ? config : undefined;
}

function formatOf({ responseFormat: format }: GoogleCallOptions): object {
  if (format === undefined || format.type === "text") return {};
  const responseMimeType = "application/json";
  return format.type === "json_schema" ? { responseMimeType, responseJsonSchema: format.schema } : { responseMimeType };
}
