import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { autoModel, type AutoModelOptions } from "./auto-model.ts";

const LIST = '{"object":"list","data":[{"id":"text-embedding-3"},{"id":"qwen3"},{"id":"gemma"}]}';
const OLLAMA = '{"models":[{"name":"llama3.2:latest"}]}';
const CHAT = 'data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
const LINE = '{"message":{"role":"assistant","content":"hi"},"done":true,"done_reason":"stop"}\n';

let stop: (() => void) | undefined;
afterEach(() => stop?.());

interface Serving {
  readonly url: string;
  readonly asked: IncomingMessage[];
}

/** A server that answers at these paths alone; a text is JSON, a number a status. */
async function serving(paths: Readonly<Record<string, string | number>>): Promise<Serving> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const answer = paths[request.url!] ?? paths[request.url!.split("?")[0]!] ?? 404;
    const type = answer === CHAT ? "text/event-stream" : answer === LINE ? "application/x-ndjson" : "application/json";
    response.writeHead(typeof answer === "number" ? answer : 200, { "content-type": type });
    response.end(typeof answer === "number" ? "{}" : answer);
  });
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** The line that says which model it is. */
async function said(options: AutoModelOptions): Promise<string> {
  let lines = "";
  const model = await autoModel({ env: {}, patienceMs: 60_000, ...options, say: (line) => (lines += line) });
  expect((await model.invoke("hello")).text).toBe("hi");
  return lines;
}

const FIRST = "(an address was given; this is the first model there).";

describe("an address without a model", () => {
  it.each([
    ["/v1", { "/v1/models": LIST, "/v1/chat/completions": CHAT }],
    ["/v1/", { "/v1/models": LIST, "/v1/chat/completions": CHAT }],
    ["/v1/chat/completions", { "/v1/models": LIST, "/v1/chat/completions": CHAT }],
    ["/openai/v1?a=b", { "/openai/v1/models?a=b": LIST, "/openai/v1/chat/completions?a=b": CHAT }],
    ["", { "/v1/models": LIST, "/models": "<html>", "/v1/chat/completions": CHAT }],
    ["/", { "/models": LIST, "/v1/models": LIST, "/chat/completions": CHAT }],
  ])("%j leads to the first that chats", async (path, paths) => {
    const { url, asked } = await serving(paths);
    expect(await said({ baseURL: url + path })).toBe(`Model: openai-compatible:qwen3 ${FIRST}`);
    expect(asked.slice(0, -1).every(({ method }) => method === "GET")).toBe(true);
  });

  it("of Ollama leads to its own interface", async () => {
    const { url } = await serving({ "/api/tags": OLLAMA, "/v1/models": LIST, "/api/chat": LINE });
    expect(await said({ baseURL: url })).toBe(`Model: ollama:llama3.2:latest ${FIRST}`);
  });

  it("is shown the key that was given, and no other", async () => {
    const { url, asked } = await serving({ "/v1/models": LIST, "/v1/chat/completions": CHAT });
    await said({ baseURL: `${url}/v1`, apiKey: "mine", env: { OPENAI_API_KEY: "k" } });
    await said({ baseURL: `${url}/v1`, env: { OPENAI_API_KEY: "k" } });
    const shown = asked.map(({ headers }) => headers.authorization);
    expect(shown).toEqual(["Bearer mine", "Bearer mine", undefined, undefined]);
  });

  it.each([
    [{}, "config", "lists none that chats (HTTP 404): give its name as model."],
    [{ "/v1/models": '{"data":[]}' }, "config", "lists none that chats (HTTP 200): give its name as model."],
    [{ "/v1/models": "<html>" }, "config", "lists none that chats (HTTP 200): give its name as model."],
    [{ "/v1/models": 401 }, "auth", "shows its models to nobody without a key (HTTP 401)."],
  ])("is an error where none can be had there: %j", async (paths, code, message) => {
    const { url } = await serving(paths);
    const model = autoModel({ baseURL: `${url}/v1?key=s3cr3t`, env: {}, patienceMs: 60_000, say: () => {} });
    await expect(model).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    await expect(model).rejects.toMatchObject({ message: expect.not.stringContaining("s3cr3t") });
  });

  it("is an error where nobody is there, or is silent, or it is none", async () => {
    const wrong = (baseURL: string, patienceMs = 60_000) => autoModel({ baseURL, env: {}, patienceMs, say: () => {} });
    const { url } = await serving({});
    stop!();
    await expect(wrong(url)).rejects.toThrow(`Could not reach ${new URL(url).host}: ECONNREFUSED.`);
    await expect(wrong(url)).rejects.toMatchObject({ code: "connection" });
    await expect(wrong("localhost:8080")).rejects.toMatchObject({ code: "config" });
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    stop = () => {
      silent.closeAllConnections();
      silent.close();
    };
    const there = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await expect(wrong(there, 10)).rejects.toThrow(`Could not reach ${new URL(there).host}: no answer in time.`);
  });
});

describe("a server that is named without a model", () => {
  it.each(["vllm", "lm-studio", "openai-compatible"])("has its first: %s", async (model) => {
    const { url } = await serving({ "/v1/models": LIST, "/v1/chat/completions": CHAT });
    expect(await said({ model, baseURL: url })).toBe(
      `Model: ${model}:qwen3 (it was named; this is the first model there).`,
    );
  });

  it("is shown its own key of the environment, if that is not of a service elsewhere", async () => {
    const env = { VLLM_API_KEY: "mine", OLLAMA_API_KEY: "secret" };
    const vllm = await serving({ "/v1/models": LIST, "/v1/chat/completions": CHAT });
    await said({ model: "vllm", baseURL: `${vllm.url}/v1`, env });
    expect(vllm.asked.map(({ headers }) => headers.authorization)).toEqual(["Bearer mine", "Bearer mine"]);
    stop!();
    const ollama = await serving({ "/api/tags": OLLAMA, "/api/chat": LINE });
    await said({ model: "ollama", baseURL: ollama.url, env });
    expect(ollama.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  it("is where the environment says", async () => {
    const { url } = await serving({ "/api/tags": OLLAMA, "/api/chat": LINE });
    const env = { OLLAMA_HOST: url.slice("http://".length) };
    expect(await said({ model: "ollama", env })).toBe(
      "Model: ollama:llama3.2:latest (it was named; this is the first model there).",
    );
  });

  it("is to say where it is, if there is no usual place", async () => {
    const nowhere = autoModel({ model: "openai-compatible", env: {} });
    await expect(nowhere).rejects.toMatchObject({ code: "config", message: expect.stringContaining("baseURL") });
  });
});
