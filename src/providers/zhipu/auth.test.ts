import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunletError } from "../../errors/error.ts";
import { authorization as authorize } from "./auth.ts";

const KEY = "0123456789abcdef.SeCrEtSeCrEt";
const authorization = async (...of: Parameters<typeof authorize>): Promise<string> => authorize(...of);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(1_770_000_000_000);
});
afterEach(() => {
  vi.useRealTimers();
});

describe("bearer", () => {
  it("sends the key as it is", async () => {
    expect(await authorization(KEY)).toBe(`Bearer ${KEY}`);
    expect(await authorization("any-other-form", "bearer")).toBe("Bearer any-other-form");
  });

  it("needs no promise", () => expect(authorize(KEY)).toBe(`Bearer ${KEY}`));

  it.each(["", "a b", `${KEY}\n`, "ключ", "a\u00e9", "a\0b", "“quoted”"])(
    "refuses %j without showing it",
    async (key) => {
      const error: RunletError = await authorization(key).then(expect.unreachable, (reason: RunletError) => reason);
      expect(error).toMatchObject({ code: "auth", phase: "config", retryable: false });
      expect(error.message).not.toContain(key === "" ? KEY : key.trim());
    },
  );
});

describe("jwt", () => {
  it("is signed as node:crypto signs, with times in milliseconds", async () => {
    const now = Date.now();
    const token = (await authorization(KEY, "jwt")).slice("Bearer ".length);
    const [header = "", payload = "", signature] = token.split(".");
    const parse = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
    expect(parse(header)).toEqual({ alg: "HS256", sign_type: "SIGN" });
    expect(parse(payload)).toEqual({ api_key: "0123456789abcdef", exp: now + 210_000, timestamp: now });
    expect(signature).toBe(createHmac("sha256", "SeCrEtSeCrEt").update(`${header}.${payload}`).digest("base64url"));
    expect(token).not.toContain("SeCrEt");
  });

  it("is used for 180 seconds", async () => {
    const first = await authorization("fresh.secret", "jwt");
    vi.advanceTimersByTime(179_999);
    expect(await authorization("fresh.secret", "jwt")).toBe(first);
    vi.advanceTimersByTime(1);
    expect(await authorization("fresh.secret", "jwt")).not.toBe(first);
  });

  it("is kept for a bounded number of keys, the newest", async () => {
    const first = await authorization("first.secret", "jwt");
    vi.advanceTimersByTime(1);
    for (let i = 0; i < 63; i++) await authorization(`k${i}.secret`, "jwt");
    expect(await authorization("first.secret", "jwt")).toBe(first);
    await authorization("one-more.secret", "jwt");
    expect(await authorization("first.secret", "jwt")).not.toBe(first);
  });

  it.each(["noDotSeCrEt", ".SeCrEt", "SeCrEt.", "a.SeCrEt.c"])("refuses %j without showing it", async (key) => {
    const error: RunletError = await authorization(key, "jwt").then(
      expect.unreachable,
      (reason: RunletError) => reason,
    );
    expect(error).toMatchObject({ code: "auth", phase: "config" });
    expect(error.message).not.toContain("SeCrEt");
  });
});
