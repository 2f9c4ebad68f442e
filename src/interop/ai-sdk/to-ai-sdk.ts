import type { AIMessage, AIMessageChunk } from "../../messages/ai.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { Runnable } from "../../runnables/runnable.ts";
import { AnswerStream, chunkOf, responseOf } from "./answer-stream.ts";
import { apiError } from "./api-error.ts";
import { configOf } from "./asked-config.ts";
import { contentPart, type CallMetadata } from "./content.ts";
import { reasonOf } from "./finish.ts";
import { messagesOf } from "./prompt-messages.ts";
import type { AISDKCallOptions, AISDKLanguageModel, GenerateResult, StreamPart } from "./specification.ts";
import { toldUsage } from "./usage.ts";

/** What answers messages with a message, or with text: a chat model, a chain that begins with one or has one inside. */
export type Answering = Runnable<readonly BaseMessage[], AIMessage | string, AIMessageChunk | AIMessage | string>;

export interface ToAISDKOptions {
  /** What the AI SDK's telemetry and warnings call it. Default: "runlet". */
  readonly provider?: string | undefined;
  /** Default: the runnable's `model`, if it has one, else its name. */
  readonly modelId?: string | undefined;
  /**
   * Whether the model can be held to a schema. If not, it is told of the schema that `generateObject` and the like ask for, and
   * asked for JSON. Default: true.
   */
  readonly supportsStructuredOutputs?: boolean | undefined;
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
  const { provider = "runlet", modelId = modelOf(runnable), supportsStructuredOutputs = true } = options;
  const told = (asked: AISDKCallOptions) => (supportsStructuredOutputs ? asked : withSchemaTold(asked));
  return {
    specificationVersion: "v3",
    provider,
    modelId,
    // Whether it fetches an address is the runnable's own affair, as of a message that has it.
    supportedUrls: { "*/*": [/^https?:/] },
    doGenerate: (asked) => generate(runnable, told(asked)),
    doStream: (asked) => stream(runnable, told(asked)),
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
  const source = new AnswerStream(runnable.stream(messagesOf(asked.prompt), configOf(asked)));
  try {
    await source.begin();
  } catch (error) {
    throw apiError(error);
  }
  return { stream: new ReadableStream(source, { highWaterMark: 0 }) };
}

/** The same call, with the schema of its answer as an instruction. */
function withSchemaTold(asked: AISDKCallOptions): AISDKCallOptions {
  const format = asked.responseFormat;
  if (format?.type !== "json" || !format.schema) return asked;
  const content = `Answer with JSON that this schema describes, and with nothing else:\n${JSON.stringify(format.schema)}`;
  return { ...asked, prompt: [{ role: "system", content }, ...asked.prompt], responseFormat: { type: "json" } };
}

function modelOf(runnable: Answering): string {
  const { model } = runnable as { readonly model?: unknown };
  return typeof model === "string" ? model : runnable.name;
}
