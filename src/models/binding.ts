import type { Op } from "../engine/op.ts";
import type { JsonValue } from "../json/value.ts";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import type { RunnableConfig, RunnableStep } from "../runs/config.ts";
import type { RunKind } from "../runs/kind.ts";
import { ListenerObserver, type Listeners } from "../runs/listeners.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import type { SchemaInput, SchemaOutput, StandardSchema } from "../schema/standard-schema.ts";
import { RunnableBinding } from "../runnables/binding.ts";
import {
  RunnableConfigurableFields,
  type CallOptions,
  type ConfigurableField,
  type ConfigurableFields,
} from "../runnables/configurable-fields.ts";
import { withFallbacks, type Fallback, type FallbackOptions } from "../runnables/fallbacks.ts";
import type { Parts } from "../runnables/parts.ts";
import { RunnableRetry, type RetryOptions } from "../runnables/retry.ts";
import { Runnable } from "../runnables/runnable.ts";
import type { ChatModelConfig } from "./call-options.ts";
import type { ModelInput } from "./input.ts";
import { MessageStream } from "./message-stream.ts";
import {
  structured,
  type StructuredModel,
  type StructuredOutputMethod,
  type StructuredOutputOptions,
} from "./structured-output.ts";

type Chat<Config extends RunnableConfig = RunnableConfig> = Runnable<ModelInput, AIMessage, AIMessageChunk, Config>;

/** What a model takes as tools, where it takes any. */
type ToolsOf<Config> = "tools" extends keyof Config ? NonNullable<Config["tools"]> : never;

/** Without the tools themselves. */
type ToolOptions<Config extends RunnableConfig> = Omit<CallOptions<Config>, "tools">;

/** What may take the place of a chat model as one. */
interface ChatFallback extends Fallback<ModelInput> {
  streamMessage(input: ModelInput): MessageStream;
}

type AnyChat = ChatRunnable<ChatModelConfig>;

/** The config of a chat model; of several, that of each. */
type ConfigOf<M extends AnyChat> = M extends ChatRunnable<infer Config> ? Config : never;

type Fallbacks<F> = readonly F[] | ({ readonly fallbacks: readonly F[] } & FallbackOptions);

/** A chat model, or what is made of one by binding something to it: it answers messages with one message. */
export abstract class ChatRunnable<Config extends RunnableConfig = RunnableConfig> extends Runnable<
  ModelInput,
  AIMessage,
  AIMessageChunk,
  Config
