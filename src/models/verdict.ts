import type { ErrorCode } from "../errors/error.ts";

/** What a refusal is, and whether the same request could succeed later. */
export interface Verdict {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** When it could, in milliseconds from now, where the provider says so among its words and not in a header. */
  readonly retryAfterMs?: number;
}

// The words that providers have for it: OpenAI's codes and types (https://platform.openai.com/docs/guides/error-codes),
// Anthropic's types (https://docs.claude.com/en/api/errors), Google's statuses (https://cloud.google.com/apis/design/errors),
// llama.cpp's and vLLM's types, Groq's and OpenRouter's codes.
const TABLE: readonly (readonly [ErrorCode, retryable: boolean, words: string])[] = [
  [
    "auth",
    false,
    "invalid_api_key authentication_error permission_error permission_denied unauthenticated unauthorized",
  ],
  ["auth", false, "invalid_authentication forbidden api_key_invalid"],
  [
    "quota",
    false,
    "insufficient_quota billing_error billing_hard_limit_reached insufficient_balance credit_balance_too_low",
  ],
  ["not_found", false, "not_found not_found_error model_not_found model_not_available unknown_model"],
  [
    "context_length",
    false,
    "context_length_exceeded exceed_context_size_error string_above_max_length request_too_large",
  ],
  ["content_filter", false, "content_filter content_policy_violation content_moderation safety moderation_blocked"],
  ["content_filter", false, "invalid_prompt"],
  [
    "rate_limit",
    true,
    "rate_limit_exceeded rate_limit_error rate_limited resource_exhausted too_many_requests requests",
  ],
  ["overloaded", true, "overloaded_error overloaded unavailable unavailable_error server_overloaded engine_overloaded"],
  ["overloaded", true, "engine_overloaded_error capacity_exceeded"],
  ["invalid_request", false, "invalid_request_error invalid_argument failed_precondition bad_request badrequesterror"],
  [
    "provider",
    true,
    "api_error server_error internal internal_error internal_server_error timeout_error deadline_exceeded",
  ],
];

const WORDS = new Map<string, Verdict>(
  TABLE.flatMap(([code, retryable, words]) => words.split(" ").map((word) => [word, { code, retryable }] as const)),
);

/**
 * By the first of the provider's own words that says something, else by a word that is an HTTP status (a 401 is said so),
 * else by the HTTP status. A word that only says that the request was at fault gives way to a status that says more.
 */
export function verdictOf(words: readonly (string | undefined)[], status: number): Verdict {
  let general: Verdict | undefined;
  for (const word of words) {
    if (word === undefined) continue;
    const verdict = WORDS.get(word.toLowerCase()) ?? (/^[45]\d\d$/.test(word) ? byStatus(Number(word)) : undefined);
    if (verdict && verdict.code !== "invalid_request" && verdict.code !== "provider") return verdict;
    general ??= verdict;
  }
  const said = byStatus(status);
  return general && (said.code === "provider" || status < 400) ? general : said;
}

export function byStatus(status: number): Verdict {
  switch (status) {
    case 400:
    case 413:
    case 422:
      return { code: "invalid_request", retryable: false };
    case 401:
    case 403:
      return { code: "auth", retryable: false };
    case 402:
      return { code: "quota", retryable: false };
    case 404:
      return { code: "not_found", retryable: false };
    case 408:
    case 409:
    case 425:
      return { code: "provider", retryable: true };
    case 429:
      return { code: "rate_limit", retryable: true };
    case 503:
    case 529:
      return { code: "overloaded", retryable: true };
    default:
      return { code: "provider", retryable: status >= 500 };
  }
}
