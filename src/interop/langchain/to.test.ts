import * as theirs from "@langchain/core/messages";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { StringOutputParser as TheirStringParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate as TheirPrompt } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import { Runnable as TheirRunnable, RunnableLambda as TheirLambda } from "@langchain/core/runnables";
import { StructuredTool as TheirTool } from "@langchain/core/tools";
import { RunCollectorCallbackHandler } from "@langchain/core/tracers/run_collector";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { all, thrown, turn } from "../../../test/contract/ways.ts";
import { AIMessageChunk } from "../../messages/ai.ts";
import { errorInfo } from "../../errors/info.ts";
import { ChatModel } from "../../models/chat-model.ts";
import { StringOutputParser } from "../../parsers/string.ts";
import { ChatPromptTemplate } from "../../prompts/chat-prompt-template.ts";
import { generator } from "../../runnables/generator.ts";
import { RunnableLambda } from "../../runnables/lambda.ts";
import { dispatchCustomEvent } from "../../runs/custom-event.ts";
import type { StepConfig } from "../../runs/config.ts";
import { ScriptedChatModel } from "../../testing/scripted/chat-model.ts";
import { ScriptedRetriever } from "../../testing/scripted/retriever.ts";
import { asTool } from "../../tools/as-tool.ts";
import { tool } from "../../tools/tool.ts";
import { fromLangChain } from "./from.ts";
import { toLangChain } from "./to.ts";

const scripted = () => new ScriptedChatModel({ replies: [["The", " sky"]] });
const joke = () => ChatPromptTemplate.fromTemplate("about {topic}").pipe(scripted()).pipe(new StringOutputParser());

interface TheirEvent {
  readonly event: string;
  readonly name: string;
  readonly data: { readonly chunk?: unknown; readonly input?: unknown; readonly output?: unknown };
  readonly tags?: readonly string[];
}

/** The events of LangChain's, version 2. */
async function eventsOf(runnable: object, input: unknown): Promise<TheirEvent[]> {
  const watched = runnable as TheirRunnable<unknown, unknown>;
  return (await all(watched.streamEvents(input, { version: "v2" }))) as TheirEvent[];
}
const shown = (events: readonly TheirEvent[]) => events.map(({ event, name }) => `${event} ${name}`);

describe("a runnable", () => {
  it("is one of LangChain's: it runs, streams, and stands in a chain", async () => {
    const chain = toLangChain(joke());
    expect(chain).toBeInstanceOf(TheirRunnable);
    expect(await chain.invoke({ topic: "x" })).toBe("The sky");
    expect(await all(await chain.stream({ topic: "x" }))).toEqual(["The", " sky"]);
    expect(await chain.batch([{ topic: "x" }, { topic: "y" }])).toEqual(["The sky", "The sky"]);
    const behind = TheirLambda.from((topic: string) => ({ topic }))
      .pipe(chain)
      .pipe(TheirLambda.from((text: string) => text.toUpperCase()));
    expect(await behind.invoke("x")).toBe("THE SKY");
  });

  it("reads a stream of LangChain's as it comes", async () => {
    const shout = toLangChain(
      generator(
        async function* (texts: AsyncIterable<string>) {
          for await (const text of texts) yield text.toUpperCase();
        },
        { join: "text" },
      ),
    );
    const chain = toLangChain(scripted()).pipe(new TheirStringParser()).pipe(shout);
    expect(await all(await chain.stream("hi"))).toEqual(["THE", " SKY"]);
  });

  it("a step that needs the whole has it put together as LangChain does", async () => {
    const chain = toLangChain(scripted())
      .pipe(new TheirStringParser())
      .pipe(toLangChain(RunnableLambda.from((text: string) => `${text}!`)));
    expect(await all(await chain.stream("hi"))).toEqual(["The sky!"]);
  });

  it("takes and gives LangChain's messages and prompts", async () => {
    const prompt = toLangChain(ChatPromptTemplate.fromTemplate("about {topic}"));
    const value = await prompt.invoke({ topic: "parrots" });
    expect(value.toChatMessages()[0]).toBeInstanceOf(theirs.HumanMessage);
    const last = toLangChain(
      RunnableLambda.from((messages: readonly { readonly text: string }[]) => messages.at(-1)!.text),
    );
    expect(await last.invoke([new theirs.HumanMessage("hi")])).toBe("hi");
    expect(await prompt.pipe(toLangChain(scripted())).invoke({ topic: "x" })).toBeInstanceOf(theirs.AIMessage);
  });

  it("is given the config: tags, metadata, configurable, the signal", async () => {
    const seen: StepConfig[] = [];
    const step = toLangChain(RunnableLambda.from((_: string, config) => void seen.push(config)));
    await step.invoke("x", { tags: ["t"], metadata: { m: 1 }, configurable: { user: "ann" } });
    expect(seen[0]).toMatchObject({ tags: ["t"], metadata: { m: 1 }, configurable: { user: "ann" } });
    const controller = new AbortController();
    const stuck = toLangChain(
      RunnableLambda.from((_: string, { signal }) => {
        const end = new Promise((resolve) => signal.addEventListener("abort", resolve));
        controller.abort(new Error("enough"));
        return end;
      }),
    );
    expect(await thrown(() => stuck.invoke("x", { signal: controller.signal }))).toBeInstanceOf(Error);
  });

  it("refuses what is none", () => {
    for (const wrong of [undefined, "x", {}, TheirLambda.from((x: string) => x)])
      expect(() => toLangChain(wrong as never)).toThrow("toLangChain takes a runnable of this library.");
  });
});

