import { describe, expect, it } from "vitest";
import * as v from "valibot";
import * as z from "zod";
import { thrown, turn } from "../../test/contract/ways.ts";
import { all } from "../../test/support/all.ts";
import { errorInfo } from "../errors/info.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import { ToolMessage } from "../messages/tool.ts";
import { StringOutputParser } from "../parsers/string.ts";
import { ChatPromptTemplate } from "../prompts/chat-prompt-template.ts";
import { generator } from "../runnables/generator.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import type { StreamEvent } from "../runs/events.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { asTool } from "./as-tool.ts";
import { StructuredTool, tool } from "./tool.ts";

const Topic = z.object({ topic: z.string() });
const chain = ChatPromptTemplate.fromTemplate("a joke about {topic}")
  .pipe(new ScriptedChatModel({ replies: [["Why", " not", "?"]] }))
  .pipe(new StringOutputParser());
const joke = asTool(chain, { name: "joke", description: "Tells a joke.", schema: Topic });
const call = (args: object, id = "1"): ToolCall => ({ name: "joke", args, id, type: "tool_call" }) as ToolCall;

const shout = RunnableLambda.from((text: string) => text.toUpperCase(), { name: "shout" });

describe("a runnable as a tool", () => {
  it("takes arguments, and gives what the runnable gives: its one chunk", async () => {
    expect(joke).toBeInstanceOf(StructuredTool);
    expect(joke).toMatchObject({ name: "joke", description: "Tells a joke.", schema: Topic });
    expect(await joke.invoke({ topic: "parrot" })).toBe("Why not?");
    expect(joke.invokeSync({ topic: "parrot" })).toBe("Why not?");
    expect(await all(joke.stream({ topic: "parrot" }))).toEqual(["Why not?"]);
    expect([...joke.streamSync({ topic: "parrot" })]).toEqual(["Why not?"]);
    expect(await joke.batch([{ topic: "a" }, { topic: "b" }])).toEqual(["Why not?", "Why not?"]);
  });

  it("answers a model's call by a message", async () => {
    const answer = new ToolMessage({ content: "Why not?", tool_call_id: "1", name: "joke" });
    expect(await joke.invoke(call({ topic: "parrot" }))).toEqual(answer);
    expect(joke.invokeSync(call({ topic: "parrot" }))).toEqual(answer);
    const list = asTool(
      RunnableLambda.from(({ topic }: { topic: string }) => [topic]),
      { name: "list", schema: Topic },
    );
    expect((await list.invoke(call({ topic: "a" }))).content).toBe('["a"]');
  });

  it("joins the chunks in the runnable's own way, also where there is none", async () => {
    const spell = (text: string) =>
      asTool(
        generator(async function* (_: AsyncIterable<unknown>) {
          yield* text;
        }),
        { name: "spell", schema: { type: "object" } },
      );
    expect(await spell("ab").invoke({})).toEqual(["a", "b"]);
    expect(await spell("").invoke({})).toEqual([]);
    expect((await spell("").invoke(call({}))).content).toBe("[]");
  });

  it("gives the runnable the arguments as the schema makes them, and the config of the run", async () => {
    const seen = RunnableLambda.from((args: { n: number }, { tags, configurable }) => ({ args, tags, configurable }));
    const schema = z.object({ n: z.string().transform(Number) });
    const given = asTool(seen, { name: "seen", schema });
    expect(await given.withConfig({ tags: ["a"] }).invoke({ n: "7" }, { configurable: { user: 1 } })).toEqual({
      args: { n: 7 },
      tags: ["a"],
      configurable: { user: 1 },
    });
  });

  it("refuses arguments as any tool does, before the runnable runs", async () => {
    expect(await thrown(() => joke.invoke({ topic: 7 } as never))).toMatchObject({
      code: "tool",
      path: ["joke"],
      issues: [{ path: ["topic"] }],
    });
    expect(await thrown(() => joke.invoke({ ...call({ topic: "a" }), id: undefined } as never))).toMatchObject({
      code: "tool",
    });
    expect(() => asTool("text" as never, { name: "x", schema: Topic })).toThrow(/of a function, or of a runnable/);
    expect(() => asTool(chain, { name: "", schema: Topic })).toThrow(/needs a name/);
  });

  it("fails as the runnable fails", async () => {
    const boom = new Error("boom");
    const failing = RunnableLambda.from(
      (_: { topic: string }): string => {
        throw boom;
      },
      { name: "failing" },
    );
    const broken = asTool(failing, { name: "broken", schema: Topic });
    expect(await thrown(() => broken.invoke({ topic: "a" }))).toBe(boom);
    expect(errorInfo(boom)?.path).toEqual(["broken", "failing"]);
    const big = asTool(
      RunnableLambda.from((_: { topic: string }) => 1n),
      { name: "big", schema: Topic },
    );
    expect(await thrown(() => big.invoke(call({ topic: "a" })))).toMatchObject({
      code: "tool",
      message: 'What the tool "big" gives cannot be written as JSON, for the message that answers its call.',
      path: ["big"],
    });
  });

  it("is refused in a synchronous run where a step waits, before anything has run", async () => {
    let ran = 0;
    const late = asTool(
      RunnableLambda.from((_: object) => ran++).pipe(async () => {}),
      { name: "late", schema: { type: "object" } },
    );
    expect(await thrown(() => late.invokeSync({}))).toMatchObject({ code: "async_step" });
    expect(ran).toBe(0);
  });

  it("closes the runnable when it is left", async () => {
    const steps: string[] = [];
    const endless = asTool(
      generator(async function* (_: AsyncIterable<unknown>) {
        try {
          while (true) {
            await turn();
            yield "a";
          }
        } finally {
          steps.push("closed");
        }
      }),
      { name: "endless", schema: { type: "object" } },
    );
    for await (const event of endless.streamEvents({}, { includeTypes: ["tool"] }))
      if (event.event === "on_tool_stream") break;
    expect(steps).toEqual(["closed"]);
    const controller = new AbortController();
    const pending = thrown(() => endless.invoke({}, { signal: controller.signal }));
    await turn();
    controller.abort();
    expect(await pending).toMatchObject({ code: "aborted" });
    // An abort does not wait for what a step is stuck in.
    await turn();
    expect(steps).toEqual(["closed", "closed"]);
  });
});

