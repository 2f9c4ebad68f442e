import { RunletError } from "../../errors/error.ts";
import { AIMessageChunk, type AIMessage } from "../../messages/ai.ts";
import { MessageEventReader } from "../../messages/event-reader.ts";
import { isAIMessage, isAIMessageChunk } from "../../messages/guards.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { Runnable } from "../../runnables/runnable.ts";
import type { RunStream } from "../../runs/run-stream.ts";
import { apiError } from "./api-error.ts";
import { configOf } from "./asked-config.ts";
import { contentPart, type CallMetadata } from "./content.ts";
import { reasonOf } from "./finish.ts";
import { messagesOf } from "./prompt-messages.ts";
import type {
  AISDKCallOptions,
  AISDKLanguageModel,
  GenerateResult,
  ResponseMetadata,
  StreamPart,
} from "./specification.ts";
import { Telling } from "./telling.ts";
import { toldUsage } from "./usage.ts";

/** What answers messages with a message, or with text: a chat model, a chain that begins with one or has one inside. */
export type Answering = Runnable<readonly BaseMessage[], AIMessage | string, AIMessageChunk | AIMessage | string>;

export interface ToAISDKOptions {
  /** What the AI SDK's telemetry and warnings call it. Default: "runlet". */
  readonly provider?: string | undefined;
  /** Default: the runnable's `model`, if it has one, else its name. */
  readonly modelId?: string | undefined;
}

/**
 * A chat model, or any runnable that answers messages, as a language model for `streamText`, `generateText`, `streamObject`
 * and the like of `ai`, from its version 6 on. Text, thoughts, tool calls, files, sources and usage come through, each
 * as it arrives; an abort, or a reader that leaves, ends the run.
 *
 * What `ai` asks for (`temperature`, `tools`, a schema, …) goes to the runnable as call options, under the names that chat
 * models have for them; `providerOptions.runlet` has further fields of the config.
 *
 * @throws (when a call is made) `APICallError` for what the run fails with before its first chunk, with `isRetryable`, so that
 * `ai` tries again; its `cause` is that error. Later failures are parts of the stream.
 * @example
 * const { textStream } = streamText({ model: toAISDK(new ChatZhipuAI()), prompt: "what color is the sky?" });
 */
export function toAISDK(runnable: Answering, options: ToAISDKOptions = {}): AISDKLanguageModel {
  const { provider = "runlet", modelId = modelOf(runnable) } = options;
  return {
    specificationVersion: "v3",
    provider,
    modelId,
    // Whether it fetches an address is the runnable's own affair, as of a message that has it.
    supportedUrls: { "*/*": [/^(https?|data):/] },
    doGenerate: (asked) => generate(runnable, asked),
    doStream: (asked) => stream(runnable, asked),
  };
}

async function generate(runnable: Answering, asked: AISDKCallOptions): Promise<GenerateResult> {
  let message: AIMessage;
  try {
    message = chunkOf(await runnable.invoke(messagesOf(asked.prompt), configOf(asked))).toMessage();
  } catch (error) {
    throw apiError(error);
  }
  const calls = (message.additional_kwargs["tool_call_metadata"] ?? {}) as CallMetadata;
  return {
    content: message.contentBlocks.map((block) => contentPart(block, calls)).filter((part) => part !== undefined),
    finishReason: reasonOf(message),
    usage: toldUsage(message.usage_metadata),
    response: responseOf(message),
    warnings: [],
  };
}

/** The beginning of the answer is waited for: what fails until then can be tried again. */
async function stream(runnable: Answering, asked: AISDKCallOptions): Promise<{ stream: ReadableStream<StreamPart> }> {
  const run = runnable.stream(messagesOf(asked.prompt), configOf(asked));
  const telling = new StreamTelling(run);
  telling.parts.push({ type: "stream-start", warnings: [] });
  try {
    await telling.next();
  } catch (error) {
    throw apiError(error);
  }
  return { stream: new ReadableStream(telling, { highWaterMark: 0 }) };
}

/** Reads the run as it is read itself. */
class StreamTelling implements UnderlyingDefaultSource<StreamPart> {
  readonly parts: StreamPart[] = [];
  private readonly run: RunStream<AIMessageChunk | AIMessage | string>;
  private readonly events: MessageEventReader;
  private calls: CallMetadata = {};
  private begun = false;
  private ended = false;

  constructor(run: RunStream<AIMessageChunk | AIMessage | string>) {
    this.run = run;
    this.events = new MessageEventReader(new Telling(this.parts, () => this.calls));
  }

  async pull(controller: ReadableStreamDefaultController<StreamPart>): Promise<void> {
    try {
      while (this.parts.length === 0 && !this.ended) await this.next();
    } catch (error) {
      this.ended = true;
      this.parts.push({ type: "error", error: apiError(error) });
    }
    for (const part of this.parts.splice(0)) controller.enqueue(part);
    if (this.ended) controller.close();
  }

  async cancel(): Promise<void> {
    await this.run.return();
  }

  /** One chunk, or the end. */
  async next(): Promise<void> {
    const { done, value } = await this.run.next();
    this.ended = done === true;
    if (done) return this.events.end();
    const chunk = chunkOf(value);
    if (!this.begun) this.parts.push({ type: "response-metadata", ...responseOf(chunk) });
    this.begun = true;
    const calls = chunk.additional_kwargs["tool_call_metadata"] as CallMetadata | undefined;
    if (calls) this.calls = { ...this.calls, ...calls };
    this.events.push(chunk);
  }
}

function chunkOf(given: AIMessageChunk | AIMessage | string): AIMessageChunk {
  if (typeof given === "string") return new AIMessageChunk(given);
  if (isAIMessageChunk(given)) return given;
  if (isAIMessage(given)) return new AIMessageChunk({ ...given });
  throw new RunletError("config", `toAISDK() takes what answers with messages or text, and this gave ${typeof given}.`);
}

function responseOf({ id, response_metadata: { model_name: modelId } }: AIMessage | AIMessageChunk): ResponseMetadata {
  return { ...(id !== undefined && { id }), ...(typeof modelId === "string" && { modelId }) };
}

function modelOf(runnable: Answering): string {
  const { model } = runnable as { readonly model?: unknown };
  return typeof model === "string" ? model : runnable.name;
}
