import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel, type BaseChatModelCallOptions } from "@langchain/core/language_models/chat_models";
import type { BaseMessage as TheirMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import type { RunnableConfig as TheirConfig } from "@langchain/core/runnables";
import type { AIMessage, AIMessageChunk } from "../../messages/ai.ts";
import type { ModelInput } from "../../models/input.ts";
import type { Runnable } from "../../runnables/runnable.ts";
import { runIn } from "./config-in.ts";
import { messageIn } from "./messages-in.ts";
import { modelChunkOut, modelMessageOut } from "./messages-out.ts";

/** A chat model of ours, or one with a config bound to it. */
export type OurChatModel = Runnable<ModelInput, AIMessage, AIMessageChunk>;

/** A chat model of ours as LangChain's, as `toLangChain` makes it. */
export class RunletChatModel<
  Options extends BaseChatModelCallOptions = BaseChatModelCallOptions,
> extends BaseChatModel<Options> {
  override lc_namespace = ["runlet"];
  override name: string;
  readonly #model: OurChatModel;

  constructor(model: OurChatModel) {
    super({});
    this.#model = model;
    this.name = model.name;
  }

  /** By which its events are named. */
  override get lc_id(): string[] {
    return ["runlet", this.name];
  }

  override _llmType(): string {
    return "runlet";
  }

  override async _generate(
    messages: TheirMessage[],
    options: this["ParsedCallOptions"],
    manager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    const run = runIn(options, manager);
    try {
      const message = await run.begin(() => this.#model.invoke(messages.map(messageIn), run.config));
      return { generations: [{ text: message.text, message: modelMessageOut(message) }] };
    } finally {
      await run.told();
    }
  }

  override async *_streamResponseChunks(
    messages: TheirMessage[],
    options: this["ParsedCallOptions"],
    manager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const run = runIn(options, manager);
    try {
      for await (const chunk of run.begin(() => this.#model.stream(messages.map(messageIn), run.config))) {
        const { text } = chunk;
        const said = new ChatGenerationChunk({ text, message: modelChunkOut(chunk) });
        await run.told();
        await manager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk: said });
        yield said;
      }
    } finally {
      await run.told();
    }
  }

  /** What of a config is not among the call options, but is for the model to see all the same. */
  protected override _separateRunnableConfigFromCallOptionsCompat(
    options?: Partial<Options>,
  ): [TheirConfig, this["ParsedCallOptions"]] {
    const [config, callOptions] = super._separateRunnableConfigFromCallOptionsCompat(options);
    const { tags, metadata, configurable } = config;
    return [config, { ...callOptions, tags, metadata, configurable } as this["ParsedCallOptions"]];
  }
}