describe("what happens inside", () => {
  it("is told in LangChain's events, under the names it has here", async () => {
    const chain = toLangChain(joke().withConfig({ runName: "joke" }));
    const events = await eventsOf(chain, { topic: "parrots" });
    expect(shown(events)).toEqual([
      "on_chain_start joke",
      "on_prompt_start ChatPromptTemplate",
      "on_prompt_end ChatPromptTemplate",
      "on_chat_model_start ScriptedChatModel",
      "on_chat_model_stream ScriptedChatModel",
      "on_parser_start StringOutputParser",
      "on_chain_stream joke",
      "on_chat_model_stream ScriptedChatModel",
      "on_chain_stream joke",
      "on_chat_model_end ScriptedChatModel",
      "on_parser_end StringOutputParser",
      "on_chain_end joke",
    ]);
    const [, prompt] = events;
    expect([prompt!.data, prompt!.tags]).toEqual([{ input: { topic: "parrots" } }, ["seq:step:1"]]);
    expect(events[4]!.data.chunk).toBeInstanceOf(theirs.AIMessageChunk);
    expect(events[9]!.data.output).toBeInstanceOf(theirs.AIMessage);
  });

  it("is told to LangChain's callbacks, with its parents", async () => {
    const collector = new RunCollectorCallbackHandler();
    const outer = TheirLambda.from((topic: string) => ({ topic })).pipe(toLangChain(joke()));
    await outer.invoke("x", { callbacks: [collector] });
    const show = ({ name, run_type, child_runs }: (typeof collector.tracedRuns)[number]): unknown => [
      `${run_type} ${name}`,
      ...child_runs!.map(show),
    ];
    for (let turns = 0; turns < 40; turns++) await turn();
    expect(collector.tracedRuns.map(show)).toEqual([
      [
        "chain RunnableSequence",
        ["chain RunnableLambda"],
        [
          "chain RunnableSequence",
          ["prompt ChatPromptTemplate"],
          ["llm ScriptedChatModel"],
          ["parser StringOutputParser"],
        ],
      ],
    ]);
  });

  it("there and back again, too", async () => {
    const inner = fromLangChain(TheirPrompt.fromTemplate("about {topic}").pipe(toLangChain(scripted())));
    const events = await eventsOf(toLangChain(inner.pipe((message) => message.text)), { topic: "x" });
    const tokens = events.filter(({ event }) => event === "on_chat_model_stream");
    expect(shown(tokens)).toEqual(Array.from({ length: 2 }, () => "on_chat_model_stream ScriptedChatModel"));
    expect(shown(events)).toContain("on_prompt_end ChatPromptTemplate");
  });

  it("custom events and the progress of tools belong to it", async () => {
    const step = toLangChain(
      RunnableLambda.from((x: string) => {
        dispatchCustomEvent("progress", { done: 1 });
        return x;
      }).pipe((x) => x),
    );
    const custom = (await eventsOf(step, "x")).find(({ event }) => event === "on_custom_event")!;
    expect([custom.name, custom.data]).toEqual(["progress", { done: 1 }]);
  });

  it("nothing is installed where nobody watches", async () => {
    const seen: unknown[] = [];
    await toLangChain(RunnableLambda.from((_: string, config) => void seen.push(config.callbacks))).invoke("x");
    expect(seen).toEqual([undefined]);
  });
});

