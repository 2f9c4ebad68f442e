import { setOwn } from "../engine/own.ts";
import { own } from "./record.ts";

/** A part of a count, by kind: `cache_read`, `cache_creation`, `audio`, `reasoning`, … in tokens. */
export type TokenDetails = Readonly<Record<string, number>>;

/** What a call has consumed, in tokens. */
export interface UsageMetadata {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
  /** Parts of `input_tokens`. */
  readonly input_token_details?: TokenDetails;
  /** Parts of `output_tokens`. */
  readonly output_token_details?: TokenDetails;
}

/** The sum, field by field; what is missing counts as 0. */
export function addUsage(a: UsageMetadata | undefined, b: UsageMetadata | undefined): UsageMetadata | undefined {
  if (!a || !b) return a ?? b;
  const input = addDetails(a.input_token_details, b.input_token_details);
  const output = addDetails(a.output_token_details, b.output_token_details);
  return {
    input_tokens: count(a.input_tokens) + count(b.input_tokens),
    output_tokens: count(a.output_tokens) + count(b.output_tokens),
    total_tokens: count(a.total_tokens) + count(b.total_tokens),
    ...(input && { input_token_details: input }),
    ...(output && { output_token_details: output }),
  };
}

function addDetails(a: TokenDetails | undefined, b: TokenDetails | undefined): TokenDetails | undefined {
  if (!a || !b) return a ?? b;
  const sum = { ...a };
  for (const key of Object.keys(b)) setOwn(sum, key, count(own(sum, key)) + count(b[key]));
  return sum;
}

// Providers send null, or leave a field out, where they have not counted.
function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
