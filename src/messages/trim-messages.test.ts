import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChatPromptTemplate } from "../prompts/chat-prompt-template.ts";
import { AIMessage } from "./ai.ts";
import { HumanMessage } from "./human.ts";
import type { BaseMessage } from "./message.ts";
import { SystemMessage } from "./system.ts";
import { ToolMessage } from "./tool.ts";
import { trimMessages, type TrimMessagesOptions } from "./trim-messages.ts";

/** A token is a character. */
const tokenCounter = (messages: readonly BaseMessage[]) => messages.reduce((sum, { text }) => sum + text.length, 0);
const counted = (maxTokens: number, options: Partial<TrimMessagesOptions> = {}) => ({
  maxTokens,
  tokenCounter,
  ...options,
});
const texts = (messages: readonly BaseMessage[]) => messages.map(({ text }) => text);

const call = (...ids: string[]) =>
  new AIMessage({ content: "call", tool_calls: ids.map((id) => ({ name: "f", args: {}, id })) });
const answer = (id: string, content = id) => new ToolMessage({ content, tool_call_id: id });

const TALK = [
  new SystemMessage("sys"),
  new HumanMessage("one"),
  new AIMessage("two"),
  new HumanMessage("three"),
  new AIMessage("four"),
];

describe("the last messages", () => {
  it.each([
    [0, []],
    [3, []],
    [4, ["four"]],
    [11, ["three", "four"]],
    [12, ["two", "three", "four"]],
    [18, ["sys", "one", "two", "three", "four"]],
    [100, ["sys", "one", "two", "three", "four"]],
  ])("of %i tokens", (maxTokens, left) => {
    expect(texts(trimMessages(TALK, counted(maxTokens)))).toEqual(left);
  });

  it("with the system message, which counts", () => {
    expect(texts(trimMessages(TALK, counted(12, { includeSystem: true })))).toEqual(["sys", "three", "four"]);
    expect(texts(trimMessages(TALK, counted(0, { includeSystem: true })))).toEqual(["sys"]);
    expect(texts(trimMessages(TALK.slice(1), counted(9, { includeSystem: true })))).toEqual(["three", "four"]);
  });

  it("from one of a type on, to one of a type", () => {
    expect(texts(trimMessages(TALK, counted(12, { startOn: "human" })))).toEqual(["three", "four"]);
    expect(texts(trimMessages(TALK, counted(8, { endOn: ["human", "tool"] })))).toEqual(["two", "three"]);
    expect(texts(trimMessages(TALK, counted(4, { startOn: "human", includeSystem: true })))).toEqual(["sys"]);
    expect(texts(trimMessages(TALK, counted(100, { endOn: "tool" })))).toEqual([]);
  });

  it("with the end of the one before", () => {
    const long = [new HumanMessage({ content: "a\nbb\nccc", id: "1" }), new AIMessage("four")];
    const trimmed = trimMessages(long, counted(10, { allowPartial: true }));
    expect(trimmed).toEqual([new HumanMessage({ content: "bb\nccc", id: "1" }), long[1]]);
    expect(texts(trimMessages(long, counted(6, { allowPartial: true })))).toEqual(["four"]);
    const textSplitter = (text: string) => [...text];
    expect(texts(trimMessages(long, counted(6, { allowPartial: true, textSplitter })))).toEqual(["cc", "four"]);
    const blocks = new HumanMessage([
      { type: "text", text: "aaa" },
      { type: "text", text: "bb" },
    ]);
    expect(texts(trimMessages([blocks], counted(3, { allowPartial: true })))).toEqual(["bb"]);
  });
});

describe("the first messages", () => {
  it.each([
    [2, []],
    [6, ["sys", "one"]],
    [13, ["sys", "one", "two"]],
    [100, ["sys", "one", "two", "three", "four"]],
  ])("of %i tokens", (maxTokens, left) => {
    expect(texts(trimMessages(TALK, counted(maxTokens, { strategy: "first" })))).toEqual(left);
  });

  it("to one of a type, and with the beginning of the next", () => {
    expect(texts(trimMessages(TALK, counted(9, { strategy: "first", endOn: "human" })))).toEqual(["sys", "one"]);
    const long = [new HumanMessage("one"), new AIMessage("a\nbb\nccc")];
    expect(texts(trimMessages(long, counted(8, { strategy: "first", allowPartial: true })))).toEqual([
      "one",
      "a\nbb\n",
    ]);
  });
});

