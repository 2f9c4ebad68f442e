import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { all, thrown, turn, waysToLeave } from "../../test/contract/ways.ts";
import { Source } from "../../test/support/source.ts";
import { errorInfo } from "../errors/info.ts";
import { AIMessageChunk } from "../messages/ai.ts";
import type { UsageMetadata } from "../messages/usage.ts";
import { ChatModel } from "../models/chat-model.ts";
import { StringOutputParser } from "../parsers/string.ts";
import { generator } from "../runnables/generator.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { parallel } from "../runnables/parallel.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import type { RunStream } from "./run-stream.ts";

const boom = Object.freeze(new Error("boom"));
const cost = (input: number, output: number): UsageMetadata => ({
  input_tokens: input,
  output_tokens: output,
  total_tokens: input + output,
});
const spends = (text: string, input: number, output: number) =>
  new AIMessageChunk({ content: text, usage_metadata: cost(input, output) });
const says = (...tokens: (string | number | AIMessageChunk | Error)[]) => new ScriptedChatModel({ replies: [tokens] });
const texts = (messages: readonly { text: string }[] | undefined) => messages?.map(({ text }) => text);

const same = RunnableLambda.from((text: string) => text);

/** A stream whose outcome was asked for before it began. */
function settling<C, O>(stream: RunStream<C, O>) {
  return { stream, settled: stream.settled };
}

