import type { Provider } from "../../models/refusal.ts";
import type { Said } from "../../models/said.ts";
import type { Verdict } from "../../models/verdict.ts";

interface Detail {
  readonly reason?: unknown;
  readonly retryDelay?: unknown;
  readonly violations?: readonly { readonly quotaId?: unknown }[];
}

/** Google's statuses are few; what it was, and when to come back, is in the details. */
export const GOOGLE: Provider = {
  name: "Google",
  verdict: (said, status) => said && verdictIn(said, status),
  hints: { quota: "; the day's requests are used up" },
};

function verdictIn(said: Said, status: number): Verdict | undefined {
  const details = detailsOf(said);
  if (details.some(({ reason }) => reason === "API_KEY_INVALID" || reason === "API_KEY_EXPIRED"))
    return { code: "auth", retryable: false };
  if (/token count.* exceeds the maximum/i.test(said.message)) return { code: "context_length", retryable: false };
  if (status !== 429 && !said.words.includes("RESOURCE_EXHAUSTED")) return undefined;
  const violations = details.flatMap((detail) => (Array.isArray(detail.violations) ? detail.violations : []));
  if (violations.some(({ quotaId }) => /PerDay/.test(String(quotaId)))) return { code: "quota", retryable: false };
  const delay = details.map(({ retryDelay }) => /^([\d.]+)s$/.exec(String(retryDelay))?.[1]).find(Boolean);
  return { code: "rate_limit", retryable: true, ...(delay && { retryAfterMs: Math.ceil(Number(delay) * 1000) }) };
}

function detailsOf({ json }: Said): readonly Detail[] {
  const { details } = (json["error"] ?? {}) as { readonly details?: unknown };
  return Array.isArray(details) ? details.filter((detail) => typeof detail === "object" && detail !== null) : [];
}
