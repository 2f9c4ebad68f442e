import { setOwn } from "../engine/own.ts";
import { own, type DataRecord } from "./record.ts";
import { addUsage, type UsageMetadata } from "./usage.ts";

/** What answers have consumed, by the name of the model. */
export type UsageByModel = Readonly<Record<string, UsageMetadata>>;

/** What of an answer says what it has consumed, and who has answered. */
interface Billed {
  readonly usage_metadata?: UsageMetadata | undefined;
  readonly response_metadata?: DataRecord | undefined;
}

/** What a model is called that does not say its name. */
const UNNAMED = "unknown";

/**
 * Sums what messages have cost by the model that answered, as it calls itself (`model_name` in `response_metadata`; "unknown"
 * where it does not). Those that do not say what they cost are left out.
 *
 * @example
 * const { messages = [] } = await stream.settled;
 * usageByModel(messages); // => { "gpt-5-mini": { input_tokens: 9, output_tokens: 15, total_tokens: 24 } }
 */
export function usageByModel(messages: readonly Billed[]): UsageByModel {
  const sums: Record<string, UsageMetadata> = {};
  for (const { usage_metadata: usage, response_metadata: metadata } of messages)
    if (usage) addTo(sums, modelNameIn(metadata), usage);
  return sums;
}

/** Adds what an answer of `model` has cost. */
export function addTo(sums: Record<string, UsageMetadata>, model: string | undefined, usage: UsageMetadata): void {
  const name = model ?? UNNAMED;
  setOwn(sums, name, addUsage(own(sums, name) as UsageMetadata | undefined, usage));
}

/** What the model that answered calls itself. */
export function modelNameIn(metadata: DataRecord = {}): string | undefined {
  const name = own(metadata, "model_name") ?? own(metadata, "model");
  return typeof name === "string" ? name : undefined;
}
