import { inspect } from "node:util";
import { describe, expect, expectTypeOf, it } from "vitest";
import { concatMessages } from "../../src/messages/concat.ts";
import type { AIMessageChunk } from "../../src/messages/ai.ts";
import { applyJsonPatch } from "../../src/json/apply-patch.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { Document } from "../../src/retrievers/document.ts";
import { ChatPromptTemplate } from "../../src/prompts/chat-prompt-template.ts";
import { generator } from "../../src/runnables/generator.ts";
import { parallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { RunLog } from "../../src/runs/run-log.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";
import { ScriptedRetriever } from "../../src/testing/scripted/retriever.ts";
import { all } from "../support/all.ts";
import { SKY } from "../support/guide-tokens.ts";

describe("the guide's rows, in place", () => {
  const model = new ScriptedChatModel({ replies: [SKY] });

  it("1: one chunk a token, and 1s: the same in a plain loop", async () => {
    const chunks = await all(model.stream("what color is the sky?"));
    expectTypeOf(chunks).toEqualTypeOf<AIMessageChunk[]>();
    expect(chunks.map((chunk) => chunk.text)).toEqual(SKY);
    expect(Array.from(model.streamSync("what color is the sky?"), (chunk) => chunk.text)).toEqual(SKY);
  });

  it("2: a chunk reads well in the console, and all have one id", async () => {
    const chunks = await all(model.stream("what color is the sky?"));
    expect(inspect(chunks[0])).toMatch(/^AIMessageChunk \{ content: 'The', id: 'run-[0-9a-f-]{36}' \}$/);
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
    const other = await all(model.stream("what color is the sky?"));
    expect(other[0]!.id).not.toBe(chunks[0]!.id);
  });

  it("3: chunks add up, with the same id", async () => {
    const [first, ...rest] = (await all(model.stream("what color is the sky?"))).slice(0, 5);
    const sum = rest.reduce((sum, chunk) => sum.concat(chunk), first!);
    expect(inspect(sum, { breakLength: Infinity })).toBe(
      `AIMessageChunk { content: 'The sky appears blue during', id: '${first!.id}' }`,
    );
    expect(concatMessages([first!, ...rest])).toEqual(sum);
  });

  it("4: the parser gives one string a token, and does not hold the stream up", async () => {
    const seen: string[] = [];
    const watched = new ScriptedChatModel({ replies: [SKY] }).pipe(
      generator(
        async function* (chunks) {
          for await (const chunk of chunks) {
            seen.push(`model ${chunk.text}`);
            yield chunk;
          }
        },
        { join: "messages" },
      ),
    );
    for await (const text of watched.pipe(new StringOutputParser()).stream("hello")) seen.push(`parser ${text}`);
    expect(seen).toEqual(SKY.flatMap((token) => [`model ${token}`, `parser ${token}`]));
    expect((await watched.invoke("hello")).text).toBe(SKY.join(""));
  });

  it("5–7, the rule: behind cumulative values a function gets the last one, once; a generator sees each", async () => {
    const cumulative = generator(
      async function* (_: AsyncIterable<string>) {
        yield { names: ["Fr"] };
        yield { names: ["France"] };
        yield { names: ["France", "Spain"] };
      },
      { join: "last" },
    );
    const calls: unknown[] = [];
    const behind = cumulative.pipe((value) => {
      calls.push(value);
      return value.names;
    });
    expect(await all(behind.stream("x"))).toEqual([["France", "Spain"]]);
    expect(calls).toEqual([{ names: ["France", "Spain"] }]);
    const each = cumulative.pipe(
      generator(async function* (values) {
        for await (const value of values) yield value.names.length;
      }),
    );
    expect(await all(each.stream("x"))).toEqual([1, 1, 2]);
  });

  it("8: a retriever gives one chunk, the array of documents", async () => {
    const retriever = new ScriptedRetriever({ documents: ["harrison worked at kensho", "harrison likes spicy food"] });
    expect(await all(retriever.stream("where did harrison work?"))).toEqual([
      [
        new Document({ pageContent: "harrison worked at kensho" }),
        new Document({ pageContent: "harrison likes spicy food" }),
      ],
    ]);
  });

  it("24: the operations of the log, in order, give each step with what it streamed and its output", async () => {
    const documents = ["harrison worked at kensho", "harrison likes spicy food"];
    const docs = new ScriptedRetriever({ documents }).withConfig({ runName: "Docs" });
    const said = ["Harrison", " worked", " at", " Kensho", "."];
    const chain = parallel({ context: docs, question: new RunnablePassthrough() })
      .pipe(ChatPromptTemplate.fromTemplate("{context}\n\nQuestion: {question}"))
      .pipe(new ScriptedChatModel({ replies: [said] }))
      .pipe(new StringOutputParser());
    const patches = await all(chain.streamLog("where did harrison work?"));
    const { state } = RunLog.from(patches);
    const found = documents.map((pageContent) => new Document({ pageContent }));
    const question = "where did harrison work?";
    const entry = (type: string, streamed_output: unknown[], final_output: unknown) =>
      expect.objectContaining({ type, streamed_output, final_output });
    expect(state).toEqual({
      id: expect.any(String),
      name: "RunnableSequence",
      type: "chain",
      streamed_output: said,
      final_output: said.join(""),
      logs: {
        "RunnableParallel<context,question>": entry(
          "chain",
          expect.arrayContaining([{ context: found }, { question }]),
          { context: found, question },
        ),
        Docs: entry("retriever", [], found),
        RunnablePassthrough: entry("chain", [question], question),
        ChatPromptTemplate: entry("prompt", [], expect.objectContaining({ messages: expect.any(Array) })),
        ScriptedChatModel: entry(
          "chat_model",
          said.map((text) => expect.objectContaining({ text })),
          expect.objectContaining({ text: said.join("") }),
        ),
        StringOutputParser: entry("parser", said, said.join("")),
      },
    });
    for (const { id, name } of Object.values(state!.logs)) {
      const paths = patches
        .flatMap(({ ops }) => ops.map(({ path }) => path))
        .filter((path) => path.startsWith(`/logs/${name}`));
      expect(paths[0]).toBe(`/logs/${name}`);
      expect(paths.slice(-2)).toEqual([`/logs/${name}/final_output`, `/logs/${name}/end_time`]);
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
    }
    // To any JSON Patch, what comes over a wire is one.
    const wire = patches.flatMap((patch) => (JSON.parse(JSON.stringify(patch)) as typeof patch).ops);
    expect(applyJsonPatch(undefined, wire)).toEqual(JSON.parse(JSON.stringify(state)));
  });
});
