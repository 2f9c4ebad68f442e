import { describe, expect, it } from "vitest";
import { isRunletError } from "../errors/error.ts";
import { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import { HumanMessage } from "../messages/human.ts";
import type { BaseMessage } from "../messages/message.ts";
import { all } from "../../test/support/all.ts";
import { StringOutputParser } from "../parsers/string.ts";
import { ChatPromptTemplate } from "../prompts/chat-prompt-template.ts";
import { MessagesPlaceholder } from "../prompts/messages-placeholder.ts";
import { generator } from "../runnables/generator.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { InMemoryChatMessageHistory } from "./in-memory.ts";
import { RunnableWithMessageHistory } from "./with-message-history.ts";

const ann = { configurable: { sessionId: "ann" } };
const texts = (messages: readonly BaseMessage[]) => messages.map(({ type, text }) => `${type}: ${text}`);

/** Sessions that are kept in memory. */
class Sessions {
  readonly #histories = new Map<string, InMemoryChatMessageHistory>();
  readonly of = (sessionId: string) => {
    const history = this.#histories.get(sessionId) ?? new InMemoryChatMessageHistory();
    this.#histories.set(sessionId, history);
    return history;
  };
  async texts(sessionId = "ann") {
    return texts(await this.of(sessionId).getMessages());
  }
}

/** A model that says what it was told. */
const mirror = RunnableLambda.from((messages: readonly BaseMessage[]) => new AIMessage(texts(messages).join(" | ")));

function conversation(fields: { readonly saveIncomplete?: boolean } = {}, sessions = new Sessions()) {
  let produced = 0;
  const words = generator(
    async function* (input: AsyncIterable<readonly BaseMessage[]>) {
      for await (const messages of input) {
        for (const word of ["an", "swer ", `${messages.length}`]) {
          produced++;
          yield new AIMessageChunk({ content: word, id: "1" });
        }
        if (messages.at(-1)!.text === "fail") throw new Error("broken");
      }
    },
    { join: "messages" },
  );
  const chat = new RunnableWithMessageHistory({ runnable: words, getMessageHistory: sessions.of, ...fields });
  return { sessions, chat, produced: () => produced };
}

describe("what the runnable is given", () => {
  it("is the messages so far, and what is said now", async () => {
    const sessions = new Sessions();
    const chat = new RunnableWithMessageHistory({ runnable: mirror, getMessageHistory: sessions.of });
    expect((await chat.invoke("a", ann)).text).toBe("human: a");
    expect((await chat.invoke(new HumanMessage("b"), ann)).text).toBe("human: a | ai: human: a | human: b");
    await chat.invoke("other", { configurable: { sessionId: "bob" } });
    expect((await chat.invoke(["c", ["system", "d"]], ann)).text).toMatch(
      / \| human: b \| ai: [^]* \| human: c \| system: d$/,
    );
    expect(await sessions.texts("bob")).toEqual(["human: other", "ai: human: other"]);
    expect(await sessions.texts()).toHaveLength(7);
  });

  it("is the same under the keys of an object", async () => {
    const sessions = new Sessions();
    const runnable = RunnableLambda.from((input: { said: readonly BaseMessage[]; mood: string }) => ({
      answer: `${input.mood}: ${texts(input.said).join(" | ")}`,
      cost: 1,
    }));
    const fields = {
      runnable,
      getMessageHistory: sessions.of,
      inputMessagesKey: "said",
      outputMessagesKey: "answer",
    } as const;
    const chat = new RunnableWithMessageHistory(fields);
    await chat.invoke({ said: "a", mood: "good" }, ann);
    expect(await chat.invoke({ said: [new HumanMessage("b")], mood: "bad" }, ann)).toEqual({
      answer: "bad: human: a | ai: good: human: a | human: b",
      cost: 1,
    });
  });

  it("is the history under its own key, and the input as it is", async () => {
    const sessions = new Sessions();
    const prompt = ChatPromptTemplate.fromMessages([new MessagesPlaceholder("history"), "{question}"]);
    const model = new ScriptedChatModel({ replies: [["an", "swer"]] });
    const runnable = prompt.pipe(model).pipe(new StringOutputParser());
    const keys = { inputMessagesKey: "question", historyMessagesKey: "history" } as const;
    const chat = new RunnableWithMessageHistory({ runnable, getMessageHistory: sessions.of, ...keys });
    expect(await chat.invoke({ question: "a" }, ann)).toBe("answer");
    expect(await chat.invoke({ question: "b" }, ann)).toBe("answer");
    expect(await sessions.texts()).toEqual(["human: a", "ai: answer", "human: b", "ai: answer"]);
    const prompts = await all(chat.streamEvents({ question: "c" }, { ...ann, includeTypes: ["prompt"] }));
    const { input } = prompts[0]!.data as { input: { history: BaseMessage[]; question: string } };
    expect(input).toEqual({ question: "c", history: (await sessions.of("ann").getMessages()).slice(0, 4) });
  });

  it("may say nothing of keys, where there is only one", async () => {
    const sessions = new Sessions();
    const runnable = RunnableLambda.from((input: { q: string; past: readonly BaseMessage[] }) => ({
      a: `${input.q}!`,
    }));
    const chat = new RunnableWithMessageHistory({
      runnable,
      getMessageHistory: async (id) => sessions.of(id),
      historyMessagesKey: "past",
    });
    expect(await chat.invoke({ q: "hi" }, ann)).toEqual({ a: "hi!" });
    expect(await sessions.texts()).toEqual(["human: hi", "ai: hi!"]);
  });
});

describe("what is wrong", () => {
  it("is a config without a session", async () => {
    const { chat } = conversation();
    for (const configurable of [undefined, {}, { sessionId: "" }, { sessionId: 1 }])
      await expect(chat.invoke("a", { configurable })).rejects.toThrow('configurable: { sessionId: "…" }');
    await expect(chat.withConfig(ann).invoke("a")).resolves.toMatchObject({ content: "answer 1" });
  });

  it("is an input or an output without messages", async () => {
    const sessions = new Sessions();
    const number = new RunnableWithMessageHistory({
      runnable: RunnableLambda.from((_: readonly BaseMessage[]) => 1),
      getMessageHistory: sessions.of,
    });
    await expect(number.invoke("a", ann)).rejects.toThrow(
      "The output of a turn has to be text, a message or a list of",
    );
    await expect(number.invoke({ a: 1, b: 2 } as never, ann)).rejects.toThrow('at "input" it is missing');
    await expect(number.invoke(1 as never, ann)).rejects.toThrow("it is a number");
    expect(await sessions.texts()).toEqual([]);
    expect(() => new RunnableWithMessageHistory({ runnable: 1 as never, getMessageHistory: sessions.of })).toThrow(
      "1 is none",
    );
  });

  it("is a synchronous run", () => {
    expect(() => conversation().chat.invokeSync("a", ann)).toThrow('The step "RunnableWithMessageHistory" has to wait');
  });
});

describe("streaming", () => {
  it("passes each chunk on as it comes", async () => {
    const { chat, produced, sessions } = conversation();
    const chunks: string[] = [];
    for await (const chunk of chat.stream("hi", ann)) {
      chunks.push(chunk.text);
      expect(produced()).toBe(chunks.length);
      expect(await sessions.texts()).toEqual([]);
    }
    expect(chunks).toEqual(["an", "swer ", "1"]);
    expect(await sessions.texts()).toEqual(["human: hi", "ai: answer 1"]);
  });

  it("keeps the turn before the end is told", async () => {
    const { chat, sessions } = conversation();
    const told: string[] = [];
    const history = sessions.of("ann");
    history.addMessages = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      told.push("kept");
    };
    const heard = chat.withListeners({ onEnd: () => void told.push("end") });
    const next = heard.pipe(() => void told.push("next"));
    await next.invoke("hi", ann);
    await next.stream("hi", ann).final();
    expect(told).toEqual(["kept", "end", "next", "kept", "end", "next"]);
  });

  it("is told of, inside and out", async () => {
    const { chat } = conversation();
    const told = await all(chat.streamEvents("hi", ann));
    expect(told.map(({ event, name, parent_ids }) => `${event} ${name} ${parent_ids.length}`)).toEqual([
      "on_chain_start RunnableWithMessageHistory 0",
      "on_chain_start RunnableGenerator 1",
      ...[1, 2, 3].flatMap(() => [
        "on_chain_stream RunnableGenerator 1",
        "on_chain_stream RunnableWithMessageHistory 0",
      ]),
      "on_chain_end RunnableGenerator 1",
      "on_chain_end RunnableWithMessageHistory 0",
    ]);
  });

  it("has in it what a history runs", async () => {
    const history = new InMemoryChatMessageHistory();
    history.getMessages = async () => [await mirror.invoke([new HumanMessage("earlier")])];
    const chat = new RunnableWithMessageHistory({ runnable: mirror, getMessageHistory: () => history });
    const starts = (await all(chat.streamEvents("hi", ann))).filter(({ event }) => event === "on_chain_start");
    expect(starts.map(({ parent_ids }) => parent_ids.length)).toEqual([0, 1, 1]);
  });

  it("gives the same in invoke, stream and streamLog, and to listeners inside", async () => {
    const { sessions } = conversation();
    const ended: unknown[] = [];
    const inner = mirror.withListeners({ onEnd: (run) => void ended.push(run.outputs) });
    const chat = new RunnableWithMessageHistory({ runnable: inner, getMessageHistory: sessions.of });
    const invoked = await chat.invoke("a", { configurable: { sessionId: "1" } });
    expect(await chat.stream("a", { configurable: { sessionId: "2" } }).final()).toEqual(invoked);
    const log = chat.streamLog("a", { configurable: { sessionId: "3" } });
    expect((await all(log)).at(-1)!.ops).toContainEqual(expect.objectContaining({ value: invoked }));
    expect(ended).toEqual([invoked, invoked, invoked]);
  });

  it("takes a stream of input, joined", async () => {
    const { chat, sessions } = conversation();
    await chat.transform(["a", "b"], { ...ann, join: "text" }).final();
    expect(await sessions.texts()).toEqual(["human: ab", "ai: answer 1"]);
  });
});

