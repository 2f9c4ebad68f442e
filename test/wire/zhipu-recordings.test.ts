import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { concatMessages } from "../../src/messages/concat.ts";
import type { AIMessageChunk } from "../../src/messages/ai.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { sameWhereverCut } from "../support/cut-anywhere.ts";
import { inPieces } from "../support/pieces.ts";
import { hasShared, SHARED } from "../support/shared.ts";

/** Every chunk that the model gives for an answer. */
async function chunksOf(answer: Response): Promise<AIMessageChunk[]> {
  const model = new ChatZhipuAI({ apiKey: "id.secret", fetch: () => Promise.resolve(answer) });
  const chunks: AIMessageChunk[] = [];
  for await (const chunk of model.stream("hello")) chunks.push(chunk);
  return chunks;
}

describe.skipIf(!hasShared)("recorded answers of GLM, through the model", () => {
  const folder = join(SHARED, "fixtures/zhipu");
  const files = hasShared ? readdirSync(folder).filter((name) => name.endsWith(".sse")) : [];

  it("are there", () => expect(files.length).toBeGreaterThanOrEqual(5));

  for (const file of files) {
    const bytes = hasShared ? readFileSync(join(folder, file)) : new Uint8Array();
    it(`${file}: the same chunks wherever it is cut`, { timeout: 1_800_000 }, async () => {
      await sameWhereverCut(bytes, "text/event-stream;charset=UTF-8", chunksOf);
    });

    it(`${file}: says what its events say`, async () => {
      const events = Buffer.from(bytes)
        .toString("utf8")
        .split("\n\n")
        .map((event) => event.replace(/^data: /, ""))
        .filter((data) => data.startsWith("{"))
        .map((data) => JSON.parse(data));
      const deltas = events.map((event) => event.choices?.[0]?.delta ?? {});
      const whole = concatMessages(await chunksOf(inPieces([bytes]))).toMessage();

      expect(whole.id).toBe(events[0].id);
      expect(whole.text).toBe(deltas.map((delta) => delta.content ?? "").join(""));
      expect(whole.additional_kwargs["reasoning_content"]).toBe(
        deltas.map((delta) => delta.reasoning_content ?? "").join(""),
      );
      expect(whole.response_metadata["finish_reason"]).toBe(events.at(-1).choices[0].finish_reason);
      expect(whole.usage_metadata).toMatchObject({
        input_tokens: events.at(-1).usage.prompt_tokens,
        output_tokens: events.at(-1).usage.completion_tokens,
        total_tokens: events.at(-1).usage.total_tokens,
      });
      const calls = deltas.flatMap((delta) => delta.tool_calls ?? []);
      expect(whole.tool_calls.map(({ id, name, args }) => ({ id, name, args }))).toEqual(
        calls.map((call) => ({ id: call.id, name: call.function.name, args: JSON.parse(call.function.arguments) })),
      );
    });
  }
});