describe("the events of a runnable as a tool", () => {
  it("are the tool's, with the chunks as progress, and inside it the runnable's", async () => {
    const events = (await all(joke.streamEvents({ topic: "parrot" }))) as StreamEvent[];
    const [root, inner] = events;
    expect(events.filter(({ run_id }) => run_id === root!.run_id).map(({ event, data }) => [event, data])).toEqual([
      ["on_tool_start", { input: { topic: "parrot" } }],
      ["on_tool_stream", { chunk: "Why" }],
      ["on_tool_stream", { chunk: " not" }],
      ["on_tool_stream", { chunk: "?" }],
      ["on_tool_end", { output: "Why not?", input: { topic: "parrot" } }],
    ]);
    expect(inner).toMatchObject({ event: "on_chain_start", name: "RunnableSequence", parent_ids: [root!.run_id] });
    const started = events.filter(({ event }) => event.endsWith("_start"));
    expect(started.map(({ name, parent_ids }) => [name, parent_ids.length])).toEqual([
      ["joke", 0],
      ["RunnableSequence", 1],
      ["ChatPromptTemplate", 2],
      ["ScriptedChatModel", 2],
      ["StringOutputParser", 2],
    ]);
  });

  it("tell of progress after the chunk that it is", async () => {
    const events = await all(asTool(shout, { name: "loud", schema: z.string() }).streamEvents("a"));
    expect((events as StreamEvent[]).map(({ event, name }) => `${event} ${name}`)).toEqual([
      "on_tool_start loud",
      "on_chain_start shout",
      "on_chain_stream shout",
      "on_tool_stream loud",
      "on_chain_end shout",
      "on_tool_end loud",
    ]);
  });
});

describe("a schema of text", () => {
  const late = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value: unknown) => turn().then(() => z.string()["~standard"].validate(value)),
    },
  } as const;

  it.each([
    ["zod", z.string()],
    ["valibot", v.string()],
    ["one that waits", late as never as z.ZodString],
  ])("takes text, and of a call the text that is its input: %s", async (_, schema) => {
    const loud = asTool(shout, { name: "loud", schema });
    expect(await loud.invoke("a")).toBe("A");
    expect((await loud.invoke(call({ input: "a" }))).content).toBe("A");
    const plain = tool((text: string) => text.toUpperCase(), { name: "loud", schema });
    expect((await plain.invoke(call({ input: "a" }))).content).toBe("A");
  });

  it("says what is wrong with the text", async () => {
    const loud = asTool(shout, { name: "loud", schema: z.string().min(2, "Too short.") });
    const short = {
      code: "tool",
      message: 'What the tool "loud" was given is not what the schema asks for: Too short.',
    };
    expect(await thrown(() => loud.invoke("a"))).toMatchObject(short);
    expect(await thrown(() => loud.invoke(call({ input: "a" })))).toMatchObject(short);
    expect(await thrown(() => loud.invoke(call({ text: "ab" })))).toMatchObject({ code: "tool" });
    expect(await thrown(() => loud.invoke({ input: "ab" } as never))).toMatchObject({ code: "tool" });
  });

  it("is none where the schema is of an object with an input", async () => {
    const schema = z.object({ input: z.string().min(2, "Too short.") });
    const given = asTool(
      RunnableLambda.from(({ input }: { input: string }) => input),
      { name: "given", schema },
    );
    expect((await given.invoke(call({ input: "ab" }))).content).toBe("ab");
    expect(await thrown(() => given.invoke(call({ input: "a" })))).toMatchObject({
      message: 'The argument input of the tool "given" is not what the schema asks for: Too short.',
    });
  });
});
