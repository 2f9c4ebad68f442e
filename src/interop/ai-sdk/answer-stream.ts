import { RunletError } from "../../errors/error.ts";
import { AIMessageChunk, type AIMessage } from "../../messages/ai.ts";
import { MessageEventReader } from "../../messages/event-reader.ts";
import { isAIMessage, isAIMessageChunk } from "../../messages/guards.ts";
import type { RunStream } from "../../runs/run-stream.ts";
import { apiError } from "./api-error.ts";
import type { CallMetadata } from "./content.ts";
import type { ResponseMetadata, StreamPart } from "./specification.ts";
import { Telling } from "./telling.ts";

/** What a run may give that answers messages. */
export type Said = AIMessageChunk | AIMessage | string;

/** A run as the parts that a model of the AI SDK streams: it is read as they are read. */
export class AnswerStream implements UnderlyingDefaultSource<StreamPart> {
  private readonly run: RunStream<Said>;
  private readonly events: MessageEventReader;
  private readonly parts: StreamPart[] = [{ type: "stream-start", warnings: [] }];
  private calls: CallMetadata = {};
  private begun = false;
  private ended = false;

  constructor(run: RunStream<Said>) {
    this.run = run;
    this.events = new MessageEventReader(new Telling(this.parts, () => this.calls));
  }

  /** Reads as far as the first chunk. Throws what the run fails with until then. */
  async begin(): Promise<void> {
    this.take(await this.run.next());
  }

  pull(controller: ReadableStreamDefaultController<StreamPart>): PromiseLike<void> | undefined {
    if (this.parts.length > 0 || this.ended) return this.handOn(controller);
    // Not an async function: that would be three more promises a chunk.
    return this.run.next().then(
      (result) => this.taken(result, controller),
      (error: unknown) => this.failed(error, controller),
    );
  }

  async cancel(): Promise<void> {
    await this.run.return();
  }

  private taken(result: IteratorResult<Said>, controller: ReadableStreamDefaultController<StreamPart>) {
    try {
      this.take(result);
    } catch (error) {
      void this.run.return();
      return this.failed(error, controller);
    }
    return this.pull(controller);
  }

  private failed(error: unknown, controller: ReadableStreamDefaultController<StreamPart>): undefined {
    this.ended = true;
    this.parts.push({ type: "error", error: apiError(error) });
    return this.handOn(controller);
  }

  private handOn(controller: ReadableStreamDefaultController<StreamPart>): undefined {
    for (const part of this.parts) controller.enqueue(part);
    this.parts.length = 0;
    if (this.ended) controller.close();
  }

  private take({ done, value }: IteratorResult<Said>): void {
    this.ended = done === true;
    if (this.ended) return this.events.end();
    const chunk = chunkOf(value);
    if (!this.begun) this.parts.push({ type: "response-metadata", ...responseOf(chunk) });
    this.begun = true;
    const calls = chunk.additional_kwargs["tool_call_metadata"] as CallMetadata | undefined;
    if (calls) this.calls = { ...this.calls, ...calls };
    this.events.push(chunk);
  }
}

/** What was said, as a chunk of a message. */
export function chunkOf(given: Said): AIMessageChunk {
  if (typeof given === "string") return new AIMessageChunk(given);
  if (isAIMessageChunk(given)) return given;
  if (isAIMessage(given)) return new AIMessageChunk({ ...given });
  throw new RunletError("config", `toAISDK() takes what answers with messages or text, and this gave ${typeof given}.`);
}

export function responseOf(message: AIMessage | AIMessageChunk): ResponseMetadata {
  const { id, response_metadata } = message;
  const { model_name: modelId } = response_metadata;
  return { ...(id !== undefined && { id }), ...(typeof modelId === "string" && { modelId }) };
}
