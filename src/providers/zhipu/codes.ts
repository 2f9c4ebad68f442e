import type { ErrorCode } from "../../errors/error.ts";
import type { Said } from "../../models/said.ts";
import type { Verdict } from "../../models/verdict.ts";

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

/** Statuses that only this service has: an API in its trial phase, a file that is too large. */
const STATUSES = new Map<number, Verdict>([
  [434, { code: "auth", retryable: false }],
  [435, { code: "invalid_request", retryable: false }],
]);

/** What the service's own code says, or a status of its own. */
export function verdict(said: Said | undefined, status: number): Verdict | undefined {
  for (const word of said?.words ?? []) if (CODES.has(word)) return CODES.get(word);
  return STATUSES.get(status);
}
