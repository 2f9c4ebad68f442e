import { RunletError } from "../../errors/error.ts";
import { AIMessageChunk } from "../../messages/ai.ts";
import type { ToolCallChunk } from "../../messages/tool-calls.ts";
import { madeUpId } from "../../models/chat-model.ts";
import type { CallChunk, GenerateOptions, HistoryItem, LlamaChat, LlamaResponse, ResponseChunk } from "./peer.ts";

/** What is asked of a model: all but how its answer is taken. */
export interface Asked extends Omit<GenerateOptions, "signal" | "onResponseChunk" | "onFunctionCallParamsChunk"> {
  readonly history: readonly HistoryItem[];
  /** How many tokens that is. */
  readonly inputTokens: number;
  readonly modelName: string;
}

type Result = IteratorResult<readonly AIMessageChunk[], undefined>;

/** An answer while it is made: a token that comes goes to the reader who waits, or waits with others for the reader. */
export class Answering implements AsyncIterator<readonly AIMessageChunk[], undefined> {
  /** The model has stopped, for whatever reason. */
  readonly over: Promise<void>;
  private readonly controller = new AbortController();
  private readonly id = madeUpId();
  private readonly asked: Asked;
  private unread: AIMessageChunk[] = [];
  private reader: Waiting<Result> | undefined;
  private failure: { readonly error: unknown } | undefined;
  private ended = false;
  private begun = false;
  private call = -1;

  constructor(chat: LlamaChat, asked: Asked) {
    this.asked = asked;
    const { tokenMeter } = chat.sequence;
    const before = tokenMeter.usedOutputTokens;
    this.over = this.generate(chat).then(
      (response) => this.finish(response, tokenMeter.usedOutputTokens - before),
      (error: unknown) => this.fail(error),
    );
  }

  next(): Promise<Result> {
    if (this.unread.length > 0) return Promise.resolve({ done: false, value: this.taken() });
    if (this.failure) return Promise.reject(this.failure.error);
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    this.reader = resolvers();
    return this.reader.promise;
  }

  /** Stops the model. */
  async return(): Promise<Result> {
    this.stop();
    await this.over;
    return { done: true, value: undefined };
  }

  stop(): void {
    this.controller.abort();
  }

  private async generate(chat: LlamaChat): Promise<LlamaResponse> {
    const { history, inputTokens: _, modelName: __, ...options } = this.asked;
    return await chat.generateResponse(history, {
      ...options,
      signal: this.controller.signal,
      onResponseChunk: this.said,
      // Without functions it is not taken.
      ...(options.functions && { onFunctionCallParamsChunk: this.called }),
    });
  }

  private readonly said = ({ type, text }: ResponseChunk): void => {
    if (text === "") return;
    if (type === undefined) this.give(new AIMessageChunk({ content: text, id: this.id }));
    else this.give(new AIMessageChunk({ content: "", id: this.id, additional_kwargs: { reasoning_content: text } }));
  };

  private readonly called = ({ callIndex: index, functionName, paramsChunk: args }: CallChunk): void => {
    const first = index > this.call;
    this.call = index;
    const named = first && { id: `${this.id}-${index}`, name: functionName };
    const chunk: ToolCallChunk = { type: "tool_call_chunk", index, args, ...named };
    this.give(new AIMessageChunk({ content: "", id: this.id, tool_call_chunks: [chunk] }));
  };

  private give(chunk: AIMessageChunk): void {
    this.begun = true;
    this.unread.push(chunk);
    this.reader?.resolve({ done: false, value: this.taken() });
    this.reader = undefined;
  }

  private taken(): readonly AIMessageChunk[] {
    const chunks = this.unread;
    this.unread = [];
    return chunks;
  }

  private finish({ functionCalls, metadata }: LlamaResponse, output: number): void {
    const { inputTokens: input, modelName: model_name } = this.asked;
    const finish_reason = functionCalls?.length
      ? "tool_calls"
      : metadata.stopReason === "maxTokens"
        ? "length"
        : "stop";
    const usage_metadata = { input_tokens: input, output_tokens: output, total_tokens: input + output };
    const response_metadata = { finish_reason, model_name };
    this.ended = true;
    this.give(new AIMessageChunk({ content: "", id: this.id, usage_metadata, response_metadata }));
  }

  private fail(cause: unknown): void {
    const why = cause instanceof Error ? cause.message : String(cause);
    const stopped = this.controller.signal.aborted;
    const error = stopped
      ? new RunletError("aborted", "The model was stopped.", { cause })
      : new RunletError("provider", `llama.cpp failed: ${why.replace(/\.$/, "")}.`, {
          phase: this.begun ? "mid-stream" : "before-first-chunk",
          cause,
        });
    this.failure = { error };
    this.reader?.reject(error);
    this.reader = undefined;
  }
}

interface Waiting<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

function resolvers<T>(): Waiting<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
