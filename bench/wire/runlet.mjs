import { StringOutputParser } from "../../dist/index.js";
import { ChatZhipuAI } from "../../dist/providers/zhipu/index.js";
import { prompt } from "../prompt.mjs";
import { INPUT } from "../stream/chunks.mjs";
import { API_KEY, MODEL } from "./request.mjs";

/** `prompt | ChatZhipuAI | StringOutputParser`. */
export function runlet({ url }) {
  const model = new ChatZhipuAI({ model: MODEL, apiKey: API_KEY, baseURL: url });
  const chain = prompt.pipe(model).pipe(new StringOutputParser());
  return () => chain.stream(INPUT);
}
