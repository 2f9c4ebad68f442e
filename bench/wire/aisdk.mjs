import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { streamText } from "ai";
import { API_KEY, MODEL, QUESTION } from "./request.mjs";

/** `streamText` of the AI SDK, with its client of the same wire. */
export function aisdk({ url }) {
  const model = createOpenAICompatible({ name: "glm", apiKey: API_KEY, baseURL: url })(MODEL);
  return () => streamText({ model, prompt: QUESTION }).textStream;
}
