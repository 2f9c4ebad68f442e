import { setTimeout as sleep } from "node:timers/promises";
import { dispatchCustomEvent as theirCustomEvent } from "@langchain/core/callbacks/dispatch";
import { Document as TheirDocument } from "@langchain/core/documents";
import * as theirs from "@langchain/core/messages";
import { JsonOutputParser, StringOutputParser as TheirStringParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate as TheirPrompt, MessagesPlaceholder } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import { RunnableLambda as TheirLambda, RunnableMap, RunnablePassthrough } from "@langchain/core/runnables";
import { tool as theirTool } from "@langchain/core/tools";
import { FakeLLM } from "@langchain/core/utils/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { all, thrown, turn } from "../../../test/contract/ways.ts";
import { SpokenChatModel } from "../../../test/support/spoken-chat-model.ts";
import { errorInfo } from "../../errors/info.ts";
import { AIMessage, AIMessageChunk } from "../../messages/ai.ts";
import { HumanMessage } from "../../messages/human.ts";
import { ToolMessage } from "../../messages/tool.ts";
import { ChatModel } from "../../models/chat-model.ts";
import { StringOutputParser } from "../../parsers/string.ts";
import { ChatPromptTemplate } from "../../prompts/chat-prompt-template.ts";
import { Document } from "../../retrievers/document.ts";
import { Retriever } from "../../retrievers/retriever.ts";
import { generator } from "../../runnables/generator.ts";
import { RunnableLambda } from "../../runnables/lambda.ts";
import type { StreamEvent } from "../../runs/events.ts";
import { RunLog } from "../../runs/run-log.ts";
import { ScriptedChatModel } from "../../testing/scripted/chat-model.ts";
import { StructuredTool } from "../../tools/tool.ts";
import { fromLangChain } from "./from.ts";

const SKY = ["The", " sky"];
const spoken = () => new SpokenChatModel(SKY);

class Shelf extends BaseRetriever {
  override lc_namespace = ["test"];
  override async _getRelevantDocuments(query: string): Promise<TheirDocument[]> {
    return [new TheirDocument({ pageContent: query, metadata: { at: 1 }, id: "d1" })];
  }
  static override lc_name() {
    return "Shelf";
  }
}

/** Each event with its name, and the names of the runs that it is inside of. */
function nested(events: readonly StreamEvent[]): string[] {
  const names = new Map(events.map(({ run_id, name, event }) => [run_id, event === "on_custom_event" ? "" : name]));
  for (const { run_id, name, event } of events) if (event.endsWith("_start")) names.set(run_id, name);
  return events.map(({ event, name, parent_ids }) =>
    [...parent_ids.map((id) => names.get(id)), `${event} ${name}`].join("/"),
  );
}

describe("a chat model", () => {
  it("is one of ours: it streams, joins, and gives its one message", async () => {
    const model = fromLangChain(spoken());
    expect(model).toBeInstanceOf(ChatModel);
    expect(await all(model.stream("hi"))).toEqual(SKY.map((content) => new AIMessageChunk({ content, id: "1" })));
    expect(await model.invoke("hi")).toEqual(new AIMessage({ content: "The sky", id: "1" }));
    expect(await all(model.streamMessage("hi").text)).toEqual(SKY);
    expect(model.name).toBe("SpokenChatModel");
  });

  it("is asked with messages and options, and gives one id where there is none", async () => {
    const inner = new SpokenChatModel([{ content: "a" }, { content: "b" }]);
    const model = fromLangChain(inner).bind({ stop: ["\n"] });
    const chunks = (await all(model.stream([["system", "be brief"], "hi"]))) as AIMessageChunk[];
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks[0]!.id).toMatch(/^run-/);
    const [asked] = inner.asked;
    expect(asked!.messages.map((message) => [message.constructor, message.text])).toEqual([
      [theirs.SystemMessage, "be brief"],
      [theirs.HumanMessage, "hi"],
    ]);
    expect(asked!.options["stop"]).toEqual(["\n"]);
  });

  it("with a config bound to it there is a chat model too", () => {
    expect(fromLangChain(spoken().withConfig({ tags: ["a"] }))).toBeInstanceOf(ChatModel);
  });

  it("has its usage told in what has settled", async () => {
    const usage_metadata = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
    const model = new SpokenChatModel(["a", { content: "", id: "1", usage_metadata }]);
    const chain = fromLangChain(TheirPrompt.fromTemplate("{x}").pipe(model).pipe(new TheirStringParser()));
    const stream = chain.stream({ x: 1 });
    const { settled } = stream;
    await all(stream);
    expect(await settled).toMatchObject({ status: "ok", value: "a", usage: usage_metadata, messages: [{ text: "a" }] });
  });
});

