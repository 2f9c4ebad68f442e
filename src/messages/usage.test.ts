import { expect, test } from "vitest";
import { addUsage } from "./usage.ts";
import type { UsageMetadata } from "./usage.ts";

test("adds field by field, details too", () => {
  const a = { input_tokens: 1, output_tokens: 2, total_tokens: 3, input_token_details: { cache_read: 1, audio: 2 } };
  const b = {
    input_tokens: 10,
    output_tokens: 20,
    total_tokens: 30,
    input_token_details: { audio: 3, toString: 4 } as unknown as Record<string, number>,
    output_token_details: { reasoning: 5 },
  };
  expect(addUsage(a, b)).toEqual({
    input_tokens: 11,
    output_tokens: 22,
    total_tokens: 33,
    input_token_details: { cache_read: 1, audio: 5, toString: 4 },
    output_token_details: { reasoning: 5 },
  });
});

test("what is missing counts as 0", () => {
  const partial = { output_tokens: 2, total_tokens: null } as unknown as UsageMetadata;
  expect(addUsage(partial, { input_tokens: 1, output_tokens: 1, total_tokens: 2 })).toEqual({
    input_tokens: 1,
    output_tokens: 3,
    total_tokens: 2,
  });
  expect(addUsage(undefined, undefined)).toBeUndefined();
});
