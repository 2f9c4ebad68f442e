import { describe, expect, it } from "vitest";
import { secretsOf } from "./secrets.ts";

const secrets = (request: Partial<Parameters<typeof secretsOf>[0]>): readonly string[] =>
  secretsOf({ url: "https://llm.example", headers: {}, body: {}, ...request });

describe("the secrets of a request", () => {
  it("are headers by their names, and what stands behind a scheme", () => {
    const headers = {
      authorization: "Bearer sk-123456",
      "x-api-key": "key-123456",
      Cookie: "a=secret",
      accept: "text/plain",
    };
    expect(secrets({ headers })).toEqual(["Bearer sk-123456", "sk-123456", "key-123456", "a=secret"]);
  });

  it("are parts of the address, as they are and as they are written there", () => {
    expect(secrets({ url: "https://me-and-you:pass-word@llm.example/v1?key=a%2Fb123456&model=gpt-4-turbo" })).toEqual([
      "a/b123456",
      "a%2Fb123456",
      "me-and-you",
      "pass-word",
    ]);
    expect(secrets({ url: "no address" })).toEqual([]);
  });

  it("are fields of the body, however deep, and nothing that a person wrote", () => {
    const body = {
      messages: [{ role: "user", content: "my password is swordfish" }],
      tools: [{ type: "mcp", headers: { Authorization: "Bearer mcp-123456" }, server: { token: "tok-123456" } }],
    };
    expect(secrets({ body })).toEqual(["Bearer mcp-123456", "mcp-123456", "tok-123456"]);
  });

  it("are no short words", () => {
    expect(secrets({ headers: { "x-key": "abc" }, body: { token: "12345" } })).toEqual([]);
  });
});
