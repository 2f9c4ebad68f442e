import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AIMessage } from "../../src/messages/ai.ts";
import { HumanMessage } from "../../src/messages/human.ts";
import type { ModelInput } from "../../src/models/input.ts";
import {
  AzureChatOpenAI,
  ChatDeepSeek,
  ChatGroq,
  ChatMistralAI,
  ChatOpenAI,
  ChatOpenAICompatible,
  ChatOpenRouter,
  ChatTogetherAI,
  ChatXAI,
} from "../../src/providers/openai-compatible/index.ts";
import { failingAnswers, failureOf } from "../support/failing-answers.ts";
import { inPieces } from "../support/pieces.ts";

const KEY = "sk-s3cr3ts3cr3t";
const DONE = "data: [DONE]\n\n";
const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const OK =
  event({ id: "c1", model: "m-1", choices: [{ index: 0, delta: { content: "ok" }, finish_reason: "stop" }] }) + DONE;

interface Sent {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: any;
}

/** A `fetch` that keeps what was sent, and answers with this. */
function sending(answer = OK): { sent: Sent[]; fetch: typeof globalThis.fetch } {
  const sent: Sent[] = [];
  const fetch = async (url: unknown, { headers, body }: RequestInit = {}) => {
    sent.push({ url: String(url), headers: headers as Record<string, string>, body: JSON.parse(body as string) });
    return inPieces([new TextEncoder().encode(answer)]);
  };
  return { sent, fetch: fetch as typeof globalThis.fetch };
}

/** The body that a model sends for this. */
async function bodyOf(
  options: ConstructorParameters<typeof ChatOpenAICompatible>[0],
  input: ModelInput = "hello",
): Promise<any> {
  const { sent, fetch } = sending();
  await new ChatOpenAICompatible({ baseURL: "https://llm.example/v1", model: "m", fetch, ...options }).invoke(input);
  return sent[0]!.body;
}

