import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createAgent } from "../../src/agents/agent.ts";
import type { AgentModel } from "../../src/agents/options.ts";
import type { AgentState } from "../../src/agents/state.ts";
import type { AIMessage } from "../../src/messages/ai.ts";
import { ToolMessage } from "../../src/messages/tool.ts";
import { ChatAnthropic } from "../../src/providers/anthropic/index.ts";
import { ChatOpenAI } from "../../src/providers/openai-compatible/index.ts";
import { ChatOpenAIResponses } from "../../src/providers/openai-responses/index.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/index.ts";
import { glmServer } from "../../src/testing/index.ts";
import { tool } from "../../src/tools/tool.ts";
import { CHAT_COMPLETIONS, recordings, RESPONSES, type Framing, type Recording } from "../support/recorded-bodies.ts";
import { replayServer } from "../support/replay-server.ts";
import { hasShared } from "../support/shared.ts";

const MESSAGES: Framing = { event: (line) => `event: ${/"type":\s*"(\w+)"/.exec(line)![1]}\ndata: ${line}\n\n` };

const rolesOf = ({ body }: { readonly body?: unknown }) =>
  (body as { readonly messages: readonly { readonly role: string }[] }).messages.map(({ role }) => role);
const answers = ({ messages }: AgentState) =>
  messages.flatMap((message) => (message instanceof ToolMessage ? [message.text] : []));

describe("an agent over HTTP", () => {
  const ran: string[] = [];
  const weather = tool(
    ({ city }) => {
      ran.push(city);
      return `sun in ${city}`;
    },
    { name: "weather", schema: z.object({ city: z.string() }) },
  );
  const calls = (...cities: readonly string[]) => ({
    toolCalls: cities.map((city) => ({ name: "weather", arguments: { city } })),
  });

  it("asks a service until it has an answer", async () => {
    ran.length = 0;
    await using server = await glmServer({ replies: [[calls("Paris", "Rome")], ["Sun", " everywhere."]] });
    const agent = createAgent({
      model: new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url }),
      tools: [weather],
      systemPrompt: "Be brief.",
    });
    let text = "";
    const stream = agent.stream("How is the weather in Paris and Rome?");
    for await (const chunk of stream) text += chunk.text;
    expect(text).toBe("Sun everywhere.");
    expect(ran).toEqual(["Paris", "Rome"]);
    const state = await stream.final();
    expect(answers(state)).toEqual(["sun in Paris", "sun in Rome"]);
    const [first, second] = server.requests;
    expect(rolesOf(first!)).toEqual(["system", "user"]);
    expect(rolesOf(second!)).toEqual(["system", "user", "assistant", "tool", "tool"]);
    expect(server.requests.length).toBe(2);
  });

  it("ends its request when it is left, and its tools' too", async () => {
    await using server = await glmServer({ replies: [["a", 60_000, "never"]] });
    const agent = createAgent({ model: new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url }) });
    for await (const { text } of agent.stream("?")) if (text === "a") break;
    await using inner = await glmServer({ replies: [["b", 60_000, "never"]] });
    await using outer = await glmServer({ replies: [[calls("Paris")], ["never"]] });
    const model = new ChatZhipuAI({ apiKey: "id.secret", baseURL: inner.url });
    const asking = tool((_, config) => model.invoke("?", config), { name: "weather", schema: z.object({}) });
    const controller = new AbortController();
    const pending = createAgent({
      model: new ChatZhipuAI({ apiKey: "id.secret", baseURL: outer.url }),
      tools: [asking],
    }).invoke("?", { signal: controller.signal });
    while (inner.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    await expect(pending).rejects.toMatchObject({ code: "aborted" });
    // The servers say, when they are closed, whether a connection is still open.
  });
});

type Place = readonly [folder: string, framing: Framing, name: string];
const of = (...[folder, framing, name]: Place) =>
  recordings(folder, framing).find((recording) => recording.name.includes(name))!;

interface Service {
  readonly service: string;
  readonly calls: Place;
  readonly text: Place;
  readonly model: (baseURL: string) => AgentModel;
}

/** What a model makes of a recording by itself. */
async function readAlone(model: (baseURL: string) => AgentModel, { bytes }: Recording): Promise<AIMessage> {
  await using server = await replayServer({ body: bytes });
  return await model(server.url).invoke("?");
}

const asTools = (...names: readonly string[]) => {
  const given: [string, unknown][] = [];
  const tools = names.map((name) =>
    tool(
      (args) => {
        given.push([name, args]);
        return `${name} answers`;
      },
      { name, schema: { type: "object" } },
    ),
  );
  return { tools, given };
};

