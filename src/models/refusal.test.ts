import { afterEach, describe, expect, it, vi } from "vitest";
import { counted } from "../../test/support/counted.ts";
import type { ErrorCode, RunletError } from "../errors/error.ts";
import { refusalOf, type Provider, type Refused } from "./refusal.ts";

const SERVICE: Provider = {
  name: "Zhipu",
  about: ({ json }) => (json["who"] === undefined ? undefined : `in the text of: ${String(json["who"])}`),
  hints: { auth: "; check the key", not_found: "; check the model's name" },
};

const refusal = (refused: Partial<Refused>): RunletError =>
  refusalOf(SERVICE, { status: 400, body: "", secrets: [], phase: "before-first-chunk", ...refused });

const said = (code: string | number, message = "原因"): string => JSON.stringify({ error: { code, message } });

describe("the words of services", () => {
  it.each<[string | number | null, string, number, ErrorCode, boolean]>([
    ["invalid_api_key", "invalid_request_error", 401, "auth", false],
    ["insufficient_quota", "insufficient_quota", 429, "quota", false],
    ["rate_limit_exceeded", "tokens", 429, "rate_limit", true],
    ["model_not_found", "invalid_request_error", 404, "not_found", false],
    ["context_length_exceeded", "invalid_request_error", 400, "context_length", false],
    ["content_filter", "", 400, "content_filter", false],
    [null, "server_error", 500, "provider", true],
    [null, "overloaded_error", 529, "overloaded", true],
    [503, "unavailable_error", 503, "overloaded", true],
    ["tool_use_failed", "invalid_request_error", 200, "invalid_request", false],
    ["401", "", 200, "auth", false],
    ["500", "", 200, "provider", true],
    ["9999", "", 400, "invalid_request", false],
    ["9999", "", 502, "provider", true],
  ])("%j and %j with status %i is %s", (code, type, status, kind, retryable) => {
    const error = refusal({ status, body: JSON.stringify({ error: { message: "原因", code, type } }) });
    expect(error).toMatchObject({ code: kind, retryable, status, phase: "before-first-chunk" });
  });

  it("may be of this service alone", () => {
    const verdict: Provider["verdict"] = (said) =>
      said?.words.includes("1113") ? { code: "quota", retryable: false } : undefined;
    const refused = { status: 429, body: said("1113"), secrets: [], phase: "mid-stream" } as const;
    expect(refusalOf({ name: "Zhipu", verdict }, refused)).toMatchObject({ code: "quota", providerCode: "1113" });
    expect(refusalOf({ name: "Zhipu", verdict }, { ...refused, body: said("1") }).code).toBe("rate_limit");
  });
});

describe("an HTTP status without a code", () => {
  it.each<[number, ErrorCode, boolean]>([
    [400, "invalid_request", false],
    [401, "auth", false],
    [402, "quota", false],
    [403, "auth", false],
    [404, "not_found", false],
    [408, "provider", true],
    [409, "provider", true],
    [418, "provider", false],
    [425, "provider", true],
    [429, "rate_limit", true],
    [500, "provider", true],
    [502, "provider", true],
    [503, "overloaded", true],
    [529, "overloaded", true],
  ])("%i is %s", (status, code, retryable) => {
    expect(refusal({ status, body: "" })).toMatchObject({ code, retryable, status, providerCode: undefined });
  });

  it.each(["", "{}", "null", "[]", '{"choices":[]}', "<html>Welcome</html>"])(
    "200 with %j is not an answer",
    (body) => {
      expect(refusal({ status: 200, body })).toMatchObject({ code: "protocol", retryable: false });
    },
  );
});

describe("the message", () => {
  it("is one sentence with the provider's words, code and status", () => {
    expect(refusal({ status: 401, body: said("401", "令牌已过期或验证不正确") }).message).toBe(
      'Zhipu refused the API key or its account: "令牌已过期或验证不正确" (401, status 401); check the key.',
    );
  });

  it("names the model that is not there", () => {
    const body = said("model_not_found", "模型不存在，请检查模型代码。");
    expect(refusal({ status: 400, body, model: "glm-4-plus" }).message).toBe(
      'Zhipu does not offer the model "glm-4-plus", or has no such address: "模型不存在，请检查模型代码。" ' +
        "(model_not_found, status 400); check the model's name.",
    );
  });

  it("says what else the service says of the reason", () => {
    const body = '{"who":"user","error":{"code":"content_filter","message":"敏感内容"}}';
    expect(refusal({ status: 400, body }).message).toBe(
      'Zhipu withheld the answer by its content policy (in the text of: user): "敏感内容" (content_filter, status 400).',
    );
  });

  it("shows the words of a page, shortened, on one line", () => {
    const page = `<!doctype html><style>p { color: red }</style><h1>502 Bad\n  Gateway</h1><p>${"x".repeat(5000)}</p>`;
    const { message } = refusal({ status: 502, body: page });
    expect(message).toMatch(/^Zhipu failed: "502 Bad Gateway x+…" \(status 502\)\.$/);
    expect(message.length).toBeLessThan(400);
  });

  it("says that there is no reason where there is none", () => {
    expect(refusal({ status: 500, body: "" }).message).toBe("Zhipu failed: no reason given (status 500).");
  });

  it("looks for tags in the beginning of a page only, where nothing closes them", () => {
    for (const page of ["<script>".repeat(5_000), "<".repeat(40_000), " ".repeat(40_000)]) {
      const { longest } = counted(() => void refusal({ status: 502, body: page }));
      expect(longest).toBeGreaterThan(0);
      expect(longest).toBeLessThanOrEqual(8_000);
    }
  });
});

