import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import type { RunnableConfig } from "../runs/config.ts";
import { RunnableBinding } from "../runnables/binding.ts";
import type { CallOptions } from "../runnables/configurable-fields.ts";
import type { ModelInput } from "./input.ts";
import { MessageStream } from "./message-stream.ts";

/** A chat model with a config bound to it, which streams its one message as the model does. */
export class ChatModelBinding<Config extends RunnableConfig = RunnableConfig> extends RunnableBinding<
  ModelInput,
  AIMessage,
  AIMessageChunk,
  Config
> {
  /** Runs it and gives its one message while it is streamed. */
  streamMessage(input: ModelInput, config: Partial<Config> = {}): MessageStream {
    return new MessageStream(this.stream(input, config), config.runName ?? this.name);
  }

  override withConfig(config: Partial<Config>): ChatModelBinding<Config> {
    return new ChatModelBinding(this, config);
  }

  override bind(options: CallOptions<Config>): ChatModelBinding<Config> {
    return new ChatModelBinding(this, options);
  }
}