describe("what a runnable is", () => {
  it("a completion model is one of ours", async () => {
    const llm = fromLangChain(new FakeLLM({ response: "the sky" }));
    expect(await llm.invoke("what color?")).toBe("the sky");
    expect((await all(llm.streamEvents("q"))).map((event) => (event as StreamEvent).event)).toContain("on_llm_end");
  });

  it("a retriever gives our documents, in events too", async () => {
    const retriever = fromLangChain(new Shelf());
    const found = [new Document({ pageContent: "q", metadata: { at: 1 }, id: "d1" })];
    expect(retriever).toBeInstanceOf(Retriever);
    expect(await retriever.invoke("q")).toEqual(found);
    const events = (await all(retriever.streamEvents("q"))) as StreamEvent[];
    expect(events.map(({ event, name, data }) => [event, name, data])).toEqual([
      ["on_retriever_start", "Shelf", { input: "q" }],
      ["on_retriever_end", "Shelf", { input: "q", output: found }],
    ]);
  });

  it("a tool is one of ours: it takes arguments or a call, checks them itself, and shows its progress", async () => {
    const weather = fromLangChain(
      theirTool(
        async function* ({ city }: { city: string }) {
          yield `asking for ${city}`;
          return [`sun in ${city}`, { raw: 1 }];
        },
        {
          name: "weather",
          description: "The weather.",
          schema: z.object({ city: z.string() }),
          responseFormat: "content_and_artifact",
        },
      ),
    );
    expect(weather).toBeInstanceOf(StructuredTool);
    expect([weather.name, weather.description]).toEqual(["weather", "The weather."]);
    expect(weather.getInputJsonSchema()).toMatchObject({ type: "object", properties: { city: { type: "string" } } });
    expect(await weather.invoke({ city: "Paris" })).toBe("sun in Paris");
    const call = { type: "tool_call", name: "weather", args: { city: "Paris" }, id: "c1" } as const;
    const answer = await weather.invoke(call);
    expect(answer).toBeInstanceOf(ToolMessage);
    expect(answer).toMatchObject({
      content: "sun in Paris",
      tool_call_id: "c1",
      name: "weather",
      artifact: { raw: 1 },
    });
    const events = (await all(weather.streamEvents(call))) as StreamEvent[];
    expect(events.map(({ event, name }) => `${event} ${name}`)).toEqual([
      "on_tool_start weather",
      "on_tool_stream weather",
      "on_tool_end weather",
    ]);
    expect(events[1]!.data).toEqual({ chunk: "asking for Paris" });
    const wrong = await thrown(() => weather.invoke({ city: 1 } as never));
    expect(String(wrong)).toContain("did not match expected schema");
    expect(errorInfo(wrong)!.path).toEqual(["weather"]);
  });

  it("a prompt gives our value, and takes our messages", async () => {
    const prompt = fromLangChain(
      TheirPrompt.fromMessages([["system", "about {topic}"], new MessagesPlaceholder("history")]),
    );
    const value = await prompt.invoke({ topic: "parrots", history: [new HumanMessage("hi")] });
    expect(value.toChatMessages().map(({ type, text }) => [type, text])).toEqual([
      ["system", "about parrots"],
      ["human", "hi"],
    ]);
    const model = new ScriptedChatModel({ replies: [["ok"]] });
    expect((await prompt.pipe(model).invoke({ topic: "x", history: [] })).text).toBe("ok");
  });

  it("a parser reads our stream as it comes", async () => {
    const order: string[] = [];
    const letters = generator(
      async function* () {
        for (const letter of "ab") {
          order.push(letter);
          yield letter;
        }
      },
      { join: "text" },
    );
    const parser = fromLangChain(new TheirStringParser());
    for await (const chunk of letters.pipe(parser).stream("")) order.push(`${chunk}!`);
    expect(order).toEqual(["a", "a!", "b", "b!"]);
  });

  it("a step that needs the whole is given our join, and not what the chunks glued together are", async () => {
    const model = new ScriptedChatModel({ replies: [['{"a":', "1}"]] });
    const { JsonOutputParser: Ours } = await import("../../parsers/json.ts");
    const twice = fromLangChain(TheirLambda.from((value: { a: number }) => value.a * 2));
    expect(await model.pipe(new Ours<{ a: number }>()).pipe(twice).invoke("hi")).toBe(2);
  });

  it("refuses what is none", () => {
    for (const wrong of [undefined, null, "x", {}, () => 1, new ScriptedChatModel({ replies: [["a"]] })])
      expect(() => fromLangChain(wrong as never)).toThrow("fromLangChain takes a runnable of LangChain.js");
  });
});

