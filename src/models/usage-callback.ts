import type { CallbackHandler, HandledMessage, LLMResult } from "../runs/callback-handler.ts";
import { addUsage, type UsageMetadata } from "../messages/usage.ts";
import { addTo, modelNameIn, type UsageByModel } from "../messages/usage-by-model.ts";

/** A model that is answering. */
interface Answering {
  usage: UsageMetadata | undefined;
  model: string | undefined;
  /** Another model asks it, and passes on what it answers, and what that costs. */
  readonly inside: boolean;
}

/**
 * A handler of callbacks that sums what models consume, by the name of the model, over all that it is given to: one run, or
 * many. Of an answer that breaks off, or is not wanted any more, it counts what the provider had said by then.
 *
 * @example
 * const usage = new UsageMetadataCallbackHandler();
 * await chain.batch(questions, { callbacks: [usage] });
 * console.log(usage.usageMetadata); // { "gpt-5-mini": { input_tokens: 90, output_tokens: 150, total_tokens: 240 } }
 */
export class UsageMetadataCallbackHandler implements CallbackHandler {
  readonly name = "UsageMetadataCallbackHandler";
  readonly #sums: Record<string, UsageMetadata> = {};
  readonly #answering = new Map<string, Answering>();

  /** What each model has consumed so far. A new object each time. */
  get usageMetadata(): UsageByModel {
    return { ...this.#sums };
  }

  /** What all of them have; undefined where none has said. */
  get total(): UsageMetadata | undefined {
    return Object.values(this.#sums).reduce<UsageMetadata | undefined>(addUsage, undefined);
  }

  handleChatModelStart(_model: unknown, _messages: unknown, runId: string, parentRunId: string | undefined): void {
    const inside = parentRunId !== undefined && this.#answering.has(parentRunId);
    this.#answering.set(runId, { usage: undefined, model: undefined, inside });
  }

  handleLLMNewToken(
    _token: string,
    _index: unknown,
    runId: string,
    _parentRunId: string | undefined,
    _tags: string[],
    fields?: { readonly chunk?: { readonly message?: HandledMessage | undefined } | undefined },
  ): void {
    const answering = this.#answering.get(runId);
    const message = fields?.chunk?.message;
    if (!answering || !message) return;
    answering.model = modelNameIn(message.response_metadata) ?? answering.model;
    if (message.usage_metadata) answering.usage = addUsage(answering.usage, message.usage_metadata);
  }

  handleLLMEnd({ generations }: LLMResult, runId: string): void {
    const message = generations[0]?.[0]?.message;
    this.#count(runId, message?.usage_metadata, modelNameIn(message?.response_metadata));
  }

  handleLLMError(_error: unknown, runId: string): void {
    this.#count(runId);
  }

  #count(runId: string, whole?: UsageMetadata, name?: string): void {
    const answering = this.#answering.get(runId);
    this.#answering.delete(runId);
    const usage = whole ?? answering?.usage;
    if (answering && usage && !answering.inside) addTo(this.#sums, name ?? answering.model, usage);
  }
}
