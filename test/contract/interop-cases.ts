import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { fromLangChain } from "../../src/interop/langchain/from.ts";
import { AIMessageChunk } from "../../src/messages/ai.ts";
import { joinMessages } from "../../src/messages/concat.ts";
import { SpokenChatModel } from "../support/spoken-chat-model.ts";
import { last, text, type Case } from "./cases.ts";

const SAID = ["The", " sky", "."];
const model = () => new SpokenChatModel(SAID);

/** The laws hold for what other libraries have made. */
export const interopCases: readonly Case[] = [
  {
    name: "fromLangChain, a chat model",
    make: () => fromLangChain(model()),
    input: "what color?",
    output: joinMessages(SAID.map((content) => new AIMessageChunk({ content, id: "1" }))),
    joined: (chunks) => joinMessages(chunks as AIMessageChunk[]),
    collects: "always",
    waits: true,
  },
  {
    name: "fromLangChain, a chain",
    make: () => fromLangChain(ChatPromptTemplate.fromTemplate("{x}").pipe(model()).pipe(new StringOutputParser())),
    input: { x: 1 },
    output: "The sky.",
    joined: text,
    chunk: () => ({ x: 1 }),
    join: "last",
    collects: "always",
    waits: true,
  },
  {
    name: "fromLangChain, a function",
    make: () => fromLangChain(RunnableLambda.from((given: string) => `${given}!`)),
    input: "ab",
    output: "ab!",
    joined: last,
    collects: "always",
    waits: true,
  },
  {
    name: "fromLangChain, a parser of a stream",
    make: () => fromLangChain(new StringOutputParser()),
    input: "ab",
    output: "ab",
    joined: text,
    waits: true,
  },
];
