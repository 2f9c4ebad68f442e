import type { BaseMessage as TheirMessage } from "@langchain/core/messages";
import { JsonOutputParser, StringOutputParser as TheirStringParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate as TheirPrompt } from "@langchain/core/prompts";
import { RunnableLambda as TheirLambda, type Runnable as TheirRunnable } from "@langchain/core/runnables";
import type { BaseRetriever } from "@langchain/core/retrievers";
import { tool as theirTool } from "@langchain/core/tools";
import type { FakeStreamingChatModel } from "@langchain/core/utils/testing";
import { z } from "zod";
import type { Assert, Equal, Types } from "../../../test/types/equal.ts";
import type { AIMessage, AIMessageChunk } from "../../messages/ai.ts";
import type { PromptValue } from "../../messages/prompt-value.ts";
import type { ChatModelConfig } from "../../models/call-options.ts";
import type { ChatModel } from "../../models/chat-model.ts";
import type { ModelInput } from "../../models/input.ts";
import { StringOutputParser } from "../../parsers/string.ts";
import { ChatPromptTemplate } from "../../prompts/chat-prompt-template.ts";
import type { Document } from "../../retrievers/document.ts";
import type { Retriever } from "../../retrievers/retriever.ts";
import { RunnableLambda } from "../../runnables/lambda.ts";
import { ScriptedChatModel } from "../../testing/scripted/chat-model.ts";
import { tool } from "../../tools/tool.ts";
import { fromLangChain } from "./from.ts";
import { toLangChain } from "./to.ts";

declare const theirModel: FakeStreamingChatModel;
declare const theirRetriever: BaseRetriever;
const scripted = new ScriptedChatModel({ replies: [["a"]] });
const prompt = ChatPromptTemplate.fromTemplate("about {topic}");

// From LangChain: what it takes, gives and streams

const model = fromLangChain(theirModel);
export const options = model.bind({ stop: ["\n"] });
// @ts-expect-error no option of it
model.bind({ stopp: ["\n"] });
// Tools, and the choice of one, are said as to any model.
export const any: ChatModel<ChatModelConfig> = model;
export const bound = model.bindTools(
  [{ type: "web_search" }, theirTool(() => "", { name: "a", schema: z.object({}) })],
  {
    toolChoice: "required",
  },
);
// @ts-expect-error no tool
model.bindTools(["weather"]);
const text = prompt.pipe(model).pipe(new StringOutputParser());
const document = fromLangChain(theirRetriever).pipe((found) => found[0]!);
const parsed = fromLangChain(new JsonOutputParser<{ a: number }>());
const doubled = fromLangChain(TheirLambda.from((x: number) => x * 2));
const list = fromLangChain(TheirLambda.from((messages: TheirMessage[]) => ({ messages, count: messages.length })));
const weather = fromLangChain(
  theirTool(({ city }) => `sun in ${city}`, { name: "weather", schema: z.object({ city: z.string() }) }),
);
const value = fromLangChain(TheirPrompt.fromTemplate<{ topic: string }>("about {topic}"));
const theirText = scripted.pipe(fromLangChain(new TheirStringParser()));

export type From = [
  Assert<Equal<Types<typeof model>, [ModelInput, AIMessage, AIMessageChunk]>>,
  Assert<Equal<Types<typeof text>[1], string>>,
  Assert<typeof document extends { "~out": Document<{ [key: string]: unknown }> } ? true : false>,
  Assert<Equal<Types<typeof parsed>[1], { a: number }>>,
  Assert<Equal<Types<typeof doubled>, [number, number, number]>>,
  Assert<Equal<Types<typeof list>[1]["count"], number>>,
  Assert<Equal<Types<typeof theirText>, [ModelInput, string, string]>>,
  Assert<PromptValue extends Types<typeof value>[1] ? true : false>,
];
export const answer: Promise<string> = weather.invoke({ city: "Paris" });
// @ts-expect-error its argument is missing
void weather.invoke({});
export const piped = value.pipe(scripted);
// @ts-expect-error a number is not what it takes
void doubled.invoke("x");

// To LangChain

const theirs = toLangChain(text);
const theirTool2 = toLangChain(
  tool(({ city }) => `sun in ${city}`, { name: "weather", schema: z.object({ city: z.string() }) }),
);
const counted = toLangChain(RunnableLambda.from((x: string) => x.length));
declare const retriever: Retriever;

export type To = [
  Assert<Equal<typeof theirs extends TheirRunnable<{ topic: unknown }, infer Out> ? Out : never, string>>,
  Assert<Equal<typeof counted extends TheirRunnable<infer In, infer Out> ? [In, Out] : never, [string, number]>>,
];
export const chained: TheirRunnable<{ topic: unknown }, string> = theirs;
export const chat = TheirPrompt.fromTemplate("{x}").pipe(toLangChain(scripted)).pipe(new TheirStringParser());
export const theirAgent = toLangChain(scripted).bindTools([{ type: "web_search" }], { tool_choice: "any" });
export const found = toLangChain(retriever).pipe((documents) => documents[0]!.pageContent);
export const called: Promise<unknown> = theirTool2.invoke({ city: "Paris" });
