import { describe, expect, it } from "vitest";
import { handlerOf, told } from "../../test/support/calls.ts";
import { all, thrown } from "../../test/contract/ways.ts";
import { isRunletError } from "../errors/error.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import { StringOutputParser } from "../parsers/string.ts";
import { ChatPromptTemplate } from "../prompts/chat-prompt-template.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { tool } from "../tools/tool.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { ScriptedLLM } from "../testing/scripted/llm.ts";
import { ScriptedRetriever } from "../testing/scripted/retriever.ts";
import { dispatchCustomEvent } from "./custom-event.ts";

const model = (...tokens: (string | Error | AIMessageChunk)[]) => new ScriptedChatModel({ replies: [tokens] });
const boom = new Error("boom");
const ID = /^[0-9a-f-]{36}$/;
const id = expect.stringMatching(ID);
const from = (type: string, name: string) => ({ lc: 1, type: "not_implemented", id: ["runlet", type, name] });
const config = { tags: ["t"], metadata: { m: 1 } };

describe("the methods, and what they are given", () => {
  it("of a chat model", async () => {
    const handler = handlerOf();
    const usage = new AIMessageChunk({
      content: "",
      id: "x",
      usage_metadata: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
    });
    const answer = await model("a", "b", usage).invoke("hi", { ...config, callbacks: [handler] });
    const [start, a, b, last, end] = handler.calls;
    expect(handler.calls.length).toBe(5);
    const tags = ["t"];
    expect(start).toEqual({
      method: "handleChatModelStart",
      args: [
        from("chat_model", "ScriptedChatModel"),
        [[expect.objectContaining({ type: "human", text: "hi" })]],
        id,
        undefined,
        { options: {}, invocation_params: {}, batch_size: 1 },
        tags,
        { m: 1 },
        "ScriptedChatModel",
      ],
    });
    const runId = start!.args[2];
    const token = (text: string) => ({
      method: "handleLLMNewToken",
      args: [
        text,
        { prompt: 0, completion: 0 },
        runId,
        undefined,
        tags,
        { chunk: { text, message: expect.any(AIMessageChunk) } },
      ],
    });
    expect([a, b, last]).toEqual([token("a"), token("b"), token("")]);
    const llmOutput = { tokenUsage: { promptTokens: 3, completionTokens: 2, totalTokens: 5 } };
    expect(end).toEqual({
      method: "handleLLMEnd",
      args: [{ generations: [[{ text: "ab", message: answer }]], llmOutput }, runId, undefined, tags],
    });
  });

  it("of a chat model, for a handler that knows only models of text", async () => {
    const { handleChatModelStart: _, calls, ...handler } = handlerOf();
    await model("a").invoke(
      [
        ["system", "be brief"],
        ["human", "hi"],
      ],
      { callbacks: [handler] },
    );
    expect(calls[0]!.method).toBe("handleLLMStart");
    expect(calls[0]!.args.slice(0, 4)).toEqual([
      from("chat_model", "ScriptedChatModel"),
      ["System: be brief\nHuman: hi"],
      id,
      undefined,
    ]);
    expect(told(calls)).toEqual(["Start ScriptedChatModel", "NewToken ScriptedChatModel", "End ScriptedChatModel"]);
  });

  it("of a model of text", async () => {
    const handler = handlerOf();
    await all(new ScriptedLLM({ replies: [["a", "b"]] }).stream("hi", { ...config, callbacks: [handler] }));
    const runId = handler.calls[0]!.args[2];
    const parameters = { options: {}, invocation_params: {}, batch_size: 1 };
    const token = (text: string) => ({
      method: "handleLLMNewToken",
      args: [text, { prompt: 0, completion: 0 }, runId, undefined, ["t"], { chunk: { text } }],
    });
    expect(handler.calls).toEqual([
      {
        method: "handleLLMStart",
        args: [from("llm", "ScriptedLLM"), ["hi"], id, undefined, parameters, ["t"], { m: 1 }, "ScriptedLLM"],
      },
      token("a"),
      token("b"),
      { method: "handleLLMEnd", args: [{ generations: [[{ text: "ab" }]] }, runId, undefined, ["t"]] },
    ]);
  });

  it("of a retriever", () => {
    const handler = handlerOf();
    new ScriptedRetriever({ documents: ["d"] }).invokeSync("q", { ...config, callbacks: [handler] });
    const runId = handler.calls[0]!.args[2];
    expect(handler.calls).toEqual([
      {
        method: "handleRetrieverStart",
        args: [from("retriever", "ScriptedRetriever"), "q", id, undefined, ["t"], { m: 1 }, "ScriptedRetriever"],
      },
      {
        method: "handleRetrieverEnd",
        args: [[expect.objectContaining({ pageContent: "d" })], runId, undefined, ["t"]],
      },
    ]);
  });

  it("of a tool: its arguments as text, what it yields, and the call that it answers", async () => {
    const handler = handlerOf();
    const search = tool(
      function* ({ query }) {
        yield `asking for ${query as string}`;
        return ["a"];
      },
      { name: "search", schema: { type: "object" } },
    );
    search.invokeSync({ query: "x" }, { ...config, callbacks: [handler] });
    const runId = handler.calls[0]!.args[2];
    const started = [from("tool", "search"), '{"query":"x"}', id, undefined, ["t"], { m: 1 }, "search"];
    expect(handler.calls.splice(0)).toEqual([
      { method: "handleToolStart", args: [...started, undefined] },
      { method: "handleToolEvent", args: ["asking for x", runId, undefined, ["t"]] },
      { method: "handleToolEnd", args: [["a"], runId, undefined, ["t"]] },
    ]);
    const call = { name: "search", args: { query: "x" }, id: "call_1", type: "tool_call" } as const;
    const answer = await search.invoke(call, { ...config, callbacks: [handler] });
    expect(handler.calls[0]).toEqual({ method: "handleToolStart", args: [...started, "call_1"] });
    expect(handler.calls[2]!.args[0]).toBe(answer);
    const failing = tool(
      () => {
        throw boom;
      },
      { name: "failing", schema: { type: "object" } },
    );
    handler.calls.length = 0;
    expect(await thrown(() => failing.invoke({ n: 1n } as never, { callbacks: [handler] }))).toBe(boom);
    expect(
      handler.calls.map(({ method, args }) => [method, args.find((arg) => arg === boom || arg === '{"n":"1"}')]),
    ).toEqual([
      ["handleToolStart", '{"n":"1"}'],
      ["handleToolError", boom],
    ]);
  });

  it("of a function, which is a chain: values that are no objects are put into one", () => {
    const handler = handlerOf();
    const count = RunnableLambda.from((text: string) => [text.length], { name: "count" });
    count.invokeSync("abc", { ...config, runId: "mine", runName: "counted", callbacks: [handler] });
    expect(handler.calls).toEqual([
      {
        method: "handleChainStart",
        args: [
          from("chain", "counted"),
          { input: "abc" },
          "mine",
          undefined,
          ["t"],
          { m: 1 },
          "chain",
          "counted",
          undefined,
        ],
      },
      { method: "handleChainEnd", args: [{ output: [3] }, "mine", undefined, ["t"], { inputs: { input: "abc" } }] },
    ]);
  });

  it("of a prompt and a parser, which are chains of a type, inside another one", async () => {
    const handler = handlerOf();
    const chain = ChatPromptTemplate.fromTemplate("hi {x}").pipe(model("a")).pipe(new StringOutputParser());
    await all(chain.stream({ x: 1 }, { callbacks: [handler] }));
    expect(told(handler.calls)).toEqual([
      "Start RunnableSequence",
      "Start ChatPromptTemplate",
      "End ChatPromptTemplate",
      "Start ScriptedChatModel",
      "NewToken ScriptedChatModel",
      "Start StringOutputParser",
      "End ScriptedChatModel",
      "End StringOutputParser",
      "End RunnableSequence",
    ]);
    const root = handler.calls[0]!.args[2];
    const prompt = handler.calls.find(({ args }) => args[6] === "prompt");
    expect(prompt!.args.slice(1, 5)).toEqual([{ x: 1 }, id, root, ["seq:step:1"]]);
    const parser = handler.calls.find(({ args }) => args[6] === "parser");
    // What it is given comes in chunks: it is known when they have all come.
    expect(parser!.args[1]).toEqual({ input: "" });
    expect(parser!.args[8]).toEqual({ lc_defers_inputs: true });
    const end = handler.calls.find(({ method, args }) => method === "handleChainEnd" && args[1] === parser!.args[2]);
    expect(end!.args).toEqual([
      { output: "a" },
      parser!.args[2],
      root,
      ["seq:step:3"],
      { inputs: expect.objectContaining({ text: "a" }) },
    ]);
  });

  it("of failures: the error itself, and what was given", async () => {
    const handler = handlerOf();
    const chain = RunnableLambda.from((x: string) => x, { name: "first" }).pipe(model("a", boom));
    expect(await thrown(() => chain.invoke("hi", { callbacks: [handler] }))).toBe(boom);
    const errors = handler.calls.filter(({ method }) => method.endsWith("Error"));
    const [root, , modelRun] = handler.calls
      .filter(({ method }) => method.endsWith("Start"))
      .map(({ args }) => args[2]);
    expect(errors).toEqual([
      { method: "handleLLMError", args: [boom, modelRun, root, ["seq:step:2"]] },
      { method: "handleChainError", args: [boom, root, undefined, [], { inputs: { input: "hi" } }] },
    ]);
    const retriever = new ScriptedRetriever({
      documents: () => {
        throw boom;
      },
    });
    const other = handlerOf();
    expect(await thrown(() => retriever.invoke("q", { callbacks: [other] }))).toBe(boom);
    expect(other.calls.at(-1)).toEqual({
      method: "handleRetrieverError",
      args: [boom, other.calls[0]!.args[2], undefined, []],
    });
  });

  it("of custom events", async () => {
    const handler = handlerOf();
    const step = RunnableLambda.from((x: number, own) => {
      dispatchCustomEvent("progress", { done: 1 }, own);
      dispatchCustomEvent("more", undefined);
      return x;
    });
    await step.invoke(1, { ...config, callbacks: [handler] });
    const run = handler.calls[0]!.args[2];
    expect(handler.calls.slice(1, 3)).toEqual([
      { method: "handleCustomEvent", args: ["progress", { done: 1 }, run, ["t"], { m: 1 }] },
      { method: "handleCustomEvent", args: ["more", undefined, run, ["t"], { m: 1 }] },
    ]);
  });

  it("of input that is none: the run starts, and fails", async () => {
    const handler = handlerOf();
    const error = await thrown(() => model("a").invoke(42 as never, { callbacks: [handler] }));
    expect(isRunletError(error, "config")).toBe(true);
    expect(handler.calls.map(({ method }) => method)).toEqual(["handleChatModelStart", "handleLLMError"]);
    expect(handler.calls.map(({ args }) => args.slice(0, 2))).toEqual([
      [from("chat_model", "ScriptedChatModel"), [[]]],
      [error, handler.calls[0]!.args[2]],
    ]);
  });

  it("of an answer that is too long to be kept: none, rather than a part", async () => {
    const handler = handlerOf();
    const keepLimit = { text: 1 };
    await all(new ScriptedLLM({ replies: [["ab", "c"]] }).stream("hi", { keepLimit, callbacks: [handler] }));
    expect(handler.calls.at(-1)!.method).toBe("handleLLMEnd");
    expect(handler.calls.at(-1)!.args[0]).toEqual({ generations: [[]] });
  });
});

