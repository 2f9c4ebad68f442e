import fc from "fast-check";
import { expect, it } from "vitest";
import { isRunletError } from "../../errors/error.ts";
import type { AIMessageChunk } from "../../messages/ai.ts";
import { joinMessages } from "../../messages/concat.ts";
import { DONE } from "../sse.ts";
import { ChatAnswer } from "./answer.ts";

const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom("", "a", 0, -1, null, [], {}, [null], [[]], [{}]));
const some = (fields: Record<string, fc.Arbitrary<unknown>>) => fc.oneof(fc.record(fields, { requiredKeys: [] }), odd);
const list = (item: fc.Arbitrary<unknown>) => fc.oneof(fc.array(item, { maxLength: 3 }), odd);

const call = some({
  index: odd,
  id: odd,
  function: some({ name: odd, arguments: odd }),
  custom: some({ name: odd, input: odd }),
});
const part = some({
  content: list(some({ type: fc.constantFrom("text", "thinking", "x"), text: odd, thinking: list(odd) })),
  refusal: odd,
  reasoning_content: odd,
  reasoning: odd,
  reasoning_details: list(some({ type: odd, index: odd, text: odd })),
  tool_calls: list(call),
  annotations: list(some({ type: fc.constantFrom("url_citation", "x"), url_citation: odd })),
  images: list(some({ image_url: odd })),
});
const counts = some({ cached_tokens: odd, reasoning_tokens: odd });
const event = some({
  id: odd,
  model: odd,
  choices: list(
    some({ index: fc.constantFrom(0, 0, 0, 1, null, "0"), delta: part, message: part, finish_reason: odd }),
  ),
  usage: some({ prompt_tokens: odd, completion_tokens: odd, total_tokens: odd, prompt_tokens_details: counts }),
  web_search: odd,
  citations: odd,
});

it("of whatever is sent as JSON a message is made, or an error of ours", { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 6 }), (events) => {
      const answer = new ChatAnswer({ name: "It" }, { url: "https://llm.example", headers: {}, body: {} });
      const chunks: AIMessageChunk[] = [];
      try {
        for (const said of events) {
          const chunk = answer.read({ event: "message", data: JSON.stringify(said), id: "", complete: true });
          if (chunk !== undefined && chunk !== DONE) chunks.push(chunk);
        }
        answer.end();
      } catch (error) {
        if (!isRunletError(error)) throw error;
      }
      if (chunks.length === 0) return;
      const message = joinMessages(chunks);
      expect(typeof message.text).toBe("string");
      expect(message.contentBlocks.every((block) => typeof block.type === "string")).toBe(true);
      for (const count of Object.values(message.usage_metadata ?? {}))
        if (typeof count !== "object") expect(count).toBeTypeOf("number");
    }),
    { numRuns: process.env["LONG"] === "1" ? 20_000 : 150 },
  );
});
