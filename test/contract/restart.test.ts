import { describe, expect, it } from "vitest";
import { InMemoryChatMessageHistory } from "../../src/histories/in-memory.ts";
import { RunnableWithMessageHistory } from "../../src/histories/with-message-history.ts";
import { JsonOutputParser } from "../../src/parsers/json.ts";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { RunnableBranch } from "../../src/runnables/branch.ts";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { parallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { RunLog } from "../../src/runs/run-log.ts";
import type { StreamEvent } from "../../src/runs/events.ts";
import type { RunnableConfig } from "../../src/runs/config.ts";
import { asTool } from "../../src/tools/as-tool.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";
import { wrongs } from "../support/well-formed.ts";
import { all, chain, thrown, type AnyRunnable } from "./ways.ts";

const boom = new Error("cut");
const again = { initialDelayMs: 0, restart: true };

/** A model that is cut off once, and then says all of it. */
const cutOnce = (delayMs?: number) =>
  new ScriptedChatModel({
    replies: [
      ['{"a":', "[1,2", boom],
      ['{"a":', "[3", ",4]}"],
    ],
    ...(delayMs === undefined ? {} : { delayMs }),
  });
const retried = (delayMs?: number) => cutOnce(delayMs).withRetry(again);

/** What is read of a stream, with a mark where it was taken back. */
async function readWithResets(runnable: AnyRunnable, config: RunnableConfig = {}): Promise<unknown[]> {
  const read: unknown[] = [];
  const onReset = (error: unknown) => read.push(["reset", error]);
  for await (const chunk of runnable.stream("x" as never, { ...config, onReset })) read.push(chunk);
  return read;
}

const anything = {
  "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: value as string }) },
} as const;

const upper = () =>
  generator(
    async function* (texts: AsyncIterable<string>) {
      let count = 0;
      for await (const text of texts) yield `${count++}${text}`;
    },
    { join: "text" },
  );

describe.each([undefined, 0])("an answer that begins anew in the middle (delay %s)", (delayMs) => {
  const text = () => retried(delayMs).pipe(new StringOutputParser());

  it("is told to whoever reads the stream", async () => {
    const read = await readWithResets(text());
    expect(read).toEqual(['{"a":', "[1,2", ["reset", boom], '{"a":', "[3", ",4]}"]);
  });

  it("does not begin anew where whoever reads cannot be told", async () => {
    const stream = text().stream("x");
    const read: unknown[] = [];
    const error = await thrown(async () => {
      for await (const chunk of stream) read.push(chunk);
    });
    expect([error, read]).toEqual([boom, ['{"a":', "[1,2"]]);
  });

  it("does in invoke, in final() and in batch, where nothing has been read", async () => {
    const whole = '{"a":[3,4]}';
    expect(await text().invoke("x")).toBe(whole);
    expect(await text().stream("x").final()).toBe(whole);
    expect(await text().batch(["x"])).toEqual([whole]);
    const stream = text().stream("x", { onReset: () => {} });
    await stream.next();
    expect(await stream.final()).toBe(whole);
  });

  it("fails with what is thrown by whoever is told", async () => {
    const no = new Error("no");
    const onReset = () => {
      throw no;
    };
    for (const program of [chain(text()), chain(text(), upper()), chain(text(), upper(), upper())]) {
      expect(await thrown(() => all(program.stream("x" as never, { onReset })))).toBe(no);
    }
  });

  it("is begun anew by parsers", async () => {
    const read = await readWithResets(retried(delayMs).pipe(new JsonOutputParser()));
    const reset = read.findIndex((chunk) => Array.isArray(chunk));
    expect(read[reset - 1]).toEqual({ a: [1, 2] });
    expect(read.slice(reset + 1)).toEqual([{}, { a: [3] }, { a: [3, 4] }]);
  });

  it("is begun anew by generators, each of which ends once", async () => {
    let finished = 0;
    const counting = generator(
      async function* (texts: AsyncIterable<string>) {
        let seen = "";
        try {
          for await (const piece of texts) yield (seen += piece);
        } finally {
          finished++;
        }
      },
      { join: "last" },
    );
    const read = await readWithResets(chain(text(), upper(), counting, upper()));
    const reset = read.findIndex((chunk) => Array.isArray(chunk));
    expect(reset).toBeGreaterThan(0);
    expect(read.slice(reset + 1)).toEqual(['00{"a":', '10{"a":1[3', '20{"a":1[32,4]}']);
    expect(finished).toBe(2);
    expect(await chain(text(), upper()).invoke("x" as never)).toBe('0{"a":1[32,4]}');
  });

  it("comes through what chooses a step, and through a step that needs the whole", async () => {
    const pass = new RunnablePassthrough<string>();
    const peek = generator(
      async function* (texts: AsyncIterable<string>) {
        for await (const piece of texts) return yield piece !== "";
      },
      { join: "last" },
    );
    const branch = RunnableBranch.from([[peek, upper()], pass]);
    const read = await readWithResets(chain(text(), pass.withRetry(), branch, pass));
    const reset = read.findIndex((chunk) => Array.isArray(chunk));
    expect(read.slice(reset + 1)).toEqual(['0{"a":', "1[3", "2,4]}"]);
    const shout = RunnableLambda.from((whole: string) => `${whole}!`);
    expect(await readWithResets(text().pipe(shout))).toEqual(['{"a":[3,4]}!']);
  });

  it("comes through an alternative that was chosen", async () => {
    const choice = new RunnablePassthrough<string>()
      .configurableAlternatives({ id: "which" }, { upper: upper() })
      .withConfig({ configurable: { which: "upper" } });
    const read = await readWithResets(chain(text(), choice));
    expect(read.slice(read.findIndex((chunk) => Array.isArray(chunk)) + 1)).toEqual(['0{"a":', "1[3", "2,4]}"]);
  });

  it("comes through a choice inside a choice", async () => {
    const choose = (step: unknown) =>
      new RunnablePassthrough<string>()
        .configurableAlternatives({ id: "which" }, { chosen: step as RunnablePassthrough<string> })
        .withConfig({ configurable: { which: "chosen" } });
    const read = await readWithResets(chain(text(), choose(chain(upper(), choose(new RunnablePassthrough())))));
    expect(read.slice(read.findIndex((chunk) => Array.isArray(chunk)) + 1)).toEqual(['0{"a":', "1[3", "2,4]}"]);
  });

  it("is the output of a tool, whose progress is taken back", async () => {
    const made = () => asTool(text(), { name: "made", schema: anything });
    expect(await made().invoke("x")).toBe('{"a":[3,4]}');
    const events = (await all(made().streamEvents("x", { includeTypes: ["tool"] }))) as StreamEvent[];
    expect(wrongs(events)).toEqual([]);
    expect(events.map(({ event, data }) => [event, (data as { chunk?: unknown }).chunk])).toEqual([
      ["on_tool_start", undefined],
      ["on_tool_stream", '{"a":'],
      ["on_tool_stream", "[1,2"],
      ["on_tool_reset", undefined],
      ["on_tool_stream", '{"a":'],
      ["on_tool_stream", "[3"],
      ["on_tool_stream", ",4]}"],
      ["on_tool_end", undefined],
    ]);
    expect(events.at(-1)!.data).toMatchObject({ output: '{"a":[3,4]}' });
  });

  it("does not begin anew inside a parallel step, whose other branches have gone on", async () => {
    const both = parallel({ a: text(), b: new RunnablePassthrough() });
    expect(await thrown(() => readWithResets(both))).toBe(boom);
  });

  it("is told to those who watch, by an event of each run that had told chunks", async () => {
    const events = await all(text().streamEvents("x"));
    expect(wrongs(events as never)).toEqual([]);
    const names = events.map((event) => `${(event as { event: string }).event} ${(event as { name: string }).name}`);
    const from = names.indexOf("on_chat_model_error ScriptedChatModel");
    expect(names.slice(from, from + 6)).toEqual([
      "on_chat_model_error ScriptedChatModel",
      "on_chat_model_start ScriptedChatModel",
      // It has something to say again: only then is the old taken back.
      "on_chat_model_stream ScriptedChatModel",
      "on_chain_reset RunnableRetry",
      "on_parser_reset StringOutputParser",
      "on_chain_reset RunnableSequence",
    ]);
    expect((events[from + 3] as { data: unknown }).data).toEqual({ error: { name: "Error", message: "cut" } });
    expect((events.at(-1) as { data: { output: unknown } }).data.output).toBe('{"a":[3,4]}');
  });

  it("is told in the log", async () => {
    const patches = await all(text().streamLog("x"));
    const { final_output, streamed_output, logs } = RunLog.from(patches as never).state!;
    expect([final_output, streamed_output]).toEqual(['{"a":[3,4]}', ['{"a":', "[3", ",4]}"]]);
    expect(logs["StringOutputParser"]!.streamed_output_str).toEqual(['{"a":', "[3", ",4]}"]);
    expect(logs["ScriptedChatModel"]!.error).toMatchObject({ message: "cut" });
  });

  it("may be that of a fallback", async () => {
    const other = new ScriptedChatModel({ replies: [["[5", "]"]] });
    const model = cutOnce(delayMs).withFallbacks([other], { restart: true }).pipe(new StringOutputParser());
    expect(await readWithResets(model)).toEqual(['{"a":', "[1,2", ["reset", boom], "[5", "]"]);
    expect(await model.invoke("x")).toBe('{"a":[3,4]}');
  });

  it("is that of a conversation too, which keeps what holds in the end", async () => {
    const history = new InMemoryChatMessageHistory();
    const chat = () => new RunnableWithMessageHistory({ runnable: retried(delayMs), getMessageHistory: () => history });
    const config = { configurable: { sessionId: "ann" } };
    const read = await readWithResets(chat().pipe(new StringOutputParser()), config);
    expect(read).toEqual(['{"a":', "[1,2", ["reset", boom], '{"a":', "[3", ",4]}"]);
    expect((await chat().invoke("y", config)).text).toBe('{"a":[3,4]}');
    const said = (await history.getMessages()).map(({ text }) => text);
    expect(said).toEqual(["x", '{"a":[3,4]}', "y", '{"a":[3,4]}']);
  });

  it("ends with the run", async () => {
    const controller = new AbortController();
    const waiting = cutOnce(delayMs).withRetry({ initialDelayMs: 1e6, maxDelayMs: 1e6, restart: true });
    const reading = thrown(async () => {
      for await (const _ of waiting.stream("x", { signal: controller.signal, onReset: () => {} }));
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort("enough");
    expect(await reading).toMatchObject({ code: "aborted", cause: "enough" });
  });
});

describe.each([undefined, 0])("an answer of which nobody has seen anything (delay %s)", (delayMs) => {
  const now = { initialDelayMs: 0 };
  const text = () => cutOnce(delayMs).withRetry(now).pipe(new StringOutputParser());

  it("is asked for again without more ado: in invoke, in final() alone, in batch, and for a step that needs the whole", async () => {
    const whole = '{"a":[3,4]}';
    expect(await text().invoke("x")).toBe(whole);
    expect(await text().stream("x").final()).toBe(whole);
    expect(await text().batch(["x"])).toEqual([whole]);
    expect(
      await all(
        text()
          .pipe((said) => `${said}!`)
          .stream("x"),
      ),
    ).toEqual([`${whole}!`]);
  });

  it("is where a parser fails in the middle, or a fallback can parse it", async () => {
    const broken = () => new ScriptedChatModel({ replies: [['{"a":1', " oops"], ['{"a":2}']] });
    expect(await broken().pipe(new JsonOutputParser()).withRetry(now).invoke("x")).toEqual({ a: 2 });
    const other = new ScriptedChatModel({ replies: [['{"a":3}']] }).pipe(new JsonOutputParser());
    expect(await broken().pipe(new JsonOutputParser()).withFallbacks([other]).invoke("x")).toEqual({ a: 3 });
  });

  it("is with an input that is a stream", async () => {
    const prompt = RunnableLambda.from((topic: string) => `about ${topic}`);
    expect(await prompt.pipe(text()).invoke("x")).toBe('{"a":[3,4]}');
  });

  it("is not where a reader, a generator or an event has told of it", async () => {
    expect(await thrown(() => all(text().stream("x")))).toBe(boom);
    expect(await thrown(() => readWithResets(text()))).toBe(boom);
    expect(await thrown(() => chain(text(), upper()).invoke("x" as never))).toBe(boom);
    expect(await thrown(() => all(text().streamEvents("x")))).toBe(boom);
    const stream = text().stream("x");
    await stream.next();
    expect(await thrown(() => stream.final())).toBe(boom);
  });
});

it("begins anew in a synchronous run", () => {
  const read: unknown[] = [];
  const runnable = retried().pipe(new StringOutputParser());
  for (const chunk of runnable.streamSync("x", { onReset: () => read.push("reset") })) read.push(chunk);
  expect(read).toEqual(['{"a":', "[1,2", "reset", '{"a":', "[3", ",4]}"]);
  expect(retried().pipe(new StringOutputParser()).invokeSync("x")).toBe('{"a":[3,4]}');
});

describe.each([1, 2, 3])("behind %i generators of a synchronous run", (count) => {
  const log: string[] = [];
  const noting = generator(
    function* (texts: Iterable<string>) {
      try {
        for (const text of texts) yield `${text}.`;
        log.push("whole");
      } finally {
        log.push("end");
      }
    },
    { join: "text" },
  );
  const dots = ".".repeat(count);
  const program = () => chain(retried().pipe(new StringOutputParser()), ...Array.from({ length: count }, () => noting));

  it("all of the answer comes, and only its own is taken for whole", () => {
    const read: unknown[] = [];
    log.length = 0;
    const onReset = () => read.push("reset");
    for (const chunk of program().streamSync("x" as never, { onReset })) read.push(chunk);
    expect(read).toEqual([
      ...['{"a":', "[1,2"].map((text) => text + dots),
      "reset",
      ...['{"a":', "[3", ",4]}"].map((text) => text + dots),
    ]);
    expect(log.filter((what) => what === "whole")).toHaveLength(count);
    expect(log.filter((what) => what === "end")).toHaveLength(2 * count);
    log.length = 0;
    expect(program().invokeSync("x" as never)).toBe(['{"a":', "[3", ",4]}"].map((text) => text + dots).join(""));
    expect(log.filter((what) => what === "whole")).toHaveLength(count);
    expect(log.filter((what) => what === "end")).toHaveLength(2 * count);
  });

  it("steps that try, and those that need the whole, see one answer", () => {
    const seen: string[] = [];
    const shout = RunnableLambda.from((whole: string) => seen.push(whole));
    const pass = new RunnablePassthrough<string>();
    program()
      .pipe(pass.withRetry().withFallbacks([pass]) as never)
      .pipe(shout as never)
      .invokeSync("x" as never);
    const branch = RunnableBranch.from([[(whole: string) => seen.push(whole) > 9, pass], pass]);
    program()
      .pipe(branch as never)
      .invokeSync("x" as never);
    const whole = ['{"a":', "[3", ",4]}"].map((text) => text + dots).join("");
    expect(seen).toEqual([whole, whole]);
  });
});