describe("what is cancelled fails for callbacks with an AbortError", () => {
  const slow = () => new ScriptedChatModel({ replies: [["a", 60_000, "b"]] });

  it.each(["break", "abort"])("%s", async (how) => {
    const handler = handlerOf();
    const controller = new AbortController();
    const chain = RunnableLambda.from((x: string) => x)
      .pipe(slow())
      .pipe(new StringOutputParser());
    const stream = chain.stream("hi", { callbacks: [handler], signal: controller.signal });
    const reason = new Error("enough");
    const error = await thrown(async () => {
      for await (const _ of stream) {
        if (how === "break") break;
        controller.abort(reason);
      }
    });
    const errors = handler.calls.filter(({ method }) => method.endsWith("Error"));
    expect(told(errors.length === 3 ? handler.calls : [])).toEqual([
      "Start RunnableSequence",
      "Start RunnableLambda",
      "End RunnableLambda",
      "Start ScriptedChatModel",
      "NewToken ScriptedChatModel",
      "Start StringOutputParser",
      "Error ScriptedChatModel",
      "Error StringOutputParser",
      "Error RunnableSequence",
    ]);
    for (const { args } of errors) {
      expect(args[0]).toBeInstanceOf(Error);
      expect(args[0]).toMatchObject({ name: "AbortError", code: "aborted" });
      expect((args[0] as Error).cause).toBe(how === "abort" ? reason : undefined);
    }
    if (how === "abort") expect(isRunletError(error, "aborted")).toBe(true);
  });
});
