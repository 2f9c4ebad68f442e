import type { BaseMessage } from "../../messages/message.ts";
import type { StructuredOutputMethod } from "../../models/structured-output.ts";
import type { StepConfig } from "../../runs/config.ts";
import { optionsOf, type Call } from "../http-call.ts";
import { checkOptions } from "../../models/known-options.ts";
import { HttpChatModel } from "../http-chat-model.ts";
import { OllamaAnswer } from "./answer.ts";
import { endpointOf } from "./endpoint.ts";
import { ollamaMessages } from "./messages.ts";
import { OPTIONS, requestOf, toolsOf, type ChatOllamaOptions, type OllamaConfig } from "./options.ts";
import { OLLAMA } from "./provider.ts";
import type { OllamaChatRequest } from "./wire.ts";

/**
 * Models that Ollama (https://ollama.com) runs, on this machine or elsewhere, by its own interface: `/api/chat`.
 *
 * What the model thinks, where `think` is set, is in `additional_kwargs.reasoning_content` (and among `contentBlocks`). The
 * last chunk has the tokens in `usage_metadata`, and in `response_metadata` the `finish_reason` ("stop" behind tool calls too)
 * and the times, in nanoseconds.
 *
 * @throws (when a call is made) `connection` where no server is there, `not_found` for a model that was not pulled,
 * `invalid_request`, `context_length`, `truncated`, `protocol` and the others that `ErrorCode` lists.
 *
 * @example
 * const model = new ChatOllama({ model: "llama3.2", numCtx: 8192 });
 * for await (const chunk of model.stream("what color is the sky?")) process.stdout.write(chunk.text);
 */
export class ChatOllama extends HttpChatModel<OllamaConfig> {
  readonly name = "ChatOllama";
  readonly model: string | undefined;
  // Private, so that a model that is printed or logged shows no key.
  readonly #options: ChatOllamaOptions;

  constructor(options: ChatOllamaOptions) {
    super(options);
    checkOptions(options, OPTIONS);
    this.model = options.model;
    this.#options = options;
  }

  protected override get structuredOutputMethod(): StructuredOutputMethod {
    return "jsonSchema";
  }

  protected call(messages: readonly BaseMessage[], config: StepConfig & OllamaConfig): Call {
    const options = optionsOf(this.#options, config);
    const body: OllamaChatRequest = {
      ...requestOf(options),
      messages: ollamaMessages(messages),
      ...toolsOf(options),
      ...options.extraBody,
    };
    return new OllamaAnswer(OLLAMA, { ...endpointOf("/api/chat", options), body }, body.model);
  }
}
