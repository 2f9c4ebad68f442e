import type { Context } from "../../engine/context.ts";
import type { Each, Sink } from "../../engine/op.ts";
import { Program } from "../../engine/program.ts";
import { Readable } from "../../engine/readable.ts";
import { RequestClock } from "../../engine/request-clock.ts";
import type { Source } from "../../engine/source.ts";
import { isRunletError, type RunletError } from "../../errors/error.ts";
import type { AIMessageChunk } from "../../messages/ai.ts";
import { messageJoin } from "../../messages/gather.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { ChatModel } from "../../models/chat-model.ts";
import type { RunnableConfig, RunnableStep, StepConfig } from "../../runs/config.ts";
import { limitOf } from "../../runs/timeout.ts";
import { Answer, type AnswerPart } from "./answer.ts";
import { askedOf, type AISDKModelOptions } from "./asked.ts";
import { cutOff, failureOf, stopped, type Failing } from "./failure.ts";
import { promptOf } from "./prompt.ts";
import type { AISDKCallOptions, AISDKModel } from "./specification.ts";

/** The config of one call of a model of the AI SDK. */
export interface AISDKConfig extends RunnableConfig, AISDKModelOptions {}

export interface FromAISDKOptions extends AISDKModelOptions {
  /** What errors and events call the model. Default: "ChatAISDK". */
  readonly name?: string | undefined;
}

/** A model of the AI SDK as a chat model, as `fromAISDK` makes it. */
export class ChatAISDK extends ChatModel<AISDKConfig> {
  readonly name: string;
  readonly model: string;
  // Private, as what was given with it is: a model that is printed or logged shows no key.
  readonly #model: AISDKModel;
  readonly #options: AISDKModelOptions;

  /** @internal */
  constructor(model: AISDKModel, { name = "ChatAISDK", ...options }: FromAISDKOptions) {
    super();
    this.name = name;
    this.model = model.modelId;
    this.#model = model;
    this.#options = options;
  }

  override get "~alone"(): boolean {
    return true;
  }

  protected override get waits(): boolean {
    return true;
  }

  protected async reply(
    messages: readonly BaseMessage[],
    config: StepConfig & AISDKConfig,
    step: RunnableStep,
  ): Promise<Source> {
    const model = this.#model;
    const { signal } = config;
    const options = { ...this.#options, ...config };
    const asked: AISDKCallOptions = { prompt: promptOf(messages, model), ...askedOf(options, model) };
    const failing = new Failures(model, options.headers);
    const limit = limitOf("connect", config);
    const clock = limit && new RequestClock(signal, limit);
    let answer: Awaited<ReturnType<AISDKModel["doStream"]>>;
    try {
      answer = await model.doStream({ ...asked, abortSignal: clock?.signal ?? signal } as never);
    } catch (error) {
      throw clock?.late ?? failing.of(error);
    } finally {
      clock?.stop();
    }
    failing.contentType = answer.response?.headers?.["content-type"];
    const readable = new Readable(answer.stream);
    const program = new Program([partMapping(step, new Answer(model.modelId), failing, readable) as Each]);
    return { kind: "program", program, input: readable.reads };
  }
}

/** What failures of one call are. */
class Failures implements Failing {
  readonly provider: string;
  readonly modelId: string;
  readonly secrets: readonly string[];
  contentType: string | undefined = undefined;
  phase: Failing["phase"] = "before-first-chunk";

  constructor({ provider, modelId }: AISDKModel, headers: AISDKModelOptions["headers"] = {}) {
    this.provider = provider;
    this.modelId = modelId;
    // Shorter ones are no secrets, and hiding them would make a message unreadable.
    this.secrets = Object.values(headers).filter((value) => value.length >= 6);
  }

  of(error: unknown): unknown {
    return failureOf(error, this);
  }
}

function partMapping(step: RunnableStep, answer: Answer, failures: Failures, readable: Readable): Each<AnswerPart> {
  return {
    sees: "chunk",
    step,
    open: (out, context) => new PartMapping(out as Sink<AIMessageChunk>, context, answer, failures, readable),
    join: () => messageJoin,
  };
}

class PartMapping implements Sink<AnswerPart> {
  private readonly out: Sink<AIMessageChunk>;
  private readonly context: Context;
  private readonly answer: Answer;
  private readonly failures: Failures;
  private readonly readable: Readable;

  constructor(out: Sink<AIMessageChunk>, context: Context, answer: Answer, failures: Failures, readable: Readable) {
    this.out = out;
    this.context = context;
    this.answer = answer;
    this.failures = failures;
    this.readable = readable;
  }

  push(part: AnswerPart): void {
    if (part.type === "error") throw this.context.blame(this.failures.of(part.error));
    const chunk = this.answer.read(part);
    if (part.type === "finish") return this.finish(chunk!);
    if (chunk === undefined) return;
    this.failures.phase = "mid-stream";
    this.out.push(chunk);
  }

  end(): void {
    if (this.answer.finish) return;
    const { broken } = this.readable;
    throw broken === undefined ? cutOff(this.failures) : this.brokenOff(broken);
  }

  private finish(last: AIMessageChunk): void {
    const { reason, given } = this.answer.finish!;
    if (!given) throw this.context.blame(cutOff(this.failures));
    if (reason === "error") throw this.context.blame(stopped(this.failures));
    this.out.push(last);
    this.readable.complete = true;
    this.context.stop();
  }

  /** A network that fails within an answer has cut it off; what else fails there is the provider's reading of it. */
  private brokenOff(broken: unknown): RunletError {
    const failure = this.failures.of(broken);
    if (!isRunletError(failure)) return stopped(this.failures, broken);
    return failure.code === "connection" ? cutOff(this.failures, broken) : failure;
  }
}
