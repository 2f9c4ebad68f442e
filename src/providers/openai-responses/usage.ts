import type { UsageMetadata } from "../../messages/usage.ts";
import { details } from "../usage-told.ts";
import type { ResponseUsage } from "./wire.ts";

export function usageOf(usage: ResponseUsage): UsageMetadata {
  const input = usage.input_tokens ?? 0;
  const output = usage.output_tokens ?? 0;
  const { cached_tokens, cache_write_tokens } = usage.input_tokens_details ?? {};
  const inputDetails = details({ cache_read: cached_tokens, cache_creation: cache_write_tokens });
  const outputDetails = details({ reasoning: usage.output_tokens_details?.["reasoning_tokens"] });
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: usage.total_tokens ?? input + output,
    ...(inputDetails && { input_token_details: inputDetails }),
    ...(outputDetails && { output_token_details: outputDetails }),
  };
}
