import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { fromLangChain } from "../../src/interop/langchain/from.ts";
import { toLangChain } from "../../src/interop/langchain/to.ts";
import { errorInfo } from "../../src/errors/info.ts";
import { AIMessage } from "../../src/messages/ai.ts";
import { HumanMessage } from "../../src/messages/human.ts";
import type { BaseMessage } from "../../src/messages/message.ts";
import { ToolMessage } from "../../src/messages/tool.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { ChatPromptTemplate } from "../../src/prompts/chat-prompt-template.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import type { Runnable } from "../../src/runnables/runnable.ts";
import { glmError } from "../../src/testing/glm-server/reply.ts";
import { glmServer, type GlmServer } from "../../src/testing/glm-server/server.ts";
import { tool } from "../../src/tools/tool.ts";
import { all, thrown } from "../contract/ways.ts";
import { hasLangChain, langchain } from "../support/langchain.ts";

describe.skipIf(!hasLangChain)("ChatOpenAI, over HTTP", () => {
  const openai = async ({ url }: GlmServer, fields: object = {}): Promise<BaseChatModel> => {
    const { ChatOpenAI } = await langchain("index", "openai");
    const configuration = { baseURL: url };
    return new ChatOpenAI({ model: "glm-4-plus", apiKey: "id.secret", maxRetries: 0, configuration, ...fields });
  };

  it("streams, with its usage and finish reason", async () => {
    await using server = await glmServer({ replies: [["The", " sky", " is", " blue"]] });
    const model = fromLangChain(await openai(server));
    const chain = ChatPromptTemplate.fromTemplate("what color is {x}?").pipe(model);
    const chunks = await all(chain.pipe(new StringOutputParser()).stream({ x: "the sky" }));
    expect(chunks.filter(Boolean)).toEqual(["The", " sky", " is", " blue"]);
    const message = await chain.invoke({ x: "the sky" });
    expect(message).toBeInstanceOf(AIMessage);
    expect(message.text).toBe("The sky is blue");
    expect(message.response_metadata).toMatchObject({ finish_reason: "stop" });
    expect(message.usage_metadata).toMatchObject({ output_tokens: 4 });
    expect(server.requests[0]!.body).toMatchObject({
      model: "glm-4-plus",
      stream: true,
      messages: [{ role: "user", content: "what color is the sky?" }],
    });
  });

  it("calls tools, whose answers go back", async () => {
    const call = { id: "c1", name: "weather", arguments: { city: "Paris" } };
    await using server = await glmServer({ replies: [{ tokens: [{ toolCalls: [call] }] }, ["sun"]] });
    const model = fromLangChain(await openai(server));
    const asked = await model.invoke("the weather?");
    expect(asked.tool_calls).toEqual([{ type: "tool_call", id: "c1", name: "weather", args: { city: "Paris" } }]);
    const conversation: BaseMessage[] = [asked];
    conversation.push(new ToolMessage("sun", "c1", "weather"));
    expect((await model.invoke(["the weather?", ...conversation])).text).toBe("sun");
    expect(server.requests[1]!.body).toMatchObject({
      messages: [
        { role: "user" },
        { role: "assistant", tool_calls: [{ id: "c1", function: { name: "weather" } }] },
        { role: "tool", tool_call_id: "c1", content: "sun" },
      ],
    });
  });

  it("is told of our tools, and gives values of a schema", async () => {
    const weather = tool(({ city }) => `sun in ${city}`, { name: "weather", schema: z.object({ city: z.string() }) });
    const call = { id: "c1", name: "weather", arguments: { city: "Paris" } };
    const answer = { id: "c2", name: "answer", arguments: { sun: true } };
    await using server = await glmServer({
      replies: [{ tokens: [{ toolCalls: [call] }] }, { tokens: [{ toolCalls: [answer] }] }],
    });
    const model = fromLangChain(await openai(server));
    const asked = await model.bindTools([weather], { toolChoice: { name: "weather" } }).invoke("the weather?");
    expect((await weather.invoke(asked.tool_calls[0]!)).content).toBe("sun in Paris");
    expect(await model.withStructuredOutput(z.object({ sun: z.boolean() })).invoke("is there sun?")).toEqual({
      sun: true,
    });
    expect(server.requests.map(({ body }) => body)).toMatchObject([
      {
        tools: [{ type: "function", function: { name: "weather", parameters: { required: ["city"] } } }],
        tool_choice: { type: "function", function: { name: "weather" } },
      },
      { tool_choice: { type: "function", function: { name: "answer" } } },
    ]);
  });

  it("a break closes the connection", async () => {
    await using server = await glmServer({ replies: [["a", "b", 60_000, "c"]] });
    const model = fromLangChain(await openai(server));
    for await (const chunk of model.stream("hi")) if (chunk.text === "a") break;
    await vi.waitFor(() => expect(server.requests[0]!.closed).toBe("aborted"));
  });

  it("an abort ends it, and a refusal arrives as LangChain gives it", async () => {
    await using server = await glmServer({ replies: [["a", 60_000, "c"], glmError("1113")] });
    const model = fromLangChain(await openai(server));
    const controller = new AbortController();
    const aborted = await thrown(async () => {
      for await (const _ of model.stream("hi", { signal: controller.signal })) controller.abort("enough");
    });
    expect(aborted).toMatchObject({ code: "aborted", cause: "enough", partial: { text: "a" } });
    const refused = await thrown(() => model.invoke("hi"));
    expect(refused).toMatchObject({ status: 429 });
    expect(errorInfo(refused)!.path).toEqual(["ChatOpenAI"]);
  });

  it("our model stands in LangChain's chain, of another copy of its package", async () => {
    await using server = await glmServer({ replies: [["The", " sky"]] });
    const [{ ChatPromptTemplate: TheirPrompt }, { StringOutputParser: TheirParser }] = await Promise.all([
      langchain("prompts/index"),
      langchain("output_parsers/index"),
    ]);
    const model = new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url });
    const chain = TheirPrompt.fromTemplate("what color is {x}?").pipe(toLangChain(model)).pipe(new TheirParser());
    expect((await all(await chain.stream({ x: "the sky" }))).filter(Boolean)).toEqual(["The", " sky"]);
    const tokens = ((await all(chain.streamEvents({ x: "the sky" }, { version: "v2" }))) as any[]).filter(
      ({ event }) => event === "on_chat_model_stream",
    );
    expect(tokens.map(({ name, data }) => [name, data.chunk.text]).slice(0, 2)).toEqual([
      ["ChatZhipuAI", "The"],
      ["ChatZhipuAI", " sky"],
    ]);
    const ours = fromLangChain(chain) as unknown as Runnable<unknown, unknown, unknown>;
    expect(await ours.invoke({ x: "the sky" })).toBe("The sky");
  });
});

