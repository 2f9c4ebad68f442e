import type { AIMessageChunk } from "../../messages/ai.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { ChatModel } from "../../models/chat-model.ts";
import type { StructuredOutputMethod } from "../../models/structured-output.ts";
import { detached } from "../../runs/ambient.ts";
import type { RunnableConfig, StepConfig } from "../../runs/config.ts";
import { stopwatch } from "./stopwatch.ts";
import { TapeWriter } from "./tape-writer.ts";

/** A chat model that answers as another one does, and notes what it was asked and each chunk in a file. */
export class RecordedChatModel<Config extends RunnableConfig> extends ChatModel<Config> {
  readonly name: string;
  readonly #model: ChatModel<Config>;
  readonly #file: string;

  constructor(model: ChatModel<Config>, file: string) {
    super();
    this.name = model.name;
    this.#model = model;
    this.#file = file;
  }

  protected override get structuredOutputMethod(): StructuredOutputMethod {
    return this.#model["~structures"];
  }

  protected async *reply(messages: readonly BaseMessage[], config: StepConfig): AsyncGenerator<AIMessageChunk> {
    const note = TapeWriter.of(this.#file).begin({ input: messages.map((message) => message.toJSON()) });
    const took = stopwatch();
    let over = false;
    try {
      for await (const chunk of detached(() => this.#model.stream([...messages], untold(config) as Partial<Config>))) {
        note({ chunk: chunk.toJSON(), after: took() });
        yield chunk;
      }
      over = true;
      note({ end: "complete", after: took() });
    } catch (error) {
      over = !config.signal.aborted;
      if (over) note({ error: error instanceof Error ? error.message : String(error), after: took() });
      throw error;
    } finally {
      if (!over) note({ end: "aborted", after: took() });
    }
  }
}

/** What a model's config says, without who is told of it, and of which run it is: they are told of the recorded model. */
function untold(config: StepConfig): RunnableConfig {
  return Object.fromEntries(Object.entries(config).filter(([key]) => key !== "callbacks"));
}
