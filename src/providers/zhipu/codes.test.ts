import { describe, expect, it } from "vitest";
import type { ErrorCode, RunletError } from "../../errors/error.ts";
import { refusalOf } from "../../models/refusal.ts";
import { ZHIPU } from "./dialect.ts";

const refusal = (status: number, body: string, model?: string): RunletError =>
  refusalOf(ZHIPU, { status, body, model, secrets: [], phase: "before-first-chunk" });
const said = (code: string | number, message = "原因"): string => JSON.stringify({ error: { code, message } });

describe("the service's codes", () => {
  it.each<[string, number, ErrorCode, boolean]>([
    ["1000", 401, "auth", false],
    ["1004", 401, "auth", false],
    ["401", 401, "auth", false],
    ["1110", 429, "auth", false],
    ["1113", 429, "quota", false],
    ["1121", 429, "auth", false],
    ["1210", 400, "invalid_request", false],
    ["1211", 400, "not_found", false],
    ["1214", 400, "invalid_request", false],
    ["1231", 400, "invalid_request", false],
    ["1234", 500, "provider", true],
    ["1234", 200, "provider", true],
    ["1261", 400, "context_length", false],
    ["1301", 400, "content_filter", false],
    ["1301", 200, "content_filter", false],
    ["1302", 429, "rate_limit", true],
    ["1303", 429, "rate_limit", true],
    ["1304", 429, "quota", false],
    ["1305", 429, "rate_limit", true],
    ["1308", 429, "quota", false],
    ["1310", 429, "quota", false],
    ["1311", 429, "not_found", false],
    ["1313", 429, "provider", false],
    ["500", 500, "provider", true],
    ["500", 200, "provider", true],
    ["9999", 400, "invalid_request", false],
    ["9999", 502, "provider", true],
  ])("%s with status %i is %s", (code, status, kind, retryable) => {
    const error = refusal(status, said(code));
    expect(error).toMatchObject({ code: kind, retryable, status, providerCode: code, phase: "before-first-chunk" });
  });

  it("may be a number", () => {
    expect(refusal(429, said(1113))).toMatchObject({ code: "quota", providerCode: "1113" });
  });
});

it.each<[number, ErrorCode]>([
  [434, "auth"],
  [435, "invalid_request"],
])("status %i is its own", (status, code) => {
  expect(refusal(status, "")).toMatchObject({ code, retryable: false, status, providerCode: undefined });
});

describe("the message", () => {
  it("says what to look at", () => {
    expect(refusal(401, said("401", "令牌已过期或验证不正确")).message).toBe(
      'Zhipu refused the API key or its account: "令牌已过期或验证不正确" (401, status 401); check the key, ' +
        "and that it was made for this address (bigmodel.cn and z.ai do not take each other's).",
    );
    expect(refusal(400, said("1211", "模型不存在"), "glm-4-plus").message).toBe(
      'Zhipu does not offer the model "glm-4-plus", or has no such address: "模型不存在" (1211, status 400); ' +
        "check the model's name, the baseURL, and which models the account may use.",
    );
  });

  it("says whose text was filtered", () => {
    const body = '{"contentFilter":[{"level":1,"role":"user"}],"error":{"code":"1301","message":"敏感内容"}}';
    expect(refusal(400, body).message).toBe(
      'Zhipu withheld the answer by its content policy (in the text of: user): "敏感内容" (1301, status 400).',
    );
  });
});