describe("a chat model", () => {
  it("is one of LangChain's, which streams", async () => {
    const model = toLangChain(scripted());
    expect(model).toBeInstanceOf(BaseChatModel);
    expect((await model.invoke("hi")).text).toBe("The sky");
    const chunks = (await all(await model.stream("hi"))) as theirs.AIMessageChunk[];
    expect(chunks.map(({ text }) => text)).toEqual(["The", " sky"]);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(shown(await eventsOf(model, "hi"))).toEqual([
      "on_chat_model_start ScriptedChatModel",
      "on_chat_model_stream ScriptedChatModel",
      "on_chat_model_stream ScriptedChatModel",
      "on_chat_model_end ScriptedChatModel",
    ]);
  });

  it("tells its tokens and its usage where it is only invoked", async () => {
    const usage_metadata = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
    const told: unknown[] = [];
    const calls = [{ type: "tool_call_chunk", index: 0, id: "c1", name: "f", args: "{}" }] as const;
    const last = new AIMessageChunk({ content: "", id: "1", tool_call_chunks: calls, usage_metadata });
    const model = toLangChain(new ScriptedChatModel({ replies: [["a", last]] }));
    const step = TheirLambda.from(async (x: string, config) => await model.invoke(x, config));
    const events = await eventsOf(step, "hi");
    expect(events.filter(({ event }) => event === "on_chat_model_stream")).toHaveLength(2);
    const message = await model.invoke("hi", { callbacks: [{ handleLLMEnd: (output) => void told.push(output) }] });
    expect([message.usage_metadata, message.tool_calls]).toEqual([
      usage_metadata,
      [{ name: "f", args: {}, id: "c1", type: "tool_call" }],
    ]);
    for (let turns = 0; turns < 10; turns++) await turn();
    expect(told).toHaveLength(1);
  });

  it("is given call options, tags and configurable", async () => {
    const seen: Record<string, unknown>[] = [];
    class Seeing extends ScriptedChatModel {
      protected override reply(messages: never, config: StepConfig) {
        seen.push({ ...config });
        return super.reply(messages, config);
      }
    }
    const model = toLangChain(new Seeing({ replies: [["a"]] }).withConfig({ metadata: { a: 1 } }));
    const config = { stop: ["\n"], tags: ["t"], metadata: { m: 1 }, configurable: { user: "ann" } };
    await model.invoke("hi", config);
    await all(await model.stream("hi", config));
    for (const given of seen)
      expect(given).toMatchObject({
        stop: ["\n"],
        tags: ["t"],
        metadata: { a: 1, m: 1 },
        configurable: { user: "ann" },
      });
  });

  it("fails with our error as it is", async () => {
    const boom = new Error("boom");
    const model = toLangChain(new ScriptedChatModel({ replies: [["a", boom]] }));
    const read: string[] = [];
    const error = await thrown(async () => {
      for await (const chunk of await model.stream("hi")) read.push(chunk.text);
    });
    expect([error, read]).toEqual([boom, ["a"]]);
    expect(errorInfo(error)).toMatchObject({ path: ["ScriptedChatModel"], partial: { text: "a" } });
  });

  it("is closed where the loop is left", async () => {
    let closed = 0;
    class Endless extends ChatModel {
      readonly name = "Endless";
      protected async *reply(): AsyncGenerator<AIMessageChunk> {
        try {
          for (;;) yield new AIMessageChunk("a");
        } finally {
          closed++;
        }
      }
    }
    for await (const _ of await toLangChain(new Endless()).stream("hi")) break;
    for (let turns = 0; turns < 5; turns++) await turn();
    expect(closed).toBe(1);
  });
});

describe("a retriever and a tool", () => {
  it("a retriever is one of LangChain's, and is given the config", async () => {
    const retriever = toLangChain(new ScriptedRetriever({ documents: ["kensho"] }));
    expect(retriever).toBeInstanceOf(BaseRetriever);
    expect(await retriever.invoke("q")).toMatchObject([{ pageContent: "kensho" }]);
    expect(
      shown(
        await eventsOf(
          TheirLambda.from((q: string, config) => retriever.invoke(q, config)),
          "q",
        ),
      ),
    ).toContain("on_retriever_end ScriptedRetriever");
    const controller = new AbortController();
    const slow = toLangChain(new ScriptedRetriever({ documents: ["x"], delayMs: 60_000 }));
    const found = thrown(() => slow.invoke("q", { signal: controller.signal }));
    await turn();
    controller.abort();
    expect(await found).toMatchObject({ code: "aborted" });
  });

  it("a tool is one of LangChain's: it is shown to a model, and answers a call", async () => {
    const weather = toLangChain(
      tool(
        function* ({ city }) {
          yield `asking for ${city}`;
          return `sun in ${city}`;
        },
        { name: "weather", description: "The weather.", schema: z.object({ city: z.string().toUpperCase() }) },
      ),
    );
    expect(weather).toBeInstanceOf(TheirTool);
    expect([weather.name, weather.description]).toEqual(["weather", "The weather."]);
    expect(weather.schema).toMatchObject({ type: "object", properties: { city: { type: "string" } } });
    expect(await weather.invoke({ city: "Paris" })).toBe("sun in PARIS");
    const call = { type: "tool_call", name: "weather", args: { city: "Paris" }, id: "c1" } as const;
    expect(await weather.invoke(call)).toMatchObject({ content: "sun in PARIS", tool_call_id: "c1" });
    const told: unknown[] = [];
    await weather.invoke(call, { callbacks: [{ handleToolEvent: (chunk) => void told.push(chunk) }] });
    for (let turns = 0; turns < 10; turns++) await turn();
    expect(told).toEqual(["asking for PARIS"]);
    expect(await thrown(() => weather.invoke({} as never))).toBeInstanceOf(Error);
  });

  it("a tool of text takes it as its input", async () => {
    const shout = toLangChain(
      asTool(
        RunnableLambda.from((text: string) => text.toUpperCase()),
        { name: "shout", schema: z.string() },
      ),
    );
    expect(await shout.invoke({ input: "a" } as never)).toBe("A");
  });
});
