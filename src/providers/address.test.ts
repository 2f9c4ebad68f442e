import { describe, expect, it } from "vitest";
import { RunletError } from "../errors/error.ts";
import { addressOf } from "./address.ts";

const EXAMPLE = "https://open.bigmodel.cn/api/paas/v4";

const chatCompletions = (baseURL: string): string => addressOf(baseURL, "/chat/completions", EXAMPLE);

describe("addressOf", () => {
  it.each([
    ["https://api.z.ai/api/paas/v4", "https://api.z.ai/api/paas/v4/chat/completions"],
    ["https://api.z.ai/api/paas/v4/", "https://api.z.ai/api/paas/v4/chat/completions"],
    ["https://api.z.ai/api/paas/v4///", "https://api.z.ai/api/paas/v4/chat/completions"],
    ["https://api.z.ai/api/paas/v4/chat/completions", "https://api.z.ai/api/paas/v4/chat/completions"],
    ["https://api.z.ai/api/paas/v4/chat/completions//", "https://api.z.ai/api/paas/v4/chat/completions"],
    [" https://api.z.ai/v4\n", "https://api.z.ai/v4/chat/completions"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/chat/completions"],
    ["https://relay.example/glm?tenant=a&b=c", "https://relay.example/glm/chat/completions?tenant=a&b=c"],
    ["https://relay.example/chat/completions/?k=v#x", "https://relay.example/chat/completions?k=v"],
  ])("%s -> %s", (base, url) => {
    expect(chatCompletions(base)).toBe(url);
  });

  const failure = (base: string): RunletError => {
    try {
      chatCompletions(base);
    } catch (error) {
      if (error instanceof RunletError) return error;
    }
    throw new Error(`${base} was taken`);
  };

  it.each([
    "",
    "open.bigmodel.cn/api",
    "//host/x",
    "ftp://host/x",
    "data:text/plain,x",
    "https://",
    "https://u:p@host/x",
  ])("refuses %j", (base) => {
    expect(failure(base)).toMatchObject({ code: "config", phase: "config" });
  });

  it("says what was wrong, and never what may be a key", () => {
    expect(failure("open.bigmodel.cn/api").message).toBe(
      'The baseURL "open.bigmodel.cn/api" is not an address: give one such as "https://open.bigmodel.cn/api/paas/v4".',
    );
    for (const base of ["0123abcd.SeCrEt", "ftp://host/x?key=SeCrEt", "https://me:SeCrEt@host/x"])
      expect(failure(base).message).not.toContain("SeCrEt");
  });
});