describe("chunks join", () => {
  const json = new SpokenChatModel(['{"a":[1', ",2]", "}"]).pipe(new JsonOutputParser());

  it("as the last step of a chain says: a parser gives the value so far", async () => {
    const chain = fromLangChain(json);
    const chunks = await all(chain.stream("hi"));
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.at(-1)).toEqual({ a: [1, 2] });
    expect(await chain.invoke("hi")).toEqual({ a: [1, 2] });
  });

  it("of a map, each key by itself", async () => {
    const map = fromLangChain(
      RunnableMap.from({ json, text: spoken().pipe(new TheirStringParser()), message: spoken() }),
    );
    expect(await map.invoke("hi")).toEqual({
      json: { a: [1, 2] },
      text: "The sky",
      message: new AIMessage({ content: "The sky", id: "1" }),
    });
    const assigned = fromLangChain(RunnablePassthrough.assign({ json: TheirLambda.from(() => "hi").pipe(json) }));
    expect(await assigned.invoke({ x: 1 })).toEqual({ x: 1, json: { a: [1, 2] } });
  });

  it("by what they are, where nothing is known, or as is said", async () => {
    const count = TheirLambda.from(async function* (_: string) {
      yield 1;
      yield 2;
    });
    expect(await fromLangChain(count).invoke("")).toBe(2);
    expect(await fromLangChain(count, { join: "list" }).invoke("")).toEqual([1, 2]);
    const records = TheirLambda.from(async function* (_: string) {
      yield { a: "x", b: [1] };
      yield { a: "y", b: [2] };
    });
    expect(await fromLangChain(records).invoke("")).toEqual({ a: "xy", b: [1, 2] });
    expect(
      await all(
        fromLangChain(records)
          .pick("a" as never)
          .stream(""),
      ),
    ).toEqual(["x", "y"]);
  });
});

