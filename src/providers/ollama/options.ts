import { RunletError } from "../../errors/error.ts";
import { stopWords, type ChatModelCallOptions } from "../../models/call-options.ts";
import { isProviderTool, toolDefinition, type ToolLike } from "../../models/tool-definition.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import { HTTP_OPTIONS, type HttpCallOptions, type HttpLLMOptions } from "../http-call.ts";
import { CHAT_OPTIONS, type HttpChatModelOptions } from "../http-chat-model.ts";
import { TEXT_OPTIONS, type Known } from "../../models/known-options.ts";
import type { OllamaChatRequest, OllamaRequest, OllamaThink, OllamaTool } from "./wire.ts";

/**
 * What may be set for the model, and for one call of it (in the config of `invoke` and `stream`, or by `withConfig`). What
 * the settings of a model are is at https://docs.ollama.com/modelfile.
 *
 * Ollama leaves to the model which tool it calls, and how many: a `toolChoice` of "auto" or "none" is all that there is.
 */
export interface OllamaCallOptions extends HttpCallOptions, ChatModelCallOptions {
  /**
   * Whether the model is to think before it answers, or how much. Default: false. Ollama's own default is true where the model
   * can, and what is thought counts as answer: with a small `maxTokens` nothing of that may be left.
   */
  readonly think?: OllamaThink | undefined;
  /** How many tokens the conversation and the answer may have together. What is longer is cut off without a word. */
  readonly numCtx?: number | undefined;
  /** How long the model stays loaded behind the call: `"10m"`, or seconds; 0 unloads it, -1 keeps it. */
  readonly keepAlive?: string | number | undefined;
  /** Further settings of the model, as Ollama names them: `{ top_k: 40, repeat_penalty: 1.1 }`. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/** The config of one call of `ChatOllama`. */
export interface OllamaConfig extends RunnableConfig, OllamaCallOptions {}

type Shared = "model" | "temperature" | "topP" | "maxTokens" | "stop" | "seed" | "responseFormat";
type Own = "think" | "numCtx" | "keepAlive" | "options";

/** What may be set for a model that completes text, and for one call of it. */
export interface OllamaCompletionCallOptions extends Pick<OllamaCallOptions, Shared | Own>, HttpCallOptions {
  /** What comes behind the text that is asked for. */
  readonly suffix?: string | undefined;
  /** What the system says, in the place of what the model was made with. */
  readonly system?: string | undefined;
  /** Whether the model is given the text as it is, without the template that it was made with. */
  readonly raw?: boolean | undefined;
}

/** The config of one call of `Ollama`. */
export interface OllamaCompletionConfig extends RunnableConfig, OllamaCompletionCallOptions {}

export interface OllamaCompletionOptions extends OllamaCompletionCallOptions, HttpLLMOptions, OllamaServer {}

/** Where Ollama is. */
export interface OllamaServer {
  /**
   * Default: the environment's `OLLAMA_HOST`, else `http://127.0.0.1:11434`. As Ollama itself reads it: scheme, host or port
   * may be missing.
   */
  readonly baseURL?: string | undefined;
  /**
   * What Ollama's own service (https://ollama.com) and some proxies want; a local server wants none. Default: the
   * environment's `OLLAMA_API_KEY`, which is sent over https only.
   */
  readonly apiKey?: string | undefined;
}

export interface ChatOllamaOptions extends OllamaCallOptions, HttpChatModelOptions, OllamaServer {}

const OWN: Known<Pick<OllamaCallOptions, Own>> = { think: 1, numCtx: 1, keepAlive: 1, options: 1 };

export const OPTIONS: Known<ChatOllamaOptions> = { ...CHAT_OPTIONS, ...OWN };

export const COMPLETION_OPTIONS: Known<OllamaCompletionOptions> = {
  ...HTTP_OPTIONS,
  ...TEXT_OPTIONS,
  ...OWN,
  apiKey: 1,
  baseURL: 1,
  responseFormat: 1,
  suffix: 1,
  system: 1,
  raw: 1,
};

/** @throws RunletError `config` where none was named */
export function modelOf({ model }: { readonly model?: string | undefined }): string {
  if (!model) throw noForm('a call without a model: give one, such as "llama3.2"');
  return model;
}

/** The fields of a request's body that both kinds of models have. */
export function requestOf(options: OllamaCallOptions): OllamaRequest {
  const { think = false, keepAlive } = options;
  const model = modelOf(options);
  return { model, stream: true, think, format: formatOf(options), options: settingsOf(options), keep_alive: keepAlive };
}

/**
 * The tools of a request.
 *
 * @throws RunletError `config` where the model is to be held to calling them
 */
export function toolsOf(options: OllamaCallOptions): Pick<OllamaChatRequest, "tools"> {
  const { tools, toolChoice = "auto", parallelToolCalls } = options;
  if (toolChoice !== "auto" && toolChoice !== "none")
    throw noForm(`the toolChoice ${JSON.stringify(toolChoice)}: its models call tools as they like`);
  if (parallelToolCalls === false) throw noForm("parallelToolCalls: false");
  return { tools: tools?.length && toolChoice !== "none" ? tools.map(toolOf) : undefined };
}

function toolOf(tool: ToolLike): OllamaTool {
  const definition = toolDefinition(tool);
  if (isProviderTool(definition)) throw noForm(`a tool of its own of the type "${definition.type}"`);
  const { name, description, parameters } = definition;
  return { type: "function", function: { name, ...(description && { description }), parameters } };
}

function formatOf({ responseFormat }: OllamaCallOptions): OllamaRequest["format"] {
  if (responseFormat?.type === "json_object") return "json";
  return responseFormat?.type === "json_schema" ? responseFormat.schema : undefined;
}

function settingsOf(options: OllamaCallOptions): OllamaRequest["options"] {
  const stop = stopWords(options);
  const settings = {
    temperature: options.temperature,
    top_p: options.topP,
    num_predict: options.maxTokens,
    stop: stop.length > 0 ? stop : undefined,
    seed: options.seed,
    num_ctx: options.numCtx,
    ...options.options,
  };
  return Object.values(settings).some((value) => value !== undefined) ? settings : undefined;
}

/** The error for what Ollama cannot be told. */
export function noForm(what: string): RunletError {
  return new RunletError("config", `Ollama has no form for ${what}.`, { phase: "config" });
}