> {
  /**
   * By which method it gives structured output, where nothing else is said.
   * @internal
   */
  abstract get "~structures"(): StructuredOutputMethod;

  /**
   * What is bound to, if something is bound to it.
   * @internal
   */
  get "~bare"(): Chat<Config> {
    return this;
  }

  /**
   * Runs it and gives its one message while it is streamed: as typed events, and each side of it by itself, the text, the
   * thoughts, the tool calls, the usage.
   *
   * @example
   * const message = model.streamMessage("what color is the sky?");
   * for await (const text of message.text) process.stdout.write(text);
   * console.log(await message.usage);
   */
  streamMessage(input: ModelInput, config: Partial<Config> = {}): MessageStream {
    return new MessageStream(this.stream(input, config), config.runName ?? this.name);
  }

  /**
   * The same model, which may call these tools: those of `tool(…)`, definitions with a JSON Schema, or the provider's own.
   * What it calls is in its message's `tool_calls`. `options` are further call options, such as `toolChoice`.
   *
   * @example
   * const message = await model.bindTools([weather], { toolChoice: "auto" }).invoke("What is the weather in Paris?");
   * const answers = await Promise.all(message.tool_calls.map((call) => weather.invoke(call)));
   */
  bindTools(
    tools: ToolsOf<Config>,
    options: ToolOptions<Config> = {} as ToolOptions<Config>,
  ): ChatModelBinding<Config> {
    return this.bind({ ...options, tools } as unknown as CallOptions<Config>);
  }

  /**
   * The model, and what reads its answer as a value of `schema`: any Standard Schema (zod, valibot, arktype), which checks
   * the value, or a JSON Schema, which only tells the model. While it streams, the chunks are what the value has come to,
   * unchecked; `invoke` gives the schema's output. `method` says how the model is asked; each model has a default.
   *
   * With `includeRaw` it gives `{ raw, parsed }`: the message too, and in the place of a failure to read it
   * `parsed: null` with the `parsingError`.
   *
   * @throws `config` where the schema offers no JSON Schema. A run: `parse` where the answer is not such a value
   * (`SchemaError` where the schema refuses it); `truncated` where it ended at its limit of tokens; `content_filter` where
   * the model refused. What had come is the `partial`.
   * @example
   * const joker = model.withStructuredOutput(z.object({ setup: z.string(), punchline: z.string() }));
   * for await (const joke of joker.stream("Tell me a joke.")) console.log(joke.setup, joke.punchline);
   */
  // Which model it is stands in `this` alone: so the signatures of several are one, and a union of models can be asked.
  withStructuredOutput<S extends StandardSchema, M extends AnyChat = AnyChat>(
    this: M,
    schema: S,
    options?: StructuredOutputOptions & { readonly includeRaw?: false | undefined },
  ): StructuredModel<SchemaOutput<S>, SchemaInput<S>, false, ConfigOf<M>>;
  withStructuredOutput<S extends StandardSchema, M extends AnyChat = AnyChat>(
    this: M,
    schema: S,
    options: StructuredOutputOptions & { readonly includeRaw: true },
  ): StructuredModel<SchemaOutput<S>, SchemaInput<S>, true, ConfigOf<M>>;
  withStructuredOutput<T = { [key: string]: JsonValue }, M extends AnyChat = AnyChat>(
    this: M,
    schema: JsonSchema,
    options?: StructuredOutputOptions & { readonly includeRaw?: false | undefined },
  ): StructuredModel<T, T, false, ConfigOf<M>>;
  withStructuredOutput<T = { [key: string]: JsonValue }, M extends AnyChat = AnyChat>(
    this: M,
    schema: JsonSchema,
    options: StructuredOutputOptions & { readonly includeRaw: true },
  ): StructuredModel<T, T, true, ConfigOf<M>>;
  withStructuredOutput(schema: StandardSchema | JsonSchema, options: StructuredOutputOptions = {}): never {
    return structured(this, schema, { ...options, method: options.method ?? this["~structures"] }) as never;
  }

  /** The same model with a config bound to it. Bound twice, it is merged. */
  override withConfig(config: Partial<Config>): ChatModelBinding<Config> {
    return this.#with(new RunnableBinding(this["~bare"], config));
  }

  override bind(options: CallOptions<Config>): ChatModelBinding<Config> {
    return this.#with(new RunnableBinding(this["~bare"], options));
  }

  override withListeners(listeners: Listeners): ChatModelBinding<Config> {
    return this.#with(new RunnableBinding(this["~bare"], {}, [new ListenerObserver(listeners)]));
  }

  override configurableFields(fields: ConfigurableFields<Config>): ChatModelBinding<Config> {
    return this.#with(new RunnableConfigurableFields(this["~bare"], fields as Record<string, ConfigurableField>));
  }

  override withRetry(options: RetryOptions = {}): ChatModelBinding<Config> {
    return this.#with(new RunnableRetry(this["~bare"], options));
  }

  /** Where all of them are chat models, what is bound to it, such as tools, is bound to the fallbacks as well. */
  override withFallbacks(fallbacks: Fallbacks<ChatFallback>, options?: FallbackOptions): ChatModelBinding<Config>;
  override withFallbacks<F extends Fallback<ModelInput>>(
    fallbacks: Fallbacks<F>,
    options?: FallbackOptions,
  ): Runnable<ModelInput, AIMessage | F["~out"], AIMessageChunk | F["~chunk"], Config>;
  override withFallbacks(fallbacks: Fallbacks<Fallback<ModelInput>>, options: FallbackOptions = {}): never {
    const all = withFallbacks(this["~bare"], fallbacks as readonly object[], options);
    const chats = all.fallbacks.every((fallback) => "streamMessage" in fallback);
    return (chats ? this.#with(all as object as Chat) : all) as never;
  }

  #with(bound: Chat): ChatModelBinding<Config> {
    return new ChatModelBinding(bound, this["~structures"]);
  }
}

/**
 * A chat model with something bound to it: a config, tools, another attempt, another model in its place. It is a chat model
 * as the one that it is made of.
 */
export class ChatModelBinding<Config extends RunnableConfig = RunnableConfig> extends ChatRunnable<Config> {
  readonly bound: Chat<Config>;
  readonly #method: StructuredOutputMethod;

  /** @internal */
  constructor(bound: Chat, method: StructuredOutputMethod) {
    super();
    this.bound = bound as Chat<Config>;
    this.#method = method;
  }

  override get name(): string {
    return this.bound.name;
  }

  override get "~structures"(): StructuredOutputMethod {
    return this.#method;
  }

  override get "~bare"(): Chat<Config> {
    return this.bound;
  }

  override get "~config"(): RunnableConfig {
    return this.bound["~config"];
  }

  override get "~kind"(): RunKind {
    return this.bound["~kind"];
  }

  override get "~parts"(): Parts | undefined {
    return this.bound["~parts"];
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    return this.bound["~takes"](wanted);
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return this.bound["~gives"](given);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    return this.bound["~ops"](step);
  }
}