describe("what happens inside", () => {
  const chain = () =>
    TheirPrompt.fromTemplate("about {topic}")
      .pipe(spoken())
      .pipe(new TheirStringParser())
      .pipe(TheirLambda.from(async (text: string, config) => (await new Shelf().invoke(text, config))[0]!.pageContent));

  it("is told as events, inside the step", async () => {
    const whole = RunnableLambda.from((topic: string) => ({ topic })).pipe(fromLangChain(chain()));
    const events = (await all(whole.streamEvents("parrots"))) as StreamEvent[];
    const inside = "RunnableSequence/RunnableSequence";
    expect(
      nested(events)
        .filter((line) => !/_stream/.test(line))
        .toSorted(),
    ).toEqual(
      [
        "on_chain_start RunnableSequence",
        "RunnableSequence/on_chain_start RunnableLambda",
        "RunnableSequence/on_chain_end RunnableLambda",
        "RunnableSequence/on_chain_start RunnableSequence",
        `${inside}/on_prompt_start ChatPromptTemplate`,
        `${inside}/on_prompt_end ChatPromptTemplate`,
        `${inside}/on_chat_model_start SpokenChatModel`,
        `${inside}/on_chat_model_end SpokenChatModel`,
        `${inside}/on_parser_start StrOutputParser`,
        `${inside}/on_parser_end StrOutputParser`,
        `${inside}/on_chain_start RunnableLambda`,
        `${inside}/RunnableLambda/on_retriever_start Shelf`,
        `${inside}/RunnableLambda/on_retriever_end Shelf`,
        `${inside}/on_chain_end RunnableLambda`,
        "RunnableSequence/on_chain_end RunnableSequence",
        "on_chain_end RunnableSequence",
      ].toSorted(),
    );
    const tokens = events.flatMap((event) => (event.event === "on_chat_model_stream" ? [event.data.chunk] : []));
    expect(tokens).toEqual(SKY.map((content) => new AIMessageChunk({ content, id: "1" })));
    const parsed = events.flatMap((event) => (event.event === "on_parser_stream" ? [event.data.chunk] : []));
    expect(parsed).toEqual(SKY);
    const of = (event: string) => events.find((each) => each.event === event)!;
    expect(of("on_prompt_start").data).toEqual({ input: { topic: "parrots" } });
    expect(of("on_chat_model_start").tags).toEqual(["seq:step:2"]);
    expect(of("on_chat_model_end").data).toMatchObject({
      input: { messages: [[new HumanMessage("about parrots")]] },
      output: new AIMessage({ content: "The sky", id: "1" }),
    });
    expect(of("on_retriever_end").data).toMatchObject({ output: [{ pageContent: "The sky" }] });
    expect(events.at(-1)!.data).toEqual({ input: "parrots", output: "The sky" });
  });

  it("is told in the log, and to callbacks, once", async () => {
    let log = RunLog.from([]);
    for await (const patch of fromLangChain(chain()).streamLog({ topic: "x" })) log = log.concat(patch) as never;
    expect(Object.keys(log.state!.logs)).toEqual([
      "ChatPromptTemplate",
      "SpokenChatModel",
      "StrOutputParser",
      "RunnableLambda",
      "Shelf",
    ]);
    const told: unknown[] = [];
    const tokens: string[] = [];
    const parents = new Map<string, string | undefined>();
    const note = (name: string, id: string, parent: string | undefined) => {
      told.push(name);
      parents.set(id, parent);
    };
    await fromLangChain(chain()).invoke(
      { topic: "x" },
      {
        callbacks: [
          {
            handleChainStart: (_, __, id, parent, ___, ____, type, name) => note(`${type} ${name}`, id, parent),
            handleChatModelStart: (_, __, id, parent, ___, ____, _____, name) => note(name, id, parent),
            handleRetrieverStart: (_, __, id, parent, ___, ____, name) => note(name, id, parent),
            handleLLMNewToken: (token) => tokens.push(token),
          },
        ],
      },
    );
    expect(told).toEqual([
      "chain RunnableSequence",
      "prompt ChatPromptTemplate",
      "SpokenChatModel",
      "parser StrOutputParser",
      "chain RunnableLambda",
      "Shelf",
    ]);
    expect(tokens).toEqual(SKY);
    const ids = [...parents.keys()];
    expect([...parents.values()].map((parent) => parent && ids.indexOf(parent))).toEqual([undefined, 0, 0, 0, 0, 4]);
  });

  it("custom events belong to the run that has told them; a config goes down", async () => {
    const seen: unknown[] = [];
    const step = TheirLambda.from(async (x: string, config) => {
      seen.push(config.tags, config.metadata, config.configurable, config.signal instanceof AbortSignal);
      await theirCustomEvent("progress", { done: 1 }, config);
      return x;
    });
    const chain = fromLangChain(step.pipe(step)).withConfig({ configurable: { user: "ann" } });
    const events = (await all(
      chain.streamEvents("x", { tags: ["t"], metadata: { m: 1 }, includeTypes: ["custom_event"] }),
    )) as StreamEvent[];
    expect(seen.slice(0, 4)).toEqual([["t"], expect.objectContaining({ m: 1 }), { user: "ann" }, true]);
    expect(
      events.map(({ name, data, tags, parent_ids }) => [name, data, tags.includes("t"), parent_ids.length]),
    ).toEqual([
      ["progress", { done: 1 }, true, 1],
      ["progress", { done: 1 }, true, 1],
    ]);
  });

  it("a runnable of ours that a function in there calls is inside the step", async () => {
    const ours = new ScriptedChatModel({ replies: [["ok"]] }).pipe(new StringOutputParser());
    const step = fromLangChain(TheirLambda.from((x: string) => ours.invoke(x)));
    const events = (await all(step.streamEvents("x", { includeTypes: ["chat_model"] }))) as StreamEvent[];
    expect(events.map(({ event }) => event)).toEqual([
      "on_chat_model_start",
      "on_chat_model_stream",
      "on_chat_model_end",
    ]);
    expect(events[0]!.parent_ids).toHaveLength(2);
  });

  it("nothing is installed where nobody watches", async () => {
    const seen: unknown[] = [];
    const step = TheirLambda.from((x: string, config) => {
      seen.push(config.callbacks);
      return x;
    });
    await fromLangChain(step).invoke("x");
    expect(seen).toEqual([undefined]);
  });
});

