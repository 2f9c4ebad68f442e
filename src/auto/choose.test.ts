import { createServer, type IncomingMessage, type Server as HttpServer } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { autoModel } from "./auto-model.ts";
import { choose, type Choosing } from "./choose.ts";
import { SERVERS, type Server } from "./servers.ts";

/** Longer than a busy machine takes. */
const LONG = 60_000;

const chosen = async (given: Partial<Choosing>) => {
  const choice = await choose({ env: {}, servers: [], patienceMs: LONG, ...given });
  return choice && `${choice.service} ${choice.opening.model ?? ""} ${choice.opening.apiKey ?? ""} (${choice.why})`;
};

describe("what is named", () => {
  it.each([
    ["openai:gpt-5-mini", { OPENAI_API_KEY: "k1" }, "openai gpt-5-mini k1 (it was named)"],
    ["gpt-5-mini", { OPENAI_API_KEY: "k1", ZHIPUAI_API_KEY: "a.b" }, "openai gpt-5-mini k1 (it was named)"],
    ["claude-sonnet-4-5", { ANTHROPIC_API_KEY: "k2" }, "anthropic claude-sonnet-4-5 k2 (it was named)"],
    ["glm-4.7", { ZHIPUAI_API_KEY: "a.b" }, "zhipu glm-4.7 a.b (it was named)"],
    ["groq", { GROQ_API_KEY: "k3" }, "groq  k3 (it was named)"],
    ["ollama:llama3.2:1b", {}, "ollama llama3.2:1b  (it was named)"],
    ["vllm:Qwen/Qwen3", {}, "vllm Qwen/Qwen3  (it was named)"],
    ["models/gpt-oss-20b.GGUF", { OPENAI_API_KEY: "k" }, "gguf models/gpt-oss-20b.GGUF  (it was named)"],
  ])("%s", async (model, env, expected) => {
    expect(await chosen({ model, env })).toBe(expected);
    // In a file as well, beside which what is given goes first.
    expect(await chosen({ file: { model }, env })).toBe(expected.replace("it was named", "the config file names it"));
    expect(await chosen({ model, file: { model: "glm-x", temperature: 1 }, env })).toBe(expected);
  });

  it("is an error where there is no key for it, and nothing else is taken", async () => {
    const naming = choose({ model: "anthropic", env: { OPENAI_API_KEY: "k" }, servers: [] });
    await expect(naming).rejects.toMatchObject({ code: "auth", message: expect.stringContaining("ANTHROPIC_API_KEY") });
    await expect(choose({ model: "nobodys", env: { OPENAI_API_KEY: "k" }, servers: [] })).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining('"nobodys"'),
    });
    const file = choose({ file: { api_key: "what-is-this" }, env: {}, servers: [] });
    await expect(file).rejects.toMatchObject({ code: "config", message: expect.not.stringContaining("what-is-this") });
  });
});

describe("a key", () => {
  it.each([
    ["0123456789abcdef0123456789abcdef.AbCdEfGh12345678", "zhipu"],
    ["sk-ant-1", "anthropic"],
    ["sk-or-1", "openrouter"],
    ["gsk_1", "groq"],
    ["xai-1", "xai"],
  ])("that was given says whose it is: %s", async (apiKey, service) => {
    expect(await chosen({ apiKey, env: { OPENAI_API_KEY: "k" } })).toBe(
      `${service}  ${apiKey} (the key that was given is of that form)`,
    );
  });

  it("of the environment is the first of a list", async () => {
    expect(await chosen({ env: { OPENAI_API_KEY: "k", ZHIPUAI_API_KEY: "a.b" } })).toContain("ZHIPUAI_API_KEY is set");
    expect(await chosen({ env: { OPENAI_API_KEY: "k", ZHIPUAI_API_KEY: "" } })).toBe(
      "openai  k (OPENAI_API_KEY is set)",
    );
    expect(await chosen({})).toBeUndefined();
  });

  it("of the environment is shown to nobody but its service", async () => {
    const env = { ZHIPUAI_API_KEY: "a.b", OPENAI_API_KEY: "k" };
    const there = "openai-compatible m  (an address was given)";
    expect(await chosen({ baseURL: "https://llm.example/v1", model: "m", env })).toBe(there);
    await expect(chosen({ apiKey: "AQ.one-dot", env })).rejects.toThrow("cannot be told");
    for (const model of ["gpt-oss:20b", "deepseek-v2:16b", "mistral:7b"])
      await expect(chosen({ model, env })).rejects.toThrow("Nobody is known");
  });

  it("and an address are any service that speaks chat completions", async () => {
    expect(await chosen({ apiKey: "secret", baseURL: "https://llm.example/v1", model: "m" })).toBe(
      "openai-compatible m secret (an address was given)",
    );
  });
});

