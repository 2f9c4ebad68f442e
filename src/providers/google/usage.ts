import type { UsageMetadata } from "../../messages/usage.ts";
import { details } from "../usage-told.ts";
import type { GeminiUsage } from "./wire.ts";

/** The usage so far; undefined where an event has no counts. What was thought counts as output, what tools brought as input. */
export function usageOf(usage: GeminiUsage): UsageMetadata | undefined {
  const { promptTokenCount: prompt, candidatesTokenCount: said = 0, thoughtsTokenCount: thought = 0 } = usage;
  if (typeof prompt !== "number" && typeof usage.totalTokenCount !== "number") return undefined;
  const input_tokens = (prompt ?? 0) + (usage.toolUsePromptTokenCount ?? 0);
  const output_tokens = said + thought;
  const input = details({ cache_read: usage.cachedContentTokenCount, tool_use: usage.toolUsePromptTokenCount });
  const output = details({ reasoning: thought });
  return {
    input_tokens,
    output_tokens,
    total_tokens: usage.totalTokenCount ?? input_tokens + output_tokens,
    ...(input && { input_token_details: input }),
    ...(output && { output_token_details: output }),
  };
}