describe("an end", () => {
  const prompt = ChatPromptTemplate.fromTemplate("{x}");
  const boom = new Error("boom");

  it("an error arrives as it is, with its path and what had come, and is told where it arose", async () => {
    const chain = prompt.pipe(fromLangChain(new SpokenChatModel(["The", boom])));
    const seen: StreamEvent[] = [];
    const error = await thrown(async () => {
      for await (const event of chain.streamEvents({ x: 1 })) seen.push(event);
    });
    expect(error).toBe(boom);
    expect(errorInfo(error)).toMatchObject({ path: ["RunnableSequence", "SpokenChatModel"], partial: { text: "The" } });
    expect(seen.slice(-2).map(({ event }) => event)).toEqual(["on_chat_model_error", "on_chain_error"]);
    const inner = fromLangChain(TheirLambda.from((x: string) => x).pipe(new SpokenChatModel(["The", boom])));
    const told: StreamEvent[] = [];
    await thrown(async () => {
      for await (const event of inner.streamEvents("x")) told.push(event);
    });
    expect(nested(told).slice(-2)).toEqual([
      "RunnableSequence/on_chat_model_error SpokenChatModel",
      "on_chain_error RunnableSequence",
    ]);
  });

  it("a break reaches the model in there, and each start has an end", async () => {
    const model = spoken();
    for await (const _ of fromLangChain(model).stream("hi")) break;
    expect(model.ended).toBe(1);
    const inner = spoken();
    const told: StreamEvent[] = [];
    const chain = fromLangChain(TheirLambda.from((x: string) => x).pipe(inner));
    const stream = chain.streamEvents("hi");
    for await (const event of stream) {
      told.push(event);
      if (event.event === "on_chat_model_stream") break;
    }
    for (let turns = 0; turns < 5; turns++) await turn();
    expect(inner.ended).toBe(1);
    const endings: string[] = [];
    const run = chain.stream("hi", {
      callbacks: [{ handleLLMError: () => endings.push("model"), handleChainError: () => endings.push("chain") }],
    });
    for await (const _ of run) break;
    expect(endings.filter((ending) => ending === "model")).toEqual(["model"]);
  });

  it("an abort reaches the signal in there", async () => {
    const controller = new AbortController();
    const reasons: unknown[] = [];
    const stuck = TheirLambda.from(async (x: string, config) => {
      config.signal!.addEventListener("abort", () => reasons.push(config.signal!.reason));
      controller.abort("enough");
      await sleep(60_000, undefined, { signal: config.signal! });
      return x;
    });
    const seen: StreamEvent[] = [];
    const error = await thrown(async () => {
      const step = TheirLambda.from((x: string) => x).pipe(stuck);
      for await (const event of fromLangChain(step).streamEvents("x", { signal: controller.signal })) seen.push(event);
    });
    expect(error).toMatchObject({ code: "aborted", cause: "enough" });
    expect(reasons).toEqual(["enough"]);
    expect(nested(seen).slice(-2)).toEqual([
      "RunnableSequence/on_chain_cancel RunnableLambda",
      "on_chain_cancel RunnableSequence",
    ]);
  });

  it("a step that waits is refused in a synchronous run", () => {
    expect(() => fromLangChain(spoken()).invokeSync("hi")).toThrow(/has to wait/);
    expect(() => fromLangChain(new TheirStringParser()).invokeSync("hi")).toThrow(/has to wait/);
  });
});
