import { expect, it } from "vitest";
import { refusalOf } from "../../models/refusal.ts";
import { GOOGLE } from "./provider.ts";

const TYPE = "type.googleapis.com/google.rpc.";
const failure = (error: object, headers?: Headers) =>
  refusalOf(GOOGLE, {
    status: (error as { code: number }).code,
    body: JSON.stringify({ error }),
    secrets: [],
    phase: "before-first-chunk",
    model: "gemini-x",
    ...(headers && { headers }),
  });
const quota = (...quotaIds: string[]) => ({
  code: 429,
  message: "You exceeded your current quota.",
  status: "RESOURCE_EXHAUSTED",
  details: [
    { "@type": `${TYPE}QuotaFailure`, violations: quotaIds.map((quotaId) => ({ quotaId })) },
    { "@type": `${TYPE}RetryInfo`, retryDelay: "34.07s" },
  ],
});

it.each([
  [
    { code: 400, message: "API key not valid.", status: "INVALID_ARGUMENT", details: [{ reason: "API_KEY_INVALID" }] },
    { code: "auth" },
  ],
  [
    { code: 403, message: "Caller lacks it.", status: "PERMISSION_DENIED" },
    { code: "auth", providerCode: "PERMISSION_DENIED" },
  ],
  [{ code: 404, message: "models/gemini-x is not found", status: "NOT_FOUND" }, { code: "not_found" }],
  [
    { code: 400, message: "Invalid value", status: "INVALID_ARGUMENT", details: [null, 1] },
    { code: "invalid_request" },
  ],
  [
    {
      code: 400,
      message: "The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).",
      status: "INVALID_ARGUMENT",
    },
    { code: "context_length", retryable: false },
  ],
  [
    quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier"),
    { code: "rate_limit", retryable: true, retryAfterMs: 34_070 },
  ],
  [quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), { code: "quota", retryable: false }],
  [
    { code: 429, message: "Resource exhausted.", status: "RESOURCE_EXHAUSTED" },
    { code: "rate_limit", retryAfterMs: undefined },
  ],
  [
    { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" },
    { code: "overloaded", retryable: true },
  ],
  [
    { code: 500, message: "An internal error has occurred.", status: "INTERNAL" },
    { code: "provider", retryable: true },
  ],
])("%j", (error, expected) => {
  expect(failure(error)).toMatchObject(expected);
});

it("goes by the header where there is one", () => {
  expect(failure(quota("a"), new Headers({ "retry-after": "1" }))).toMatchObject({ retryAfterMs: 1000 });
});
