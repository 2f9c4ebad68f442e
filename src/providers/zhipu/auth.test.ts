import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunletError } from "../../errors/error.ts";
import { signedToken } from "./auth.ts";

const KEY = "0123456789abcdef.SeCrEtSeCrEt";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(1_770_000_000_000);
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a signed token", () => {
  it("is signed as node:crypto signs, with times in milliseconds", async () => {
    const now = Date.now();
    const token = await signedToken(KEY);
    const [header = "", payload = "", signature] = token.split(".");
    const parse = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
    expect(parse(header)).toEqual({ alg: "HS256", sign_type: "SIGN" });
    expect(parse(payload)).toEqual({ api_key: "0123456789abcdef", exp: now + 210_000, timestamp: now });
    expect(signature).toBe(createHmac("sha256", "SeCrEtSeCrEt").update(`${header}.${payload}`).digest("base64url"));
    expect(token).not.toContain("SeCrEt");
  });

  it("is used for 180 seconds", async () => {
    const first = await signedToken("fresh.secret");
    vi.advanceTimersByTime(179_999);
    expect(await signedToken("fresh.secret")).toBe(first);
    vi.advanceTimersByTime(1);
    expect(await signedToken("fresh.secret")).not.toBe(first);
  });

  it("is kept for a bounded number of keys, the newest", async () => {
    const first = await signedToken("first.secret");
    vi.advanceTimersByTime(1);
    for (let i = 0; i < 63; i++) await signedToken(`k${i}.secret`);
    expect(await signedToken("first.secret")).toBe(first);
    await signedToken("one-more.secret");
    expect(await signedToken("first.secret")).not.toBe(first);
  });

  it.each(["noDotSeCrEt", ".SeCrEt", "SeCrEt.", "a.SeCrEt.c"])("refuses %j without showing it", async (key) => {
    const error: RunletError = await signedToken(key).then(expect.unreachable, (reason: RunletError) => reason);
    expect(error).toMatchObject({ code: "auth", phase: "config" });
    expect(error.message).not.toContain("SeCrEt");
  });
});
