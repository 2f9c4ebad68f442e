import type { UsageMetadata } from "../../messages/usage.ts";
import { details } from "../usage-told.ts";
import type { WireUsage } from "./wire.ts";

/** What an answer has used. What was read from a cache and written into one is a part of the input. */
export function usageOf(usage: WireUsage): UsageMetadata {
  const read = usage.cache_read_input_tokens ?? 0;
  const written = usage.cache_creation_input_tokens ?? 0;
  const input = (usage.input_tokens ?? 0) + read + written;
  const output = usage.output_tokens ?? 0;
  const inputDetails = details({ cache_read: read, cache_creation: written });
  const outputDetails = details({ reasoning: usage.output_tokens_details?.thinking_tokens });
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    ...(inputDetails && { input_token_details: inputDetails }),
    ...(outputDetails && { output_token_details: outputDetails }),
  };
}

/** The counts after `later`, which may leave out, or say null of, what has not changed. */
export function newerUsage(earlier: WireUsage, later: WireUsage): WireUsage {
  return { ...earlier, ...Object.fromEntries(Object.entries(later).filter(([, count]) => count !== null)) };
}