describe.skipIf(!hasLangChain)("a graph of LangGraph", () => {
  it("that is an agent calls its tools by a model of ours", async () => {
    const [{ createReactAgent }, { tool: theirTool }] = await Promise.all([
      langchain("prebuilt/index", "langgraph"),
      langchain("tools/index"),
    ]);
    const call = { id: "c1", name: "weather", arguments: { city: "Paris" } };
    await using server = await glmServer({ replies: [{ tokens: [{ toolCalls: [call] }] }, ["sun"]] });
    const weather = theirTool(({ city }: { city: string }) => `sun in ${city}`, {
      name: "weather",
      schema: z.object({ city: z.string() }),
    });
    const llm = toLangChain(new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url }));
    const agent = createReactAgent({ llm, tools: [weather] });
    const { messages } = await agent.invoke({ messages: [["human", "the weather?"]] });
    expect(messages.map(({ type, text }: BaseMessage) => [type, text])).toEqual([
      ["human", "the weather?"],
      ["ai", ""],
      ["tool", "sun in Paris"],
      ["ai", "sun"],
    ]);
    expect(server.requests[0]!.body).toMatchObject({
      tools: [{ type: "function", function: { name: "weather", parameters: { required: ["city"] } } }],
    });
  });

  const graphOf = async (model: unknown) => {
    const { StateGraph, MessagesAnnotation, START, END } = await langchain("index", "langgraph");
    const { RunnableLambda } = await langchain("runnables/index");
    return new StateGraph(MessagesAnnotation)
      .addNode("ask", async ({ messages }: any, config: unknown) => ({
        messages: [await (model as any).invoke(messages, config)],
      }))
      .addNode(
        "polish",
        RunnableLambda.from(() => ({ messages: [["ai", "done"]] })),
      )
      .addEdge(START, "ask")
      .addEdge("ask", "polish")
      .addEdge("polish", END)
      .compile();
  };

  it("streams its states, of which the last is the output, in our messages", async () => {
    await using server = await glmServer({ replies: [["The", " sky"]] });
    const model = toLangChain(new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url }));
    const graph = fromLangChain(await graphOf(model)) as unknown as Runnable<unknown, { messages: BaseMessage[] }>;
    const texts = ({ messages }: { messages: BaseMessage[] }) => messages.map(({ text }) => text);
    const states = (await all(graph.stream({ messages: [["human", "hi"]] }))) as { messages: BaseMessage[] }[];
    expect(states.map(texts)).toEqual([["hi"], ["hi", "The sky"], ["hi", "The sky", "done"]]);
    const output = await graph.invoke({
      messages: [new HumanMessage("hi")],
    });
    expect(texts(output)).toEqual(["hi", "The sky", "done"]);
    expect(output.messages[1]).toBeInstanceOf(AIMessage);
    const updates = await graph.withConfig({ streamMode: "updates" } as never).invoke({ messages: [["human", "hi"]] });
    expect((updates as unknown as object[]).map((update) => Object.keys(update))).toEqual([["ask"], ["polish"]]);
  });

  it("has its nodes, and the model in one of them, told as runs inside it", async () => {
    await using server = await glmServer({ replies: [["The", " sky"]] });
    const model = toLangChain(new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url }));
    const graph = fromLangChain(await graphOf(model)) as unknown as Runnable<unknown, unknown>;
    const events = (await all(graph.streamEvents({ messages: [["human", "hi"]] }))) as any[];
    const names = new Map(events.map(({ run_id, name }) => [run_id, name]));
    const start = events.find(({ event }) => event === "on_chat_model_start");
    expect([...start.parent_ids.map((id: string) => names.get(id)), start.name]).toEqual([
      "LangGraph",
      "ask",
      "ChatZhipuAI",
    ]);
    const tokens = events.filter(({ event }) => event === "on_chat_model_stream").map(({ data }) => data.chunk.text);
    expect(tokens.filter(Boolean)).toEqual(["The", " sky"]);
    expect(events.at(-1).event).toBe("on_chain_end");
  });
});
