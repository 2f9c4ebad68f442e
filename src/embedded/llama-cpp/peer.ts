/**
 * node-llama-cpp as far as it is used here. Its own declarations are not imported, so that ours are read without it.
 */

import { RunletError } from "../../errors/error.ts";
import type { JsonSchema } from "../../schema/json-schema.ts";

export interface NodeLlamaCpp {
  getLlama(options: LlamaOptions): Promise<Llama>;
  readonly LlamaChat: new (options: { readonly contextSequence: LlamaSequence }) => LlamaChat;
}

/** What computes: a kind of GPU, or the processor alone (false). */
export type LlamaGpu = "auto" | "metal" | "cuda" | "vulkan" | false;

export interface LlamaOptions {
  readonly gpu: LlamaGpu;
  readonly maxThreads: number;
  readonly build: "never";
  readonly skipDownload: true;
  readonly progressLogs: false;
  readonly logLevel: "error";
  logger(level: string, message: string): void;
}

export interface Llama {
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: JsonSchema): Promise<object>;
  getGrammarFor(type: "json"): Promise<object>;
  maxThreads: number;
}

export interface LlamaModel {
  readonly tokenizer: unknown;
  createContext(options: {
    readonly contextSize: number | { readonly max: number };
    readonly sequences: number;
    readonly threads: number;
  }): Promise<LlamaContext>;
  dispose(): Promise<void>;
}

export interface LlamaContext {
  readonly contextSize: number;
  getSequence(): LlamaSequence;
  dispose(): Promise<void>;
}

export interface LlamaSequence {
  readonly tokenMeter: { readonly usedOutputTokens: number };
}

export interface LlamaChat {
  readonly sequence: LlamaSequence;
  readonly chatWrapper: {
    generateContextState(state: {
      readonly chatHistory: readonly HistoryItem[];
      readonly availableFunctions?: LlamaFunctions | undefined;
    }): { readonly contextText: { tokenize(tokenizer: unknown): readonly unknown[] } };
  };
  generateResponse(history: readonly HistoryItem[], options: GenerateOptions): Promise<LlamaResponse>;
}

export type HistoryItem =
  | { readonly type: "system" | "user"; readonly text: string }
  | { readonly type: "model"; readonly response: ResponseItem[] };

export type ResponseItem = string | HistoryCall | HistoryThought;

export interface HistoryCall {
  readonly type: "functionCall";
  readonly name: string;
  readonly params: unknown;
  result: unknown;
}

interface HistoryThought {
  readonly type: "segment";
  readonly segmentType: "thought";
  readonly text: string;
  readonly ended: true;
}

export type LlamaFunctions = Readonly<
  Record<string, { readonly description?: string | undefined; readonly params: JsonSchema }>
>;

/** How an answer is sampled, and what it may be. */
export interface Sampling {
  readonly temperature: number;
  readonly topP: number | undefined;
  readonly topK: number | undefined;
  readonly minP: number | undefined;
  readonly seed: number | undefined;
  readonly repeatPenalty: false | { readonly penalty: number } | undefined;
  readonly customStopTriggers: readonly string[] | undefined;
  readonly grammar?: object | undefined;
  readonly functions?: LlamaFunctions | undefined;
  readonly maxParallelFunctionCalls?: number | undefined;
}

export interface GenerateOptions extends Sampling {
  readonly signal: AbortSignal;
  readonly maxTokens: number;
  onResponseChunk(chunk: ResponseChunk): void;
  onFunctionCallParamsChunk?: ((chunk: CallChunk) => void) | undefined;
}

export interface ResponseChunk {
  /** Of what is no answer to the reader: the model's thoughts. */
  readonly type?: "segment" | undefined;
  readonly text: string;
}

export interface CallChunk {
  readonly callIndex: number;
  readonly functionName: string;
  readonly paramsChunk: string;
}

export interface LlamaResponse {
  readonly functionCalls?: readonly unknown[] | undefined;
  readonly metadata: { readonly stopReason: string };
}

const PEER = "node-llama-cpp";

/**
 * Loads the optional peer.
 *
 * @throws RunletError `config` where it is not installed
 */
export async function loadPeer(name: string = PEER): Promise<NodeLlamaCpp> {
  try {
    return (await import(name)) as NodeLlamaCpp;
  } catch (cause) {
    const missing = (cause as { code?: unknown }).code === "ERR_MODULE_NOT_FOUND";
    const why = missing ? "is not installed" : "cannot be loaded";
    const message = `A GGUF file is run by node-llama-cpp, which ${why}: npm install node-llama-cpp`;
    throw new RunletError("config", message, { phase: "config", cause });
  }
}