describe("other bodies", () => {
  it("of the Anthropic-style address have the code as type", () => {
    const body = '{"error":{"message":"Unauthorized","type":"401"}}';
    expect(refusal({ status: 401, body })).toMatchObject({ code: "auth", providerCode: "401" });
    const word = '{"type":"error","error":{"message":"busy","type":"overloaded_error"}}';
    expect(refusal({ status: 529, body: word })).toMatchObject({
      code: "overloaded",
      providerCode: "overloaded_error",
    });
  });

  it("of a gateway have a string, or no error at all", () => {
    const spring = '{"timestamp":"2026-01-01","status":404,"error":"Not Found","path":"/v4/chat/completions"}';
    expect(refusal({ status: 404, body: spring }).message).toContain(
      'Zhipu has no such model or address: "Not Found" (status 404)',
    );
    expect(refusal({ status: 400, body: '{"message":"bad","code":1214}' })).toMatchObject({
      code: "invalid_request",
      providerCode: "1214",
    });
    expect(refusal({ status: 500, body: '{"error":{"message":{"why":["x"]}}}' }).message).toContain('"{"why":["x"]}"');
  });

  it("name the request", () => {
    const body = '{"error":{"code":"1234","message":"x"},"request_id":"r-1"}';
    const headers = new Headers({ "x-request-id": "h-1" });
    expect(refusal({ status: 500, body, headers }).requestId).toBe("r-1");
    expect(refusal({ status: 500, body: "", headers }).requestId).toBe("h-1");
    expect(refusal({ status: 500, body: "" }).requestId).toBeUndefined();
  });
});

describe("Retry-After", () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  const after = (value: string): number | undefined =>
    refusal({ status: 429, body: "", headers: new Headers({ "retry-after": value }) }).retryAfterMs;

  it("is seconds or a date", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-01-01T00:00:00Z") });
    expect(after("3")).toBe(3000);
    expect(after("0.25")).toBe(250);
    expect(after("Thu, 01 Jan 2026 00:00:07 GMT")).toBe(7000);
    expect(after("Wed, 31 Dec 2025 23:59:59 GMT")).toBe(0);
    expect(after("-1")).toBe(0);
    expect(after("soon")).toBeUndefined();
    expect(after("")).toBeUndefined();
  });
});

describe("secrets", () => {
  const secrets = ["0123abcd", "0123abcd.SeCrEtHalf"];

  it("are hidden wherever the provider repeats them", () => {
    const key = "0123abcd.SeCrEtHalf";
    const bodies = [
      said("401", `bad key ${key}, again ${key}`),
      said(key, key),
      `<p>${key}</p>`,
      `{"error":{"message":"x"},"request_id":"${key}"}`,
      `{"error":{"message":"\\u0030123abcd.SeCrEtHalf"}}`,
      `{"error":"x","who":"${key}"}`,
      said("1211", `${"x".repeat(290)}${key}`),
    ];
    for (const body of bodies) {
      const error = refusal({ status: 400, body, secrets, model: key, headers: new Headers({ "x-request-id": key }) });
      const shown = JSON.stringify([error.message, error.requestId, error.providerCode]);
      expect(shown).not.toMatch(/SeCr|0123/);
    }
  });

  it("that are empty hide nothing", () => {
    expect(refusal({ status: 500, body: "oops", secrets: [""] }).message).toContain('"oops"');
  });
});

it("takes an error inside a stream for one, whatever it says", () => {
  const inStream = { status: 200, inStream: true, phase: "mid-stream" } as const;
  expect(refusal({ ...inStream, body: "boom" })).toMatchObject({ code: "provider", phase: "mid-stream" });
  expect(refusal({ ...inStream, body: said(503, "Loading model") })).toMatchObject({
    code: "overloaded",
    retryable: true,
  });
});