describe("an outcome that is asked for before the run begins", () => {
  const chain = says("The", spends(" sky", 3, 2)).pipe(new StringOutputParser());

  it("is ok, with the output and what the models answered, where the chunks are read", async () => {
    const { stream, settled } = settling(chain.stream("?"));
    expect(await all(stream)).toEqual(["The", " sky"]);
    const outcome = await settled;
    expect(outcome).toEqual({
      status: "ok",
      value: "The sky",
      messages: [expect.objectContaining({ content: "The sky", usage_metadata: cost(3, 2) })],
      partialMessages: [],
      usage: cost(3, 2),
      times: { start: expect.any(Number), firstChunk: expect.any(Number), end: expect.any(Number) },
    });
    const { start, firstChunk, end } = outcome.times;
    const now = Date.now();
    expect([start, firstChunk!, end, now].toSorted((a, b) => a - b)).toEqual([start, firstChunk, end, now]);
    expect(start).toBeGreaterThan(now - 60_000);
    expect(await settled).toBe(await stream.settled);
  });

  it("is the same by itself, in the next turn of the event loop, and after final()", async () => {
    const { stream, settled } = settling(chain.stream("?"));
    expect(await settled).toMatchObject({ status: "ok", value: "The sky", usage: cost(3, 2) });
    expect(await all(stream)).toEqual(["The", " sky"]);
    const other = settling(chain.stream("?"));
    expect(await other.stream.final()).toBe("The sky");
    expect(await other.settled).toMatchObject({ status: "ok", value: "The sky", usage: cost(3, 2) });
  });

  it("is an error, with what had come, and what it cost until then", async () => {
    const broken = says("The", spends(" s", 3, 1), boom).pipe(new StringOutputParser());
    const { stream, settled } = settling(broken.stream("?"));
    expect(await thrown(() => all(stream))).toBe(boom);
    const outcome = await settled;
    expect(outcome).toMatchObject({ status: "error", error: boom, partial: "The s", partialCut: false });
    expect(texts(outcome.messages)).toEqual(["The s"]);
    expect(outcome.partialMessages).toEqual(outcome.messages);
    expect(outcome.usage).toEqual(cost(3, 1));
    // Alone, it is no unhandled rejection either.
    expect(await broken.stream("?").settled).toMatchObject({ status: "error", error: boom, partial: "The s" });
  });

  it.each(Object.entries(waysToLeave))("is cancelled by %s", async (name, leave) => {
    const { stream, settled } = settling(
      says(spends("The", 3, 1), " sky", " is")
        .pipe(new StringOutputParser())
        .stream("?"),
    );
    await leave(stream);
    const begun = name !== "return before the first chunk";
    const outcome = await settled;
    expect(outcome).toMatchObject({
      status: "cancelled",
      reason: undefined,
      partial: begun ? expect.stringMatching(/^The/) : undefined,
      partialCut: false,
      usage: begun ? cost(3, 1) : undefined,
    });
    expect(outcome.partialMessages).toHaveLength(begun ? 1 : 0);
    expect(outcome.messages).toEqual(outcome.partialMessages);
    const { start, firstChunk, end } = outcome.times;
    if (!begun) expect([start, firstChunk]).toEqual([end, undefined]);
    expect(await thrown(() => stream.final())).toMatchObject({ code: "aborted" });
  });

  it("is cancelled by a signal, with its reason", async () => {
    const controller = new AbortController();
    const slow = says(spends("The", 3, 1), 100_000, " sky").pipe(new StringOutputParser());
    const { stream, settled } = settling(slow.stream("?", { signal: controller.signal }));
    await stream.next();
    const pull = thrown(() => stream.next());
    controller.abort("enough");
    expect(await settled).toMatchObject({ status: "cancelled", reason: "enough", partial: "The", usage: cost(3, 1) });
    expect(await pull).toMatchObject({ code: "aborted", cause: "enough" });
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("is cancelled where the signal was aborted before, also one that is bound to a step that comes late", async () => {
    const signal = AbortSignal.abort("before");
    expect(await chain.stream("?", { signal }).settled).toMatchObject({ status: "cancelled", reason: "before" });
    const late = RunnableLambda.from(async () => chain.withConfig({ signal }));
    expect(await late.stream("?").settled).toMatchObject({ status: "cancelled", reason: "before" });
  });

  it("is an error where only a run inside it was aborted", async () => {
    const signal = AbortSignal.abort("inner");
    const outer = RunnableLambda.from((_: string) => chain.invoke("?", { signal }));
    const outcome = await outer.stream("?").settled;
    expect(outcome).toMatchObject({ status: "error", error: { code: "aborted", cause: "inner" } });
  });
});

describe("an outcome that is asked for late", () => {
  it("has what a model at the end answers, and of other steps no word", async () => {
    const stream = says("The", spends(" sky", 3, 2)).stream("?");
    await all(stream);
    const { messages, usage, times, ...outcome } = await stream.settled;
    expect(outcome).toMatchObject({ status: "ok", value: { text: "The sky" }, partialMessages: [] });
    expect([texts(messages), usage]).toEqual([["The sky"], cost(3, 2)]);
    expect(times.start <= times.firstChunk! && times.firstChunk! <= times.end).toBe(true);

    const chain = says("The", spends(" sky", 3, 2))
      .pipe(new StringOutputParser())
      .stream("?");
    await all(chain);
    expect(await chain.settled).toMatchObject({
      status: "ok",
      value: "The sky",
      messages: undefined,
      usage: undefined,
    });
  });

  it("has what had come of it", async () => {
    const failing = same.pipe(says(spends("The", 3, 1), boom)).withConfig({ tags: ["t"] });
    const stream = failing.stream("?");
    await thrown(() => all(stream));
    const { messages, partialMessages, ...outcome } = await stream.settled;
    expect(outcome).toMatchObject({ status: "error", error: boom, partial: { text: "The" }, usage: cost(3, 1) });
    expect([texts(messages), texts(partialMessages)]).toEqual([["The"], ["The"]]);
  });

  it("comes while it runs, and does not make it run", async () => {
    const source = new Source({ chunk: () => "a" });
    const stream = new StringOutputParser().transform(source.async as AsyncIterable<string>);
    await stream.next();
    const { settled } = stream;
    await turn();
    expect(source.made).toBe(1);
    await stream.return();
    expect(await settled).toMatchObject({ status: "cancelled", partial: "a" });
  });
});

describe("whoever waits for an outcome", () => {
  const endless = () => {
    const source = new Source({ chunk: () => "a" });
    return { source, stream: new StringOutputParser().transform(source.async as AsyncIterable<string>) };
  };

  it("does not make it run ahead of who reads", async () => {
    const { source, stream } = endless();
    const { settled } = stream;
    expect(source.made).toBe(0);
    await stream.next();
    await turn();
    expect(source.made).toBe(1);
    await stream.return();
    expect((await settled).status).toBe("cancelled");
  });

  it("leaves it to who has asked for its bytes, or its iterator", async () => {
    for (const take of [
      (stream: RunStream<string>) => stream.toReadableStream(),
      (stream: RunStream<string>) => stream[Symbol.asyncIterator](),
    ]) {
      const { source, stream } = endless();
      const { settled } = stream;
      take(stream);
      await turn();
      await turn();
      expect(source.made).toBe(0);
      await stream.return();
      expect((await settled).status).toBe("cancelled");
      expect(source.ended).toBe(1);
    }
  });

  it("may ask in any order, and closes a source once", async () => {
    const source = new Source({ length: 3, chunk: () => "a" });
    const stream = new StringOutputParser().transform(source.async as AsyncIterable<string>);
    const final = stream.final();
    expect(await stream.settled).toMatchObject({ status: "ok", value: "aaa" });
    expect(await final).toBe("aaa");
    expect([source.ended, source.returned, source.wrongs]).toEqual([1, 0, []]);
  });
});

describe("an output that is longer than the keepLimit", () => {
  const keepLimit = { text: 5 };
  const make = () =>
    generator(
      function* () {
        yield* ["ab", "cd", "ef", "gh"];
      },
      { join: "text" },
    ).stream(undefined as never, { keepLimit });
  const limit = { status: "error", error: { code: "limit" }, partial: "abcd", partialCut: true };

  it("is said as final() says it, whoever has read the chunks", async () => {
    const { stream, settled } = settling(make());
    expect(await all(stream)).toEqual(["ab", "cd", "ef", "gh"]);
    expect(await settled).toMatchObject(limit);
    expect(await make().settled).toMatchObject(limit);
    const left = settling(make());
    for await (const chunk of left.stream) if (chunk === "ef") break;
    expect(await left.settled).toMatchObject({ status: "cancelled", partial: "abcd", partialCut: true });
  });

  it("is a partial message where it is a model's", async () => {
    const chain = says("a", "b", "c").pipe(new StringOutputParser());
    const { messages, partialMessages } = await chain.stream("?", { keepLimit: { chunks: 2 } }).settled;
    expect([texts(messages), texts(partialMessages)]).toEqual([["ab"], ["ab"]]);
  });
});

describe("the models of a run", () => {
  it("are told in the order of their starts, wherever they are, and what they cost added up", async () => {
    const hidden = says(spends("hidden", 1, 1));
    const chain = same
      .pipe(RunnableLambda.from(async (text: string) => (await hidden.invoke(text)).text))
      .pipe(parallel({ a: says(spends("a", 10, 10)), b: says(spends("b", 100, 100)), c: says("c") }));
    const outcome = await chain.stream("?").settled;
    expect(outcome).toMatchObject({ status: "ok", partialMessages: [], usage: cost(111, 111) });
    expect(texts(outcome.messages)).toEqual(["hidden", "a", "b", "c"]);
  });

  it("are told where one of them fails, and what that ends", async () => {
    const chain = parallel({
      a: says(spends("so", 1, 1), 100_000, " far"),
      b: RunnableLambda.from(async () => {
        await turn();
        throw boom;
      }),
      c: says(spends("whole", 10, 10)),
    });
    const outcome = await chain.stream("?").settled;
    expect(outcome).toMatchObject({ status: "error", error: boom, usage: cost(11, 11) });
    expect(texts(outcome.messages)).toEqual(["so", "whole"]);
    expect(texts(outcome.partialMessages)).toEqual(["so"]);
  });

  it("are counted once where one asks another", async () => {
    class Polite extends ChatModel {
      readonly name = "Polite";
      protected async *reply() {
        yield new AIMessageChunk("Well: ");
        yield* says("yes", spends(".", 3, 2)).stream("?");
      }
    }
    const outcome = await new Polite().pipe(new StringOutputParser()).stream("?").settled;
    expect(texts(outcome.messages)).toEqual(["Well: yes."]);
    expect(outcome.usage).toEqual(cost(3, 2));
  });

  it("are none where there is none", async () => {
    const outcome = await same.stream("?").settled;
    expect(outcome).toMatchObject({ status: "ok", value: "?", messages: [], partialMessages: [], usage: undefined });
  });

  it("are no reason to fail where they answer with what is no message", async () => {
    class Odd extends ChatModel {
      readonly name = "Odd";
      protected *reply() {
        yield* ["no", "message"] as never[];
      }
    }
    const outcome = await new Odd().stream("?").settled;
    expect(outcome).toMatchObject({ status: "error", messages: [], usage: undefined });
    expect(errorInfo((outcome as { error: unknown }).error)).toBeDefined();
  });
});

it("tells those who watch no more than once, and no less", async () => {
  const told: string[] = [];
  const callbacks = [
    {
      handleChatModelStart: () => void told.push("start"),
      handleLLMNewToken: (token: string) => void told.push(token),
      handleLLMEnd: () => void told.push("end"),
    },
  ];
  const outcome = await says("a", "b").pipe(new StringOutputParser()).stream("?", { callbacks, runId: "mine" }).settled;
  expect(outcome.status).toBe("ok");
  expect(told).toEqual(["start", "a", "b", "end"]);
});

it("is of the run that the stream was made in, wherever it is asked for", async () => {
  const inner = says("a", "b").pipe(new StringOutputParser());
  const made: RunStream<string, string>[] = [];
  const outer = RunnableLambda.from((text: string) => {
    made.push(inner.stream(text));
    return made[0]!.settled.then(({ messages }) => texts(messages)!);
  });
  const whole = outer.stream("?");
  expect(await whole.settled).toMatchObject({ status: "ok", value: ["ab"] });
  expect(texts((await whole.settled).messages)).toEqual(["ab"]);
});
