import { isRecord } from "../../messages/record.ts";
import type { UsageMetadata } from "../../messages/usage.ts";
import type { AISDKUsage } from "./specification.ts";

/** What a call has consumed, as any version of the specification tells it; undefined where nothing was counted. */
export function usageOf(told: unknown): UsageMetadata | undefined {
  if (!isRecord(told)) return undefined;
  const input = countsOf(told["inputTokens"]);
  const output = countsOf(told["outputTokens"]);
  if (input.total === undefined && output.total === undefined) return undefined;
  const { total: inputTokens = 0, cacheRead = told["cachedInputTokens"], cacheWrite } = input;
  const { total: outputTokens = 0, reasoning = told["reasoningTokens"] } = output;
  const inputDetails = details({ cache_read: cacheRead, cache_creation: cacheWrite });
  const outputDetails = details({ reasoning });
  const total = told["totalTokens"];
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    total_tokens: typeof total === "number" ? total : inputTokens + outputTokens,
    ...(inputDetails && { input_token_details: inputDetails }),
    ...(outputDetails && { output_token_details: outputDetails }),
  };
}

interface Counts {
  readonly total?: number | undefined;
  readonly cacheRead?: unknown;
  readonly cacheWrite?: unknown;
  readonly reasoning?: unknown;
}

/** In v2 a number, later the number and its parts. */
function countsOf(tokens: unknown): Counts {
  return typeof tokens === "number" ? { total: tokens } : isRecord(tokens) ? tokens : {};
}

function details(counts: Readonly<Record<string, unknown>>): Record<string, number> | undefined {
  const counted = Object.entries(counts).filter(([, count]) => typeof count === "number" && count > 0);
  return counted.length > 0 ? (Object.fromEntries(counted) as Record<string, number>) : undefined;
}

/** The same in the form of v3. */
export function toldUsage(usage: UsageMetadata | undefined): AISDKUsage {
  const cacheRead = usage?.input_token_details?.["cache_read"];
  const cacheWrite = usage?.input_token_details?.["cache_creation"];
  const reasoning = usage?.output_token_details?.["reasoning"];
  const { input_tokens: input, output_tokens: output } = usage ?? {};
  return {
    inputTokens: {
      total: input,
      noCache: input === undefined ? undefined : input - (cacheRead ?? 0) - (cacheWrite ?? 0),
      cacheRead,
      cacheWrite,
    },
    outputTokens: { total: output, text: output === undefined ? undefined : output - (reasoning ?? 0), reasoning },
  };
}
