import { RunletError } from "../../errors/error.ts";
import { stopWords, type ChatModelCallOptions } from "../../models/call-options.ts";
import { CALL_OPTIONS, type Known } from "../../models/known-options.ts";
import { isProviderTool, toolDefinition } from "../../models/tool-definition.ts";
import type { RunnableConfig } from "../../runs/config.ts";
import type { Llama, LlamaFunctions, LlamaGpu, Sampling } from "./peer.ts";

/**
 * What may be set for the model, and for one call of it (in the config of `invoke` and `stream`, or by `withConfig`).
 *
 * Which tool is called is left to the model: a `toolChoice` of "auto" or "none" is all that there is.
 */
export interface LlamaCppCallOptions extends Omit<ChatModelCallOptions, "model"> {
  /** From 0 (always the likeliest token). Default: 0.8, as llama.cpp has it. */
  readonly temperature?: number | undefined;
  /** The longest answer, in tokens. Default: what is left of the context. */
  readonly maxTokens?: number | undefined;
  /** Only so many of the likeliest tokens are considered. Default: 40. */
  readonly topK?: number | undefined;
  /** Only tokens that are at least so likely, beside the likeliest one. Default: 0, which is all. */
  readonly minP?: number | undefined;
  /** How much less likely a token becomes that was just said. 1 is not at all. Default: 1.1. */
  readonly repeatPenalty?: number | undefined;
}

/** The config of one call of `ChatLlamaCpp`. */
export interface LlamaCppConfig extends RunnableConfig, LlamaCppCallOptions {}

/** How the model is loaded. */
export interface LlamaCppLoadOptions {
  /** The GGUF file; of one in several parts, the first. */
  readonly modelPath: string;
  /** How many threads compute. Default: one less than the machine has cores, and 1 on two cores. */
  readonly threads?: number | undefined;
  /** How many tokens a conversation and its answer may have together. Default: what the model can, at most 4096. */
  readonly contextSize?: number | undefined;
  /** How many calls are answered at a time; others wait for their turn. Each takes memory for its context. Default: 1. */
  readonly sequences?: number | undefined;
  /** What computes. Default: "auto", the best that node-llama-cpp finds. */
  readonly gpu?: LlamaGpu | undefined;
}

export interface ChatLlamaCppOptions extends LlamaCppCallOptions, LlamaCppLoadOptions {}

const { model: _, ...SHARED } = CALL_OPTIONS;

export const OPTIONS: Known<ChatLlamaCppOptions> = {
  ...SHARED,
  modelPath: 1,
  threads: 1,
  contextSize: 1,
  sequences: 1,
  gpu: 1,
  topK: 1,
  minP: 1,
  repeatPenalty: 1,
};

/** What a call's options are to node-llama-cpp. */
export async function samplingOf(options: LlamaCppCallOptions, llama: Llama): Promise<Sampling> {
  const { temperature = 0.8, topP, topK, minP, seed, repeatPenalty: penalty, parallelToolCalls } = options;
  const stop = stopWords(options);
  const functions = functionsOf(options);
  const grammar = await grammarOf(options, llama);
  if (grammar && functions) throw noForm("tools and a responseFormat in one call");
  return {
    temperature,
    topP,
    topK,
    minP,
    seed,
    repeatPenalty: penalty === undefined ? undefined : penalty !== 1 && { penalty },
    customStopTriggers: stop.length > 0 ? stop : undefined,
    grammar,
    functions,
    maxParallelFunctionCalls: parallelToolCalls === false ? 1 : undefined,
  };
}

/**
 * The longest answer.
 *
 * @throws RunletError `config` where it is no number of tokens
 */
export function maxTokensOf({ maxTokens = Infinity }: LlamaCppCallOptions): number {
  if (maxTokens >= 1) return maxTokens;
  throw new RunletError("config", `maxTokens is a number from 1, not ${maxTokens}.`, { phase: "config" });
}

function functionsOf({ tools, toolChoice = "auto" }: LlamaCppCallOptions): LlamaFunctions | undefined {
  if (toolChoice !== "auto" && toolChoice !== "none") throw noForm(`the toolChoice ${JSON.stringify(toolChoice)}`);
  if (!tools?.length || toolChoice === "none") return undefined;
  const functions = tools.map((tool) => {
    const definition = toolDefinition(tool);
    if (isProviderTool(definition)) throw noForm(`a tool of its own of the type "${definition.type}"`);
    const { name, description, parameters: params } = definition;
    return [name, { description, params }] as const;
  });
  return Object.fromEntries(functions);
}

/** What holds the model to a form. */
async function grammarOf({ responseFormat }: LlamaCppCallOptions, llama: Llama): Promise<object | undefined> {
  if (responseFormat?.type === "json_object") return llama.getGrammarFor("json");
  if (responseFormat?.type !== "json_schema") return undefined;
  try {
    return await llama.createGrammarForJsonSchema(responseFormat.schema);
  } catch (cause) {
    const message = `llama.cpp has no grammar for the schema "${responseFormat.name}": ${(cause as Error).message}`;
    throw new RunletError("config", message, { phase: "config", cause });
  }
}

/** The error for what llama.cpp cannot be told. */
export function noForm(what: string): RunletError {
  return new RunletError("config", `A model of llama.cpp has no form for ${what}.`, { phase: "config" });
}
