import type { AIMessageChunk as TheirChunk } from "@langchain/core/messages";
import type { Each } from "../../engine/op.ts";
import { Program } from "../../engine/program.ts";
import type { Source } from "../../engine/source.ts";
import { messageJoin } from "../../messages/gather.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { ChatModel, madeUpId } from "../../models/chat-model.ts";
import type { RunnableConfig, RunnableStep, StepConfig } from "../../runs/config.ts";
import { configOut } from "./config-out.ts";
import { modelChunkIn } from "./messages-in.ts";
import { messageOut } from "./messages-out.ts";
import { modelOut } from "./model-options.ts";
import { convertingEach, nameOf } from "./runnable.ts";
import type { Theirs } from "./structure.ts";

/** A chat model of LangChain's as ours, as `fromLangChain` makes it. */
export class LangChainChatModel<Config extends RunnableConfig = RunnableConfig> extends ChatModel<Config> {
  readonly name: string;
  readonly #model: Theirs;

  constructor(model: Theirs) {
    super();
    this.#model = model;
    this.name = nameOf(model);
  }

  protected override get waits(): boolean {
    return true;
  }

  override get "~alone"(): boolean {
    return true;
  }

  protected async reply(
    messages: readonly BaseMessage[],
    config: StepConfig & Config,
    step: RunnableStep,
  ): Promise<Source> {
    const [model, options] = modelOut(this.#model, configOut(config));
    const chunks = await model.stream(messages.map(messageOut), options);
    // One for all, where LangChain gives none, as it does when nobody watches there.
    const id = madeUpId();
    const converting = convertingEach(step, (chunk: TheirChunk) => modelChunkIn(chunk, id));
    return {
      kind: "program",
      program: new Program([converting as Each as Each<never>]),
      input: { kind: "async", iterator: chunks[Symbol.asyncIterator](), join: messageJoin },
    };
  }
}
