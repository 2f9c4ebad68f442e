import type { ErrorCode } from "../../errors/error.ts";

/** What a refusal is, and whether the same request could succeed later. */
export interface Verdict {
  readonly code: ErrorCode;
  readonly retryable: boolean;
}

// The service's own codes: https://docs.bigmodel.cn/cn/api/api-code and https://docs.z.ai/api-reference/api-code;
// 1261, 1310, 1311 and 1313 as its users report them.
const TABLE: readonly (readonly [ErrorCode, retryable: boolean, codes: readonly number[]])[] = [
  ["auth", false, [1000, 1001, 1002, 1003, 1004, 1100, 1110, 1111, 1112, 1120, 1121, 1220]],
  ["invalid_request", false, [1210, 1212, 1213, 1214, 1215, 1231]],
  // The model, the address, or a model that the account's plan leaves out.
  ["not_found", false, [1211, 1221, 1222, 1311]],
  ["context_length", false, [1261]],
  ["content_filter", false, [1300, 1301]],
  ["rate_limit", true, [1302, 1303, 1305]],
  // No balance, the day's calls, a plan's hours or weeks, a plan that has ended.
  ["quota", false, [1113, 1304, 1308, 1309, 1310]],
  // A network failure inside the service.
  ["provider", true, [1234]],
  // Use of a plan from a program that its terms do not list.
  ["provider", false, [1313]],
];

const CODES = new Map<string, Verdict>(
  TABLE.flatMap(([code, retryable, codes]) => codes.map((number) => [String(number), { code, retryable }] as const)),
);

/** By the service's code, else by a code that is an HTTP status (a 401 is said so), else by the HTTP status. */
export function classify(providerCode: string | undefined, status: number): Verdict {
  if (providerCode === undefined) return byStatus(status);
  return CODES.get(providerCode) ?? byStatus(/^[45]\d\d$/.test(providerCode) ? Number(providerCode) : status);
}

function byStatus(status: number): Verdict {
  switch (status) {
    case 400:
    case 413:
    case 422:
    case 435: // a file that is too large
      return { code: "invalid_request", retryable: false };
    case 401:
    case 403:
    case 434: // an API in its trial phase
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
