import { describe, expect, it } from "vitest";
import { thrown } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { HumanMessage } from "../messages/human.ts";
import { PromptTemplate } from "../prompts/prompt-template.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import type { StreamEvent } from "../runs/events.ts";
import { ScriptedLLM } from "../testing/scripted/llm.ts";
import { LLM } from "./llm.ts";

const SKY = ["The", " sky", "."];
const llm = new ScriptedLLM({ replies: [SKY] });
const prompt = PromptTemplate.fromTemplate("tell me about {topic}");

const told = ({ event, name, data }: StreamEvent) => [event, name, data];
const streamed = SKY.map((text) => ["on_llm_stream", "ScriptedLLM", { chunk: { text } }]);

describe("the events of a completion", () => {
  it("are its start, its pieces of text and its end; of the whole run the input as it was given", async () => {
    expect((await all(llm.streamEvents("hello"))).map(told)).toEqual([
      ["on_llm_start", "ScriptedLLM", { input: "hello" }],
      ...streamed,
      ["on_llm_end", "ScriptedLLM", { output: "The sky.", input: "hello" }],
    ]);
  });

  it("have inside a run the prompts, whatever they are made of", async () => {
    const input = { prompts: ["tell me about parrots"] };
    const events = await all(prompt.pipe(llm).streamEvents({ topic: "parrots" }, { includeTypes: ["llm"] }));
    expect(events.map(told)).toEqual([
      ["on_llm_start", "ScriptedLLM", { input }],
      ...streamed,
      ["on_llm_end", "ScriptedLLM", { output: "The sky.", input }],
    ]);
    expect(events[0]!.tags).toEqual(["seq:step:2"]);
    const messages = RunnableLambda.from((text: string) => [new HumanMessage(text)]).pipe(llm);
    const [start] = await all(messages.streamEvents("hello", { includeTypes: ["llm"] }));
    expect(start!.data).toEqual({ input: { prompts: ["Human: hello"] } });
  });

  it("have the pieces of text where it is only invoked", async () => {
    const step = RunnableLambda.from(async (text: string, config) => (await llm.invoke(text, config)).length);
    const events = await all(step.streamEvents("hello", { includeTypes: ["llm"] }));
    expect(events.map(told)).toEqual([
      ["on_llm_start", "ScriptedLLM", { input: { prompts: ["hello"] } }],
      ...streamed,
      ["on_llm_end", "ScriptedLLM", { output: "The sky.", input: { prompts: ["hello"] } }],
    ]);
  });

  it("have one piece where a model says its answer as one text", async () => {
    class Whole extends LLM {
      readonly name = "Whole";
      protected complete(text: string): string {
        return text.toUpperCase();
      }
    }
    expect((await all(new Whole().streamEvents("hello"))).map(told)).toEqual([
      ["on_llm_start", "Whole", { input: "hello" }],
      ["on_llm_stream", "Whole", { chunk: { text: "HELLO" } }],
      ["on_llm_end", "Whole", { output: "HELLO", input: "hello" }],
    ]);
  });

  it("have an error after what had come, and then the iteration throws it", async () => {
    const boom = new Error("boom");
    const seen: unknown[] = [];
    const failing = prompt.pipe(new ScriptedLLM({ replies: [["The", boom]] }));
    const error = await thrown(async () => {
      for await (const event of failing.streamEvents({ topic: "parrots" }, { includeTypes: ["llm"] }))
        seen.push(told(event));
    });
    expect(error).toBe(boom);
    const input = { prompts: ["tell me about parrots"] };
    expect(seen).toEqual([
      ["on_llm_start", "ScriptedLLM", { input }],
      ["on_llm_stream", "ScriptedLLM", { chunk: { text: "The" } }],
      ["on_llm_error", "ScriptedLLM", { error: { name: "Error", message: "boom" }, input }],
    ]);
  });

  it("have a cancel with the signal's reason", async () => {
    const controller = new AbortController();
    const seen: unknown[] = [];
    const slow = new ScriptedLLM({ replies: [["The", 60_000, " sky"]] });
    const error = await thrown(async () => {
      for await (const event of slow.streamEvents("hello", { signal: controller.signal })) {
        seen.push(told(event));
        if (event.event === "on_llm_stream") controller.abort(new Error("enough"));
      }
    });
    expect(error).toMatchObject({ code: "aborted" });
    expect(seen).toEqual([
      ["on_llm_start", "ScriptedLLM", { input: "hello" }],
      ["on_llm_stream", "ScriptedLLM", { chunk: { text: "The" } }],
      ["on_llm_cancel", "ScriptedLLM", { reason: { name: "Error", message: "enough" }, input: "hello" }],
    ]);
  });
});

it("waits for its turn, and has time limits of its own, as a chat model does", async () => {
  class Slow extends LLM {
    readonly name = "Slow";
    protected async *complete() {
      yield "a";
      await new Promise((resolve) => setTimeout(resolve, 20));
      yield "b";
    }
  }
  const turns: string[] = [];
  const rateLimiter = { tryAcquire: () => false, acquire: async () => turns.push("turn") > 0 };
  expect(await new Slow({ rateLimiter }).invoke("x")).toBe("ab");
  expect(turns).toEqual(["turn"]);
  expect(await thrown(() => new Slow({ rateLimiter }).invokeSync("x"))).toMatchObject({ code: "async_step" });
  const failure = await thrown(() => new Slow({ timeout: { idle: 1 } }).invoke("x"));
  expect(failure).toMatchObject({ timeout: "idle", partial: "a" });
});
