import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import type { BaseLanguageModelInput, StructuredOutputMethodOptions } from "@langchain/core/language_models/base";
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from "@langchain/core/language_models/chat_models";
import type { AIMessageChunk as TheirChunk, BaseMessage as TheirMessage } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";
import type { Runnable as TheirRunnable, RunnableConfig as TheirConfig } from "@langchain/core/runnables";
import { toJsonSchema } from "@langchain/core/utils/json_schema";
import type { InteropZodType } from "@langchain/core/utils/types";
import type { AIMessage, AIMessageChunk } from "../../messages/ai.ts";
import type { ChatRunnable } from "../../models/binding.ts";
import type { ModelInput } from "../../models/input.ts";
import { structured, type StructuredOutputMethod } from "../../models/structured-output.ts";
import type { StandardSchema } from "../../schema/standard-schema.ts";
import type { JsonSchema } from "../../schema/json-schema.ts";
import type { Runnable } from "../../runnables/runnable.ts";
import { RunletRunnable } from "./to-runnable.ts";
import { runIn } from "./config-in.ts";
import { messageIn } from "./messages-in.ts";
import { modelChunkOut, modelMessageOut } from "./messages-out.ts";
import { modelOptionsIn, toolIn } from "./model-options.ts";

/** A chat model of ours, or one with a config bound to it. */
export type OurChatModel = Runnable<ModelInput, AIMessage, AIMessageChunk> & Partial<Pick<ChatRunnable, "~structures">>;

type SchemaOf<Output> = InteropZodType<Output> | StandardSchema<unknown, Output> | Readonly<Record<string, unknown>>;

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

  /** What LangChain's agents call: tools of theirs, or of ours. The call options have them as LangChain's other models do. */
  override bindTools(
    tools: BindToolsInput[],
    options: Partial<Options> = {},
  ): TheirRunnable<BaseLanguageModelInput, TheirChunk, Options> {
    return this.withConfig({ ...options, tools: tools.map(toolIn) } as Partial<Options>);
  }

  /** As the model here is asked for it, and reads it; LangChain's own way knows tools alone. */
  override withStructuredOutput<Output extends Record<string, unknown> = Record<string, unknown>>(
    schema: SchemaOf<Output>,
    options?: StructuredOutputMethodOptions,
  ): TheirRunnable<BaseLanguageModelInput, Output>;
  override withStructuredOutput<Output extends Record<string, unknown> = Record<string, unknown>>(
    schema: SchemaOf<Output>,
    options: StructuredOutputMethodOptions<true>,
  ): TheirRunnable<BaseLanguageModelInput, { raw: TheirMessage; parsed: Output }>;
  override withStructuredOutput(schema: object, options: StructuredOutputMethodOptions<boolean> = {}): never {
    const jsonSchema = "~standard" in schema ? toJsonSchema(schema as InteropZodType) : undefined;
    const method = (options.method ?? this.#model["~structures"] ?? "functionCalling") as StructuredOutputMethod;
    return new RunletRunnable(
      structured(this.#model, schema as JsonSchema, { ...options, method, jsonSchema }),
    ) as never;
  }

  override async _generate(
    messages: TheirMessage[],
    options: this["ParsedCallOptions"],
    manager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    const run = runIn(modelOptionsIn(options), manager);
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
    const run = runIn(modelOptionsIn(options), manager);
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
