import { expectTypeOf } from "vitest";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import type { BaseMessage } from "../messages/message.ts";
import { ChatPromptTemplate } from "../prompts/chat-prompt-template.ts";
import { MessagesPlaceholder } from "../prompts/messages-placeholder.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import { InMemoryChatMessageHistory } from "./in-memory.ts";
import type { Said } from "./turn-input.ts";
import { RunnableWithMessageHistory } from "./with-message-history.ts";

const model = new ScriptedChatModel({ replies: [["x"]] });
const getMessageHistory = (_: string) => new InMemoryChatMessageHistory();

// Around a model: what is said.
const bare = new RunnableWithMessageHistory({ runnable: model, getMessageHistory });
expectTypeOf(bare.invoke).parameter(0).toEqualTypeOf<Said>();
expectTypeOf(bare.invoke("x")).toEqualTypeOf<Promise<AIMessage>>();
expectTypeOf(bare.pipe((message) => message.text).invoke("x")).toEqualTypeOf<Promise<string>>();
for await (const chunk of bare.stream("x")) expectTypeOf(chunk).toEqualTypeOf<AIMessageChunk>();

// Around a prompt: its variables, but the history.
const prompt = ChatPromptTemplate.fromMessages([new MessagesPlaceholder("history"), "{question}"]);
const chat = new RunnableWithMessageHistory({
  runnable: prompt.pipe(model),
  getMessageHistory,
  inputMessagesKey: "question",
  historyMessagesKey: "history",
});
expectTypeOf(chat.invoke).parameter(0).toEqualTypeOf<{ question: unknown }>();
// @ts-expect-error: the question is missing
void chat.invoke({});

// Messages under a key of the input.
const runnable = RunnableLambda.from((_: { said: readonly BaseMessage[]; mood: string }) => "x");
const keyed = new RunnableWithMessageHistory({ runnable, getMessageHistory, inputMessagesKey: "said" });
expectTypeOf(keyed.invoke).parameter(0).toEqualTypeOf<{ mood: string } & { readonly said: Said }>();

// A runnable that takes no messages needs a key.
const unkeyed = new RunnableWithMessageHistory({ runnable, getMessageHistory });
// @ts-expect-error: and the type says so
void unkeyed.invoke("x");
