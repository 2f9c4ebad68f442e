import type { JsonSchema } from "../../schema/json-schema.ts";
import type { ResponseFormat, ToolChoice } from "../../models/call-options.ts";
import type { ToolLike } from "../../models/tool-definition.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import { defined, type AISDKModelOptions } from "./asked.ts";
import type { AISDKCallOptions, AISDKResponseFormat, AISDKTool, AISDKToolChoice } from "./specification.ts";

/** What `ai` asks a model for as config of a run: the way back of `askedOf`. */
export function configOf(asked: AISDKCallOptions): RunnableConfig & AISDKModelOptions {
  const { tools, toolChoice, responseFormat, headers } = asked;
  const { runlet, ...providerOptions } = asked.providerOptions ?? {};
  return {
    ...defined<RunnableConfig & AISDKModelOptions>({
      signal: asked.abortSignal,
      temperature: asked.temperature,
      topP: asked.topP,
      topK: asked.topK,
      maxTokens: asked.maxOutputTokens,
      stop: asked.stopSequences,
      seed: asked.seed,
      presencePenalty: asked.presencePenalty,
      frequencyPenalty: asked.frequencyPenalty,
      tools: tools?.map(toolOf),
      toolChoice: toolChoice && choiceOf(toolChoice),
      responseFormat: responseFormat && formatOf(responseFormat),
      headers: headers && defined<Record<string, string>>(headers),
      providerOptions: Object.keys(providerOptions).length > 0 ? providerOptions : undefined,
    }),
    ...(runlet as RunnableConfig | undefined),
  };
}

/** In OpenAI's form, which models of one's own take too. What a provider has itself is passed on: a model without it says so. */
function toolOf(tool: AISDKTool): ToolLike {
  if (tool.type !== "function") return { ...tool };
  const { name, description, inputSchema: parameters, strict } = tool;
  const said = defined<{ description?: string; strict?: boolean }>({ description, strict });
  return { type: "function", function: { name, parameters: parameters as JsonSchema, ...said } };
}

function choiceOf(choice: AISDKToolChoice): ToolChoice {
  return choice.type === "tool" ? { name: choice.toolName } : choice.type;
}

function formatOf(format: AISDKResponseFormat): ResponseFormat {
  if (format.type === "text") return { type: "text" };
  const { schema, name = "answer", description } = format;
  if (!schema) return { type: "json_object" };
  return { type: "json_schema", name, schema: schema as JsonSchema, ...(description !== undefined && { description }) };
}
