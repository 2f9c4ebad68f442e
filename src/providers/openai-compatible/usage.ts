import type { UsageMetadata } from "../../messages/usage.ts";
import { details } from "../usage-told.ts";
import type { WireUsage } from "./wire.ts";

/** What an answer has used so far. */
export function usageOf(usage: WireUsage): UsageMetadata {
  const read = usage.prompt_tokens_details ?? {};
  const made = usage.completion_tokens_details ?? {};
  const input = count(usage.prompt_tokens) ?? 0;
  const said = count(usage.completion_tokens) ?? 0;
  const total = count(usage.total_tokens) ?? input + said;
  const reasoning = count(made["reasoning_tokens"]) ?? 0;
  // xAI counts thoughts beside the completion, and not as a part of it.
  const output = reasoning > 0 && total === input + said + reasoning ? said + reasoning : said;
  const inputDetails = details({
    cache_read: count(read["cached_tokens"]),
    cache_creation: count(read["cache_write_tokens"]),
    audio: count(read["audio_tokens"]),
  });
  const outputDetails = details({ reasoning, audio: count(made["audio_tokens"]) });
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: total,
    ...(inputDetails && { input_token_details: inputDetails }),
    ...(outputDetails && { output_token_details: outputDetails }),
  };
}

/** A number that was sent: null, or anything else, is none. */
function count(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