describe("calls of tools", () => {
  const turn = [new HumanMessage("ask"), call("c1", "c2"), answer("c1"), answer("c2"), new AIMessage("done")];

  it("are kept with their answers, or not at all", () => {
    expect(texts(trimMessages(turn, counted(8)))).toEqual(["done"]);
    expect(texts(trimMessages(turn, counted(12)))).toEqual(["call", "c1", "c2", "done"]);
    expect(texts(trimMessages(turn, counted(10, { strategy: "first" })))).toEqual(["ask"]);
    expect(texts(trimMessages(turn, counted(11, { strategy: "first" })))).toEqual(["ask", "call", "c1", "c2"]);
    expect(texts(trimMessages(turn, counted(8, { allowPartial: true })))).toEqual(["done"]);
  });

  it("are a last message where their answers are of a type that may be", () => {
    expect(texts(trimMessages(turn, counted(100, { endOn: ["human", "tool"] })))).toEqual(["ask", "call", "c1", "c2"]);
  });

  it("may wait for their answers; an answer without its call is left out", () => {
    expect(texts(trimMessages([...turn, call("c3")], counted(100)))).toEqual([...texts(turn), "call"]);
    expect(texts(trimMessages([answer("c0"), ...turn], counted(100)))).toEqual(texts(turn));
  });

  it("belong to the last call of that id", () => {
    const twice = [call("c1"), answer("c1", "old"), new HumanMessage("more"), call("c1"), answer("c1", "new")];
    expect(texts(trimMessages(twice, counted(7)))).toEqual(["call", "new"]);
  });

  it("never part, whatever the limits", () => {
    const pieces = fc.constantFrom(
      () => [new HumanMessage("ask")],
      () => [new AIMessage("say\nmore")],
      (at: number) => [call(`a${at}`), answer(`a${at}`)],
      (at: number) => [call(`a${at}`, `b${at}`), answer(`b${at}`), answer(`a${at}`)],
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 8 }),
        fc.nat({ max: 40 }),
        fc.constantFrom("first" as const, "last" as const),
        fc.boolean(),
        (made, maxTokens, strategy, allowPartial) => {
          const messages = made.flatMap((make, at): BaseMessage[] => make(at));
          const kept = trimMessages(messages, counted(maxTokens, { strategy, allowPartial }));
          expect(tokenCounter(kept)).toBeLessThanOrEqual(maxTokens);
          const called = kept
            .flatMap((message) => (message as Partial<AIMessage>).tool_calls ?? [])
            .map(({ id }) => id);
          const answered = kept.flatMap((message) => (message as Partial<ToolMessage>).tool_call_id ?? []);
          expect(answered.toSorted()).toEqual(called.toSorted());
        },
      ),
      { numRuns: 200 },
    );
  });
});

it("counts as often as halving takes", () => {
  let counts = 0;
  const messages = Array.from({ length: 1000 }, () => new HumanMessage("x"));
  const left = trimMessages(messages, { maxTokens: 300, tokenCounter: (list) => (counts++, list.length) });
  expect(left.length).toBe(300);
  expect(counts).toBeLessThanOrEqual(10);
});

it("counts approximately, where nothing is said", () => {
  expect(texts(trimMessages(TALK, { maxTokens: 10 }))).toEqual(["three", "four"]);
});

it("is a step, where there are no messages yet; messages may be written as anywhere", () => {
  const step = trimMessages(counted(4));
  expect(step.name).toBe("trimMessages");
  expect(texts(step.invokeSync([["human", "one"], { role: "assistant", content: "four" }]))).toEqual(["four"]);
  const prompt = ChatPromptTemplate.fromMessages([
    ["system", "sys"],
    ["human", "{x}"],
  ]);
  expect(texts(prompt.pipe(step).invokeSync({ x: "four" }))).toEqual(["four"]);
  expect(step.invokeSync("four")).toEqual([new HumanMessage("four")]);
  expect(() => step.invokeSync(4 as never)).toThrow(/list of messages/);
});

it.each([
  [{ maxTokens: Number.NaN }, /maxTokens/],
  [{ maxTokens: 1, strategy: "middle" }, /"middle"/],
  [{ maxTokens: 1, strategy: "first", includeSystem: true }, /includeSystem/],
  [{ maxTokens: 1, strategy: "first", startOn: "human" }, /startOn/],
])("refuses %j", (options, message) => {
  expect(() => trimMessages(options as TrimMessagesOptions)).toThrow(message);
  expect(() => trimMessages([], options as TrimMessagesOptions)).toThrow(message);
});
