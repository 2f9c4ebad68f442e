import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { ChatOpenAI } from "@langchain/openai";
import { INPUT, TEMPLATE } from "../stream/chunks.mjs";
import { API_KEY, MODEL } from "./request.mjs";

/** `prompt | ChatOpenAI | StringOutputParser`: its client of the same wire. */
export function langchain({ url }) {
  const model = new ChatOpenAI({ model: MODEL, apiKey: API_KEY, configuration: { baseURL: url }, streaming: true });
  const chain = ChatPromptTemplate.fromTemplate(TEMPLATE).pipe(model).pipe(new StringOutputParser());
  return () => chain.stream(INPUT);
}