describe.skipIf(!hasShared)("an agent over recorded answers", () => {
  const services: readonly Service[] = [
    {
      service: "OpenAI",
      calls: ["fixtures/openai", CHAT_COMPLETIONS, "multi_tool"],
      text: ["suites/provider-streams-a/openai", CHAT_COMPLETIONS, "chat-openai-text"],
      model: (baseURL: string) => new ChatOpenAI({ apiKey: "key", baseURL, model: "m" }),
    },
    {
      service: "OpenAI's Responses",
      calls: ["suites/provider-streams-a/openai", RESPONSES, "programmatic-tool-calling.1"],
      text: ["suites/provider-streams-a/openai", RESPONSES, "responses-openai-phase"],
      model: (baseURL: string) => new ChatOpenAIResponses({ apiKey: "key", baseURL, model: "m" }),
    },
    {
      service: "Anthropic, several calls",
      calls: ["fixtures/anthropic", MESSAGES, "multi_tool"],
      text: ["suites/provider-streams-a/anthropic", MESSAGES, "json-output-format"],
      model: (baseURL: string) => new ChatAnthropic({ apiKey: "key", baseURL, model: "m" }),
    },
    {
      service: "Anthropic, one call",
      calls: ["suites/provider-streams-a/anthropic", MESSAGES, "json-other-tool"],
      text: ["suites/provider-streams-a/anthropic", MESSAGES, "json-output-format"],
      model: (baseURL: string) => new ChatAnthropic({ apiKey: "key", baseURL, model: "m" }),
    },
  ];
  it.each(services)(
    "of $service: runs what it calls, and sends it back with what came of it",
    async ({ calls, text, model }) => {
      const [first, last] = [of(...calls), of(...text)];
      const asked = await readAlone(model, first);
      expect(asked.tool_calls.length).toBeGreaterThan(0);
      const { tools, given } = asTools(...new Set(asked.tool_calls.map(({ name }) => name)));

      await using server = await replayServer({ body: first.bytes }, { body: last.bytes });
      const state = await createAgent({ model: model(server.url), tools }).invoke("?");
      expect(given).toEqual(asked.tool_calls.map(({ name, args }) => [name, args]));
      expect(answers(state)).toEqual(asked.tool_calls.map(({ name }) => `${name} answers`));
      expect(state.messages.at(-1)!.text).toBe((await readAlone(model, last)).text);
      expect(state.messages.at(-1)!.text).not.toBe("");

      const sent = JSON.stringify(server.requests[1]!.body);
      for (const { id, name } of asked.tool_calls) {
        // Once where it was called, and once where it is answered.
        expect(sent.split(`"${id}"`).length).toBeGreaterThanOrEqual(3);
        expect(sent).toContain(`"${name} answers"`);
      }
    },
  );

  it("runs nothing of a call whose arguments were cut off, and tells the model", async () => {
    const model = (baseURL: string) => new ChatAnthropic({ apiKey: "key", baseURL, model: "m" });
    const cut = of("fixtures/anthropic", MESSAGES, "incomplete_partial_json");
    const text = of("suites/provider-streams-a/anthropic", MESSAGES, "json-output-format");
    const { invalid_tool_calls } = await readAlone(model, cut);
    const { id = "", name = "" } = invalid_tool_calls[0]!;
    const { tools, given } = asTools(name);

    await using server = await replayServer({ body: cut.bytes }, { body: text.bytes });
    const state = await createAgent({ model: model(server.url), tools }).invoke("?");
    expect(given).toEqual([]);
    expect(answers(state)).toEqual([expect.stringMatching(/^The call was not run\. The arguments are incomplete/)]);
    const [, assistant, user] = server.requests[1]!.body.messages;
    expect(assistant.content.at(-1)).toMatchObject({ type: "tool_use", id, name });
    expect(user.content).toMatchObject([{ type: "tool_result", tool_use_id: id, is_error: true }]);
  });

  it("runs nothing of an answer whose connection breaks", async () => {
    const { bytes } = of("fixtures/openai", CHAT_COMPLETIONS, "multi_tool");
    const { tools, given } = asTools("add", "multiply");
    await using server = await replayServer({ body: bytes.subarray(0, bytes.length / 2), then: "cut" });
    const agent = createAgent({ model: new ChatOpenAI({ apiKey: "key", baseURL: server.url, model: "m" }), tools });
    await expect(agent.invoke("?")).rejects.toMatchObject({ code: expect.stringMatching(/connection|truncated/) });
    expect(given).toEqual([]);
  });
});