describe("turns", () => {
  it("are each in one piece, also of runs at once", async () => {
    const { chat, sessions } = conversation();
    await Promise.all(["a", "b", "c"].map((said) => chat.invoke(said, ann)));
    const kept = await sessions.texts();
    expect(kept.filter((_, at) => at % 2 === 0).toSorted()).toEqual(["human: a", "human: b", "human: c"]);
    expect(kept.filter((_, at) => at % 2 === 1)).toEqual(Array(3).fill("ai: answer 1"));
  });

  it("keep no chunks", async () => {
    const { chat, sessions } = conversation();
    await chat.invoke(new AIMessageChunk("x"), ann);
    const last = new RunnableWithMessageHistory({
      runnable: RunnableLambda.from((_: readonly BaseMessage[]) => [new AIMessageChunk("y"), "z"]),
      getMessageHistory: sessions.of,
    });
    await last.invoke([new AIMessageChunk("x")], ann);
    const kept = await sessions.of("ann").getMessages();
    expect(kept.map((message) => message.constructor)).not.toContain(AIMessageChunk);
    expect(texts(kept)).toEqual(["ai: x", "ai: answer 1", "ai: x", "ai: y", "ai: z"]);
  });
});

describe("a turn that ends early", () => {
  const breakOff = async (chat: ReturnType<typeof conversation>["chat"], said = "hi") => {
    for await (const chunk of chat.stream(said, ann)) if (chunk.text === "swer ") break;
  };

  it("is not kept", async () => {
    const { chat, sessions } = conversation();
    await breakOff(chat);
    await expect(chat.invoke("fail", ann)).rejects.toThrow("broken");
    expect(await sessions.texts()).toEqual([]);
  });

  it("is kept by the end of the loop, if that is wanted", async () => {
    const { chat, sessions } = conversation({ saveIncomplete: true });
    await breakOff(chat);
    expect(await sessions.texts()).toEqual(["human: hi", "ai: answer "]);
    const [, answer] = await sessions.of("ann").getMessages();
    expect(answer!.toJSON()).toEqual({
      type: "ai",
      content: "answer ",
      id: "1",
      response_metadata: { incomplete: true },
    });
    expect((await chat.invoke("ho", ann)).text).toBe("answer 3");
  });

  it("is kept likewise when it fails", async () => {
    const { chat, sessions } = conversation({ saveIncomplete: true });
    await expect(chat.invoke("fail", ann)).rejects.toThrow("broken");
    expect(await sessions.texts()).toEqual(["human: fail", "ai: answer 1"]);
  });

  it("is kept likewise when its signal aborts", async () => {
    const { chat, sessions } = conversation({ saveIncomplete: true });
    const controller = new AbortController();
    const read = async () => {
      for await (const _ of chat.stream("hi", { ...ann, signal: controller.signal })) controller.abort();
    };
    await expect(read()).rejects.toSatisfy((error) => isRunletError(error, "aborted"));
    expect(await sessions.texts()).toEqual(["human: hi", "ai: an"]);
  });

  it("is kept whole, where its signal aborts while it is being kept", async () => {
    const { chat, sessions } = conversation({ saveIncomplete: true });
    const controller = new AbortController();
    const history = sessions.of("ann");
    const addMessages = history.addMessages.bind(history);
    history.addMessages = async (messages) => {
      controller.abort();
      await addMessages(messages);
    };
    const run = chat.invoke("hi", { ...ann, signal: controller.signal });
    await expect(run).rejects.toSatisfy((error) => isRunletError(error, "aborted"));
    expect(await sessions.texts()).toEqual(["human: hi", "ai: answer 1"]);
  });

  it("is not begun, where its signal aborts while the history is read", async () => {
    const { chat, sessions, produced } = conversation({ saveIncomplete: true });
    const controller = new AbortController();
    let read = (_: BaseMessage[]) => {};
    sessions.of("ann").getMessages = () => new Promise((resolve) => void (read = resolve));
    const run = chat.invoke("hi", { ...ann, signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(run).rejects.toSatisfy((error) => isRunletError(error, "aborted"));
    read([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(produced()).toBe(0);
  });

  it("is not kept without an answer", async () => {
    const sessions = new Sessions();
    const runnable = RunnableLambda.from((_: readonly BaseMessage[]): AIMessage => {
      throw new Error("broken");
    });
    const chat = new RunnableWithMessageHistory({ runnable, getMessageHistory: sessions.of, saveIncomplete: true });
    await expect(chat.invoke("a", ann)).rejects.toThrow("broken");
    expect(await sessions.texts()).toEqual([]);
  });

  it("ends what answers", async () => {
    let closed = 0;
    const runnable = generator(
      async function* (_: AsyncIterable<readonly BaseMessage[]>) {
        try {
          for (;;) yield "x";
        } finally {
          closed++;
        }
      },
      { join: "text" },
    );
    const chat = new RunnableWithMessageHistory({ runnable, getMessageHistory: new Sessions().of });
    for await (const _ of chat.stream("a", ann)) break;
    expect(closed).toBe(1);
  });
});

describe("a history that fails", () => {
  it.each(["getMessages", "addMessages"] as const)("in %s is the failure of the run", async (method) => {
    const history = new InMemoryChatMessageHistory();
    const failure = new Error("store");
    Object.assign(history, { [method]: () => Promise.reject(failure) });
    const chat = new RunnableWithMessageHistory({ runnable: mirror, getMessageHistory: () => history });
    await expect(chat.invoke("a", ann)).rejects.toBe(failure);
    const chunks: string[] = [];
    const read = async () => {
      for await (const chunk of chat.stream("a", ann)) chunks.push(chunk.text);
    };
    await expect(read()).rejects.toBe(failure);
    expect(chunks).toEqual(method === "addMessages" ? ["human: a"] : []);
  });

  it("of a turn that has failed already is not told", async () => {
    const history = new InMemoryChatMessageHistory();
    history.addMessages = () => Promise.reject(new Error("store"));
    const sessions = { of: () => history } as unknown as Sessions;
    const { chat } = conversation({ saveIncomplete: true }, sessions);
    await expect(chat.invoke("fail", ann)).rejects.toThrow("broken");
  });
});
