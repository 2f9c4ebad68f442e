import { basename } from "node:path";
import type { Source } from "../../engine/source.ts";
import { RunletError } from "../../errors/error.ts";
import { messageJoin } from "../../messages/gather.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { ChatModel } from "../../models/chat-model.ts";
import { checkOptions } from "../../models/known-options.ts";
import type { StepConfig } from "../../runs/config.ts";
import { Answering, type Asked } from "./answering.ts";
import { historyOf } from "./history.ts";
import { load, type Loaded } from "./loaded.ts";
import { maxTokensOf, OPTIONS, samplingOf, type ChatLlamaCppOptions, type LlamaCppConfig } from "./options.ts";
import type { LlamaChat } from "./peer.ts";

/**
 * A model in a GGUF file, run inside this process by llama.cpp. Needs the optional peer node-llama-cpp.
 *
 * It is loaded at the first call, once, and stays in memory until `dispose`. Each token is a chunk; what the model thinks is in
 * `additional_kwargs.reasoning_content`. The last chunk has the tokens in `usage_metadata`, and in `response_metadata` the
 * `finish_reason`: "stop", "length" or "tool_calls". An answer is made at the model's pace, whether or not somebody reads it.
 *
 * @throws (when a call is made) `config` where the peer is missing, or the file is not there, no GGUF or cannot be loaded;
 * `context_length` where the conversation leaves no room for an answer; `provider` where llama.cpp fails
 *
 * @example
 * await using model = new ChatLlamaCpp({ modelPath: "SmolLM2-360M-Instruct-Q8_0.gguf", maxTokens: 200 });
 * for await (const chunk of model.stream("what color is the sky?")) process.stdout.write(chunk.text);
 */
export class ChatLlamaCpp extends ChatModel<LlamaCppConfig> {
  readonly name = "ChatLlamaCpp";
  /** The name of the file. */
  readonly model: string;
  readonly #options: ChatLlamaCppOptions;
  readonly #answering = new Set<Answering>();
  #loading: Promise<Loaded> | undefined;
  #disposed = false;

  constructor(options: ChatLlamaCppOptions) {
    super();
    checkOptions(options, OPTIONS);
    this.model = basename(options.modelPath);
    this.#options = options;
  }

  override get "~alone"(): boolean {
    return true;
  }

  protected override get waits(): boolean {
    return true;
  }

  /** Stops what it answers, and frees its memory. A call after that is a `config` error. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.all(Array.from(this.#answering, (answering) => answering.return()));
    const loaded = await this.#loading?.catch(() => undefined);
    await loaded?.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  protected async reply(messages: readonly BaseMessage[], config: StepConfig & LlamaCppConfig): Promise<Source> {
    const options = { ...this.#options, ...config };
    const history = historyOf(messages);
    const maxTokens = maxTokensOf(options);
    const loaded = await this.#load();
    this.#stillThere();
    const sampling = await samplingOf(options, loaded.llama);
    const chat = await loaded.seats.take();
    try {
      this.#stillThere();
      const inputTokens = this.#tokens({ history, ...sampling }, chat, loaded);
      // The last place is not filled: llama.cpp would drop what was said first.
      const room = loaded.contextSize - inputTokens - 1;
      if (room < 1) throw this.#tooLong(inputTokens, loaded);
      const asked = { history, ...sampling, maxTokens: Math.min(maxTokens, room), inputTokens, modelName: this.model };
      return { kind: "batches", iterator: this.#answer(asked, chat, loaded), join: messageJoin };
    } catch (error) {
      loaded.seats.giveBack(chat);
      throw error;
    }
  }

  #answer(asked: Asked, chat: LlamaChat, { seats }: Loaded): Answering {
    const answering = new Answering(chat, asked);
    this.#answering.add(answering);
    void answering.over.then(() => {
      this.#answering.delete(answering);
      seats.giveBack(chat);
    });
    return answering;
  }

  /** A load that fails is tried again by the next call: the file may have come. */
  #load(): Promise<Loaded> {
    this.#stillThere();
    return (this.#loading ??= load(this.#options).catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    }));
  }

  #tokens({ history, functions }: Pick<Asked, "history" | "functions">, chat: LlamaChat, { model }: Loaded): number {
    const chatHistory =
      history.at(-1)?.type === "model" ? history : [...history, { type: "model" as const, response: [] }];
    const { contextText } = chat.chatWrapper.generateContextState({ chatHistory, availableFunctions: functions });
    return contextText.tokenize(model.tokenizer).length;
  }

  #tooLong(tokens: number, { contextSize }: Loaded): RunletError {
    const message = `The conversation has ${tokens} tokens, which leaves no room for an answer in a context of ${contextSize}: set a larger contextSize.`;
    return new RunletError("context_length", message, { phase: "before-first-chunk" });
  }

  #stillThere(): void {
    if (!this.#disposed) return;
    throw new RunletError("config", `The model ${this.model} was disposed of.`, { phase: "config" });
  }
}
