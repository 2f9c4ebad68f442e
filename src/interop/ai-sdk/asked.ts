import type { RunnableConfig } from "../../runs/config.ts";
import type { AISDKCallOptions, AISDKModel, ProviderMetadata } from "./specification.ts";

/** What may be set for a model of the AI SDK, and for one call of it. */
export interface AISDKCallConfig {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  /** The longest answer, in tokens. */
  readonly maxTokens?: number | undefined;
  /** Words that end the answer. */
  readonly stop?: string | readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  /** Further headers of the request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What one provider alone takes, by its name: `{ anthropic: { thinking: { type: "enabled", budgetTokens: 2000 } } }`. */
  readonly providerOptions?: ProviderMetadata | undefined;
}

export function askedOf(options: AISDKCallConfig, _model: AISDKModel): Omit<AISDKCallOptions, "prompt"> {
  const stop = typeof options.stop === "string" ? [options.stop] : options.stop;
  return defined({
    temperature: options.temperature,
    topP: options.topP,
    topK: options.topK,
    maxOutputTokens: options.maxTokens,
    stopSequences: stop && [...stop],
    seed: options.seed,
    presencePenalty: options.presencePenalty,
    frequencyPenalty: options.frequencyPenalty,
    headers: options.headers,
    providerOptions: options.providerOptions,
  });
}

export function configOf(asked: AISDKCallOptions): { config: RunnableConfig & AISDKCallConfig; warnings: [] } {
  const { abortSignal: signal, ...rest } = asked;
  return { config: defined({ signal, temperature: rest.temperature }), warnings: [] };
}

function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
