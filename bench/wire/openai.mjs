import OpenAI from "openai";
import { API_KEY, MODEL, QUESTION } from "./request.mjs";

/** The openai SDK alone: request, events, JSON. */
export function openai({ url }) {
  const client = new OpenAI({ apiKey: API_KEY, baseURL: url });
  return async function* () {
    const messages = [{ role: "user", content: QUESTION }];
    const stream = await client.chat.completions.create({ model: MODEL, messages, stream: true });
    for await (const chunk of stream) {
      const text = chunk.choices[0]?.delta.content;
      if (text) yield text;
    }
  };
}
