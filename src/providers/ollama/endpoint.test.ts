import { afterEach, describe, expect, it, vi } from "vitest";
import { endpointOf, serverOf } from "./endpoint.ts";

describe("the address of Ollama", () => {
  it.each([
    ["http://127.0.0.1:11434", "http://127.0.0.1:11434"],
    ["0.0.0.0", "http://127.0.0.1:11434"],
    ["0.0.0.0:8080", "http://127.0.0.1:8080"],
    [":8080", "http://127.0.0.1:8080"],
    ["", "http://127.0.0.1:11434"],
    [' "example.com" ', "http://example.com:11434"],
    ["example.com:80/ollama/", "http://example.com:80/ollama"],
    ["http://example.com", "http://example.com"],
    ["https://example.com/api", "https://example.com"],
    ["ollama.com", "https://ollama.com"],
    ["[::]", "http://127.0.0.1:11434"],
    ["[::1]:11434", "http://[::1]:11434"],
    ["http://[::]:1", "http://127.0.0.1:1"],
  ])("%j is %s", (named, server) => {
    expect(serverOf(named)).toBe(server);
  });

  it("is posted to by its path, said or not", () => {
    const urls = ["http://a", "http://a/", "http://a/api", "http://a/api/", "http://a/api/chat", "http://a/x?b=c"].map(
      (baseURL) => endpointOf("/api/chat", { baseURL }).url,
    );
    expect(urls).toEqual([...Array.from({ length: 5 }, () => "http://a/api/chat"), "http://a/x/api/chat?b=c"]);
  });

  it.each(["http://user:secret@a", "ftp://a", "http://a:b:c", "a b"])("is refused where it is %j", (baseURL) => {
    expect(() => endpointOf("/api/chat", { baseURL })).toThrow(expect.objectContaining({ code: "config" }));
  });
});

describe("the environment", () => {
  afterEach(() => void vi.unstubAllEnvs());

  it("names the server, where the program does not", () => {
    vi.stubEnv("OLLAMA_HOST", "0.0.0.0:1234");
    expect(endpointOf("/api/chat", {}).url).toBe("http://127.0.0.1:1234/api/chat");
    expect(endpointOf("/api/chat", { baseURL: "http://a" }).url).toBe("http://a/api/chat");
    vi.stubEnv("OLLAMA_HOST", undefined);
    expect(endpointOf("/api/chat", {}).url).toBe("http://127.0.0.1:11434/api/chat");
  });

  it("has a key for a server that is asked over https", () => {
    vi.stubEnv("OLLAMA_API_KEY", "from-the-environment");
    const of = (baseURL: string, apiKey?: string) => endpointOf("/api/chat", { baseURL, apiKey }).headers;
    expect(of("ollama.com")).toEqual({ authorization: "Bearer from-the-environment" });
    expect(of("http://example.com")).toEqual({});
    expect(of("http://example.com", "given")).toEqual({ authorization: "Bearer given" });
    expect(() => of("http://example.com", "two words")).toThrow(expect.objectContaining({ code: "auth" }));
  });
});
