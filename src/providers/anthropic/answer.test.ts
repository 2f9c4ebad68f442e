import fc from "fast-check";
import { expect, it } from "vitest";
import { isRunletError } from "../../errors/error.ts";
import { joinMessages } from "../../messages/concat.ts";
import type { AIMessageChunk } from "../../messages/ai.ts";
import { DONE } from "../sse.ts";
import { AnthropicAnswer } from "./answer.ts";

const TYPES = ["message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta"];
const BLOCKS = ["text", "thinking", "tool_use", "server_tool_use", "text_delta", "input_json_delta", "citations_delta"];

it("no event, whatever is in its fields, makes it fail otherwise than by our own errors", () => {
  const value = fc.jsonValue({ maxDepth: 1 });
  const inside = fc.oneof(
    value,
    fc.record(
      Object.fromEntries(
        [
          "text",
          "thinking",
          "partial_json",
          "citation",
          "input",
          "id",
          "name",
          "content",
          "citations",
          "stop_reason",
        ].map((name) => [name, value]),
      ),
      { requiredKeys: [] },
    ),
  );
  const typed = fc
    .tuple(fc.constantFrom(...BLOCKS), inside)
    .map(([type, fields]) => (typeof fields === "object" ? { ...fields, type } : fields));
  const event = fc.record(
    {
      type: fc.constantFrom(...TYPES),
      index: fc.nat(1),
      message: inside,
      content_block: typed,
      delta: typed,
      usage: value,
    },
    { requiredKeys: ["type", "index"] },
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const request = { url: "https://api.example", headers: {}, body: {} };
      const answer = new AnthropicAnswer(request, { model: "m", max_tokens: 1, stream: true, messages: [] });
      const chunks: AIMessageChunk[] = [];
      try {
        for (const said of events) {
          const chunk = answer.read({ event: said.type, data: JSON.stringify(said), id: "", complete: true });
          if (chunk !== undefined && chunk !== DONE) chunks.push(chunk);
        }
        if (chunks.length > 0) JSON.stringify(joinMessages(chunks));
      } catch (error) {
        expect(isRunletError(error) || String((error as Error).stack)).toBe(true);
      }
    }),
    { numRuns: process.env["LONG"] === "1" ? 20_000 : 300 },
  );
});