describe("a server on this machine", () => {
  const open: HttpServer[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function listening(answer: string | undefined, asked: IncomingMessage[] = []): Promise<string> {
    const server = createServer((request, response) => {
      asked.push(request);
      if (answer !== undefined) response.setHeader("content-type", "application/json").end(answer);
    });
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const at = (name: string, baseURL: string): Server => ({ ...SERVERS.find((one) => one.name === name)!, baseURL });
  const OLLAMA = '{"models":[{"name":"nomic-embed-text:latest"},{"name":"llama3.2:latest"}]}';
  const LIST = '{"object":"list","data":[{"id":"qwen3"},{"id":"gemma"}]}';

  it("is asked for its models, by GET alone, and its first one that chats is taken", async () => {
    const asked: IncomingMessage[] = [];
    const servers = [at("LM Studio", await listening(LIST, asked)), at("Ollama", await listening(OLLAMA, asked))];
    expect(await chosen({ servers })).toBe("lm-studio qwen3  (LM Studio is running on this machine)");
    expect(asked.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual(["GET /api/tags", "GET /models"]);
    expect(await chosen({ servers, model: "llama3.2" })).toBe(
      "ollama llama3.2:latest  (Ollama is running on this machine)",
    );
    await expect(chosen({ servers, model: "none" })).rejects.toThrow("asked: LM Studio, Ollama");
  });

  it("is passed over where it is silent, has no model, or is something else", async () => {
    const silent = at("vLLM", await listening(undefined));
    expect(await chosen({ servers: [silent], patienceMs: 10 })).toBeUndefined();
    const answers = ['{"data":[]}', "<html>", "null", '{"data":[{"id":5}]}'];
    const others = await Promise.all(answers.map((answer) => listening(answer)));
    const servers = [...others.map((url) => at("vLLM", url)), at("Ollama", "http://127.0.0.1:9")];
    expect(await chosen({ servers })).toBeUndefined();
    expect(await chosen({ servers: [...servers, at("Jan", await listening(LIST))] })).toBe(
      "openai-compatible qwen3  (Jan is running on this machine)",
    );
  });

  it("is not asked where there is a key", async () => {
    const asked: IncomingMessage[] = [];
    const servers = [at("Ollama", await listening(OLLAMA, asked))];
    expect(await chosen({ servers, env: { XAI_API_KEY: "k" } })).toContain("xai");
    expect(asked).toEqual([]);
  });

  it("answers, and it is said that it does", async () => {
    const event = '{"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}';
    const server = createServer((request, response) => {
      if (request.method === "GET") return response.setHeader("content-type", "application/json").end(LIST);
      response.setHeader("content-type", "text/event-stream").end(`data: ${event}\n\ndata: [DONE]\n\n`);
    });
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const servers = [at("llama.cpp", `http://127.0.0.1:${(server.address() as AddressInfo).port}`)];
    const said: string[] = [];
    const model = await autoModel({ env: {}, servers, patienceMs: LONG, say: (line) => said.push(line) });
    expect((await model.invoke("hello")).text).toBe("hi");
    expect(said).toEqual(["Model: llama.cpp:qwen3 (llama.cpp is running on this machine)."]);
  });
});

describe("a GGUF file", () => {
  it("is taken where there is nothing else, in a file as well", async () => {
    const expected = "gguf a.gguf  (a GGUF file was given, and nothing else was found)";
    expect(await chosen({ gguf: "a.gguf", file: { gguf: "b.gguf" } })).toBe(expected);
    expect(await chosen({ file: { gguf: "a.gguf" } })).toBe(expected);
    expect(await chosen({ gguf: "a.gguf", env: { OPENAI_API_KEY: "k" } })).toContain("openai");
  });

  it("is not meant by a name that an address goes with", async () => {
    const baseURL = "http://127.0.0.1:8080/v1";
    expect(await chosen({ model: "a.gguf", baseURL })).toBe("openai-compatible a.gguf  (an address was given)");
  });

  it("is looked for at once, and said", async () => {
    const missing = autoModel({ model: "missing.gguf", env: {}, say: () => {} });
    await expect(missing).rejects.toMatchObject({ code: "config", message: expect.stringContaining("no such file") });
    const folder = mkdtempSync(join(tmpdir(), "runlet-gguf-"));
    const gguf = join(folder, "tiny.gguf");
    writeFileSync(gguf, "GGUF");
    const said: string[] = [];
    const model = await autoModel({ gguf, env: {}, probe: false, say: (line) => said.push(line) });
    expect(model.name).toBe("ChatLlamaCpp");
    expect(said).toEqual([`Model: gguf:${gguf} (a GGUF file was given, and nothing else was found).`]);
    rmSync(folder, { recursive: true });
  });
});

describe("the demo", () => {
  it("is last, labelled, and not where it is not wanted", async () => {
    const said: string[] = [];
    const model = await autoModel({ env: {}, probe: false, say: (line) => said.push(line) });
    expect((await model.invoke("a joke about a parrot")).text).toContain("raincoat");
    expect(said).toEqual([expect.stringContaining("the demo, with written answers")]);
    await expect(autoModel({ env: {}, probe: false, demo: false })).rejects.toMatchObject({ code: "config" });
  });
});