const optional = { name: "place", parameters: { type: "object", properties: { city: { type: "string" } } } };
const weather = {
  name: "weather",
  description: "the weather of a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

beforeEach(() => {
  for (const name of ["OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"]) vi.stubEnv(name, "");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("what a call sends", () => {
  it("to OpenAI", async () => {
    const { sent, fetch } = sending();
    const model = new ChatOpenAI({
      apiKey: KEY,
      fetch,
      organization: "org",
      project: "p",
      model: "gpt-5",
      maxTokens: 9,
    });
    expect((await model.invoke("hello")).text).toBe("ok");
    expect(sent).toEqual([
      {
        url: "https://api.openai.com/v1/chat/completions",
        headers: {
          authorization: `Bearer ${KEY}`,
          "openai-organization": "org",
          "openai-project": "p",
          "content-type": "application/json",
          accept: "text/event-stream",
        },
        body: {
          model: "gpt-5",
          messages: [{ role: "user", content: "hello" }],
          stream: true,
          max_completion_tokens: 9,
          stream_options: { include_usage: true },
        },
      },
    ]);
  });

  it.each([
    [ChatOpenAI, "https://api.openai.com/v1/chat/completions"],
    [ChatDeepSeek, "https://api.deepseek.com/chat/completions"],
    [ChatGroq, "https://api.groq.com/openai/v1/chat/completions"],
    [ChatOpenRouter, "https://openrouter.ai/api/v1/chat/completions"],
    [ChatXAI, "https://api.x.ai/v1/chat/completions"],
    [ChatMistralAI, "https://api.mistral.ai/v1/chat/completions"],
    [ChatTogetherAI, "https://api.together.xyz/v1/chat/completions"],
  ])("%o, with a model of its own", async (Model, address) => {
    const { sent, fetch } = sending();
    const model = new Model({ apiKey: KEY, fetch });
    expect(model.name).toMatch(/^Chat/);
    await model.invoke("hello");
    expect(sent[0]).toMatchObject({ url: address, headers: { authorization: `Bearer ${KEY}` } });
    expect(sent[0]!.body.model).toBe(model.model);
  });

  it.each([
    ["vllm", "http://127.0.0.1:8000/v1/chat/completions"],
    ["llama.cpp", "http://127.0.0.1:8080/v1/chat/completions"],
    ["lm-studio", "http://127.0.0.1:1234/v1/chat/completions"],
    ["ollama", "http://127.0.0.1:11434/v1/chat/completions"],
  ] as const)("to %s on this machine, without a key", async (dialect, address) => {
    const { sent, fetch } = sending();
    await new ChatOpenAICompatible({ dialect, model: "m", fetch }).invoke("hello");
    expect(sent[0]!.url).toBe(address);
    expect(sent[0]!.headers["authorization"]).toBeUndefined();
  });

  it("to anyone else: the key that was given, and none of the environment", async () => {
    vi.stubEnv("OPENAI_API_KEY", KEY);
    const { sent, fetch } = sending();
    const at = { baseURL: "https://llm.example/v1/", model: "m", fetch };
    await new ChatOpenAICompatible(at).invoke("hello");
    await new ChatOpenAICompatible({ ...at, apiKey: "other-key" }).invoke("hello");
    expect(sent.map(({ headers }) => headers["authorization"])).toEqual([undefined, "Bearer other-key"]);
  });

  it.each([
    [{}, "https://r.openai.azure.com/openai/v1/chat/completions"],
    [
      { azureOpenAIApiVersion: "2024-10-21" },
      "https://r.openai.azure.com/openai/deployments/d%20x/chat/completions?api-version=2024-10-21",
    ],
    [{ baseURL: "https://proxy.example/azure" }, "https://proxy.example/azure/chat/completions"],
  ])("to a resource of Azure, with %j", async (options, address) => {
    const { sent, fetch } = sending();
    const azureOpenAIEndpoint = "https://r.openai.azure.com/";
    await new AzureChatOpenAI({ azureOpenAIEndpoint, model: "d x", apiKey: KEY, fetch, ...options }).invoke("hello");
    expect(sent[0]).toMatchObject({ url: address, headers: { "api-key": KEY }, body: { model: "d x" } });
    expect(sent[0]!.headers["authorization"]).toBeUndefined();
    await expect(new AzureChatOpenAI({ model: "d", apiKey: KEY, fetch }).invoke("hello")).rejects.toMatchObject({
      code: "config",
      message: "Azure OpenAI has no address: give it as baseURL.",
    });
  });

  it("headers and fields of one's own, over those there are", async () => {
    const { sent, fetch } = sending();
    const model = new ChatOpenAI({ apiKey: KEY, fetch, headers: { Authorization: "Bearer mine", "X-Title": "t" } });
    await model.invoke("hello", { extraBody: { stream_options: { include_usage: false }, store: true } });
    expect(sent[0]).toMatchObject({
      headers: { authorization: "Bearer mine", "x-title": "t" },
      body: { stream_options: { include_usage: false }, store: true },
    });
    expect(sent[0]!.headers["Authorization"]).toBeUndefined();
  });

  it("options, of the model, bound, and of the call", async () => {
    const { sent, fetch } = sending();
    const model = new ChatOpenAI({ apiKey: KEY, fetch, temperature: 1, topP: 0.5, seed: 1, stop: "a", user: "u" });
    await model
      .withConfig({ temperature: 0.5, frequencyPenalty: 1, presencePenalty: -1, reasoningEffort: "low" })
      .invoke("hello", {
        temperature: 0,
        verbosity: "low",
        serviceTier: "flex",
        promptCacheKey: "k",
        streamUsage: false,
      });
    expect(sent[0]!.body).toEqual({
      model: "gpt-5-mini",
      messages: [{ role: "user", content: "hello" }],
      stream: true,
      temperature: 0,
      top_p: 0.5,
      seed: 1,
      stop: ["a"],
      user: "u",
      frequency_penalty: 1,
      presence_penalty: -1,
      reasoning_effort: "low",
      verbosity: "low",
      service_tier: "flex",
      prompt_cache_key: "k",
    });
  });

  it("tools, a choice among them, and the form of the answer", async () => {
    const tools = [weather, { type: "web_search_preview" }];
    const schema = { type: "object", properties: {} };
    const responseFormat = { type: "json_schema", name: "answer", schema, strict: true } as const;
    expect(
      await bodyOf({ tools, toolChoice: { name: "weather" }, parallelToolCalls: false, responseFormat }),
    ).toMatchObject({
      tools: [{ type: "function", function: weather }, { type: "web_search_preview" }],
      tool_choice: { type: "function", function: { name: "weather" } },
      parallel_tool_calls: false,
      response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: true } },
    });
    expect((await bodyOf({ tools, toolChoice: "any" })).tool_choice).toBe("required");
    expect((await bodyOf({ tools, toolChoice: "none" })).tool_choice).toBe("none");
    expect(await bodyOf({ tools: [], responseFormat: { type: "json_object" } })).toEqual(
      expect.objectContaining({ response_format: { type: "json_object" } }),
    );
    expect(await bodyOf({ tools: [] })).not.toHaveProperty("tools");
  });

  it("in Mistral's words", async () => {
    const body = await bodyOf({ dialect: "mistral", apiKey: KEY, seed: 7, toolChoice: "any", maxTokens: 3 }, [
      new HumanMessage({ content: "weather?", name: "me" }),
      new AIMessage({
        content: "",
        additional_kwargs: { reasoning_content: "Hmm" },
        tool_calls: [{ name: "weather", args: {}, id: "call_0123456789" }],
      }),
      { role: "tool", content: "rain", tool_call_id: "call_0123456789" },
    ]);
    expect(body).toMatchObject({ random_seed: 7, tool_choice: "any", max_tokens: 3 });
    expect(body).not.toHaveProperty("stream_options");
    const [human, ai, tool] = body.messages;
    expect(human).toEqual({ role: "user", content: "weather?" });
    expect(ai.content).toEqual([{ type: "thinking", thinking: [{ type: "text", text: "Hmm" }] }]);
    expect(ai.tool_calls[0].id).toMatch(/^[0-9A-Za-z]{9}$/);
    expect(tool.tool_call_id).toBe(ai.tool_calls[0].id);
  });

  it.each([
    [
      { dialect: "deepseek", responseFormat: { type: "json_schema", name: "a", schema: {} } },
      /DeepSeek has no response/,
    ],
    [
      { dialect: "openai", tools: [{ ...optional, strict: true }] },
      /"city" in the schema of the tool place is optional/,
    ],
    [
      {
        dialect: "azure",
        responseFormat: { type: "json_schema", name: "a", schema: optional.parameters, strict: true },
      },
      /"city" in the schema of the answer "a" is optional: make it required and nullable/,
    ],
    [{ dialect: "deepseek", parallelToolCalls: false }, /DeepSeek has no parallelToolCalls/],
    [{ dialect: "ollama", toolChoice: "required" }, /Ollama has no toolChoice/],
    [{ dialect: "openai", stop: ["a", "b", "c", "d", "e"] }, /OpenAI takes at most 4 stop words, and was given 5/],
    [{ dialect: "nobody" as never }, /There is no dialect "nobody": there are openai, /],
    [{ model: undefined }, /^llm\.example has to be told which model is to answer/],
    [{ baseURL: "nowhere" }, /"?nowhere/],
  ] as const)("but refuses %j before anything is sent", async (options, message) => {
    const error: any = await bodyOf({ apiKey: KEY, ...options }).then(expect.unreachable, (reason) => reason);
    expect(error).toMatchObject({ code: "config" });
    if (!("baseURL" in options)) expect(error.message).toMatch(message);
  });

  it("needs a key where the service does", async () => {
    await expect(new ChatOpenAI().invoke("hello")).rejects.toMatchObject({
      code: "auth",
      phase: "config",
      message: "No API key for OpenAI: set OPENAI_API_KEY in the environment, or give one as apiKey.",
    });
    vi.stubEnv("OPENAI_API_KEY", KEY);
    vi.stubEnv("OPENAI_BASE_URL", "https://proxy.example/v1");
    const { sent, fetch } = sending();
    await new ChatOpenAI({ fetch }).invoke("hello");
    expect(sent[0]).toMatchObject({
      url: "https://proxy.example/v1/chat/completions",
      headers: { authorization: `Bearer ${KEY}` },
    });
  });
});

describe("what goes wrong", () => {
  const failing = failingAnswers({
    contentType: "text/event-stream",
    begun: event({ id: "c1", choices: [{ index: 0, delta: { content: "Hel" } }] }),
    refusal: (status) => JSON.stringify({ error: { message: `no, says ${KEY}`, type: "error", code: null, status } }),
    event: event({ error: { message: "busy", type: "server_overloaded" } }),
    garbage: "data: {oops\n\n",
  });

  it.each(failing)("$name", async ({ reply, error }) => {
    const model = (baseURL: string) => new ChatOpenAI({ apiKey: KEY, baseURL, maxRetries: 0 });
    expect(await failureOf(model, reply, [KEY])).toMatchObject(error);
  });

  it("shows no key when a model is printed", () => {
    const model = new ChatOpenAI({ apiKey: KEY, headers: { "x-key": KEY } });
    expect(inspect(model, { depth: 9, showHidden: true }) + JSON.stringify(model)).not.toContain(KEY);
  });
});
